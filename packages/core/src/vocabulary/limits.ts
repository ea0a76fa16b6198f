/**
 * Every limit as a value with a default (RFC 6455 §10.4: "Implementations SHOULD impose a limit").
 *
 * @module
 */

import { refusalOf } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import { failure, success } from './result.ts';
import type { Result } from './result.ts';
import type { Role } from './role.ts';

/** All limits. Octet counts unless said otherwise; `Infinity` lifts a limit. */
export interface Limits {
  /** Payload of one frame as announced in its header. */
  readonly framePayload: number;
  /** Payloads of all frames of a message together, as on the wire. */
  readonly messagePayload: number;
  /** A message after the extensions have transformed it. Limits nothing where no extension is in use. */
  readonly inflatedPayload: number;
  /** Frames of one message that are allowed whatever their size; one more for every 32 octets of payload. */
  readonly fragments: number;
  /** Events that one call may give; the rest comes with the next call (`Step.more`). */
  readonly eventsPerCall: number;
  /** Request or response head as a whole. */
  readonly headOctets: number;
  /** Request line or status line. */
  readonly startLineOctets: number;
  /** One header line. */
  readonly fieldLineOctets: number;
  /** Number of header lines, repeats counted. */
  readonly fieldLines: number;
  /** Number of 1xx responses that a client skips. */
  readonly interimResponses: number;
  /** Body of a refused response that a client keeps. */
  readonly refusedBody: number;
  /** Octets that a server keeps for a client that sends frames before the answer. */
  readonly earlyOctets: number;
  /** Number of extensions that a server looks at in one offer. */
  readonly extensionOffers: number;
  /** Number of own pings whose answer is awaited at once; older ones are forgotten. */
  readonly awaitedPongs: number;
}

const mebibyte = 1024 * 1024;

const shared: Omit<Limits, 'framePayload' | 'messagePayload' | 'inflatedPayload'> = {
  // Scale-free: lets 4 MiB pass in 64-octet fragments and stops empty ones (docs/decisions/0004-limits.md).
  fragments: 16_384,
  eventsPerCall: 4_096,
  headOctets: 16_384,
  startLineOctets: 8_192,
  fieldLineOctets: 8_192,
  fieldLines: 100,
  interimResponses: 8,
  refusedBody: 65_536,
  earlyOctets: 65_536,
  extensionOffers: 16,
  awaitedPongs: 16,
};

/**
 * One further fragment is allowed for this many octets of payload.
 *
 * @example
 * ```ts
 * import { defaultLimits, octetsPerFragment } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * equal(defaultLimits('server').fragments + 4_194_304 / octetsPerFragment, 147_456);
 * ```
 */
export const octetsPerFragment = 32;

/**
 * The limits that hold when none are given: messages of 16 MiB for a client, of 1 MiB for a server.
 *
 * @example
 * ```ts
 * import { defaultLimits } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * equal(defaultLimits('server').messagePayload, 1_048_576);
 * ```
 */
export function defaultLimits(role: Role): Limits {
  const message = role === 'client' ? 16 * mebibyte : mebibyte;
  return { framePayload: message, messagePayload: message, inflatedPayload: message, ...shared };
}

/**
 * `base` with some limits replaced. A frame never needs to be larger than its message: when only
 * `messagePayload` is given, `framePayload` and `inflatedPayload` follow it.
 *
 * Refuses (`limit-not-valid`) a wrong number: a limit is `Infinity` or a whole number from 0 on (from 1 on for
 * `eventsPerCall`, without which nothing could ever be delivered).
 *
 * @example
 * ```ts
 * import { changedLimits, defaultLimits } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * const changed = changedLimits(defaultLimits('server'), { messagePayload: 10 });
 * equal(changed.ok && changed.value.framePayload, 10);
 * equal(changedLimits(defaultLimits('server'), { fragments: -1 }).ok, false);
 * ```
 */
export function changedLimits(base: Limits, changes: Partial<Limits>): Result<Limits, Refusal> {
  if (typeof changes !== 'object' || changes === null) {
    return failure(refusalOf('limit-not-valid', 'limits'));
  }
  const { messagePayload } = changes;
  const following =
    messagePayload === undefined ? {} : { framePayload: messagePayload, inflatedPayload: messagePayload };
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    const least = name === 'eventsPerCall' ? 1 : 0;
    const fine = value === Infinity || (Number.isSafeInteger(value) && value >= least);
    if (!Object.hasOwn(base, name) || !fine) {
      return failure(refusalOf('limit-not-valid', `limits.${name} is ${String(value)}`));
    }
  }
  return success({ ...base, ...following, ...Object.fromEntries(given) });
}

/**
 * As `changedLimits`, but throws a `RangeError` for a wrong number: for options at construction.
 *
 * @example
 * ```ts
 * import { defaultLimits, withLimits } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * equal(withLimits(defaultLimits('client'), {}).fragments, 16_384);
 * ```
 */
export function withLimits(base: Limits, changes: Partial<Limits>): Limits {
  const changed = changedLimits(base, changes);
  if (changed.ok) return changed.value;
  throw new RangeError(`${changed.problem.detail}: ${changed.problem.sentence} (${changed.problem.section})`);
}
