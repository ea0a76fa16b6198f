/**
 * The law of limits: exactly N, at exactly one octet (RFC 6455 §10.4).
 *
 * @module
 */

import fc from 'fast-check';
import type { Limits, Role, ViolationName } from '@sansws/core/vocabulary';
import { role } from '../arbitraries/setting.ts';
import { randomNumber } from '../random.ts';
import { joined, same } from '../same.ts';
import type { Fault, Floor, Receiver } from '../subject.ts';
import { lengthOctets, shortestForm, twinEncode } from '../twin/encode.ts';
import { shown, tryLaw, type Judgement, type Trial } from './law.ts';

/**
 * Limits are exact: what reaches a limit passes, one more fails with the name of that limit at the last octet
 * of the payload length, before any payload has come; and not one octet earlier.
 *
 * @example
 * ```ts
 * import { limitsExact, twinReceiver } from '@sansws/testing';
 * limitsExact(twinReceiver('frames'), { runs: 20 });
 * ```
 */
export function limitsExact<State>(receiver: Receiver<State>, trial: Trial): void {
  tryLaw('limits are exact', scene(receiver.floor), (some) => stopsThere(receiver, some), trial);
}

/** Frames that came before, and the one whose header reaches a limit. */
interface Scene {
  readonly receiver: Role;
  readonly limits: Partial<Limits>;
  /** Payload lengths of the fragments before. */
  readonly before: readonly number[];
  /** The payload length that just passes. */
  readonly reaches: number;
  /** The payload length that does not. */
  readonly exceeds: number;
  readonly name: ViolationName;
}

function scene(floor: Floor): fc.Arbitrary<Scene> {
  const small = fc.array(fc.nat(9), { maxLength: 4 });
  const ofFrames = fc.tuple(role(), limitNumber()).map(([receiver, limit]): Scene => {
    const limits = { framePayload: limit, messagePayload: Infinity };
    return { receiver, limits, before: [], reaches: limit, exceeds: limit + 1, name: 'frame-too-big' };
  });
  if (floor === 'frames') return ofFrames;
  return fc.oneof(
    ofFrames,
    fc.tuple(role(), limitNumber(), small).map(([receiver, extra, before]): Scene => {
      const sum = before.reduce((total, length) => total + length, 0);
      const limits = { framePayload: Infinity, messagePayload: sum + extra };
      return { receiver, limits, before, reaches: extra, exceeds: extra + 1, name: 'message-too-big' };
    }),
    // A message of n fragments needs 32 × (n - fragments) octets: one less is one fragment too many.
    fc.tuple(role(), fc.nat(3), fc.integer({ min: 1, max: 4 })).map(([receiver, more, fragments]): Scene => {
      const before = Array.from({ length: fragments }, () => 0);
      const filled = more === 0 ? before : [...before, ...Array.from({ length: more }, () => 32)];
      return {
        receiver,
        limits: { fragments },
        before: filled,
        reaches: 32,
        exceeds: 31,
        name: 'too-many-fragments',
      };
    }),
  );
}

/** Limits around which arithmetic has gone wrong elsewhere: FR15, and the borders of the length forms. */
function limitNumber(): fc.Arbitrary<number> {
  const borders = [
    125,
    126,
    65_535,
    65_536,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 32 + 5,
    2 ** 53 - 60,
  ];
  return fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(...borders));
}

function stopsThere<State>(receiver: Receiver<State>, some: Scene): Judgement {
  const opened = opening(some);
  const reached = lastFault(receiver, some, opened, headerOf(some, some.reaches));
  if (reached !== null) return `a payload of ${some.reaches} reaches the limit, and gave ${shown(reached)}`;
  const header = headerOf(some, some.exceeds);
  const early = lastFault(receiver, some, opened, header.subarray(0, -1));
  if (early !== null) return `${shown(early)} came before the payload length was known`;
  const fault = lastFault(receiver, some, opened, header);
  const expected: Fault = { name: some.name, offset: opened.length + header.length - 1 };
  return same(fault, expected) ? null : `expected ${shown(expected)}, not ${shown(fault)}`;
}

/** The fragments before, as octets. */
function opening(some: Scene): Uint8Array {
  const frames = some.before.map((length, index) => {
    const opcode = index === 0 ? 0x2 : 0x0;
    const frame = { fin: false, reserved: 0, opcode, payload: new Uint8Array(length) } as const;
    return twinEncode(frame, some.receiver === 'server' ? randomNumber(length, index) : null);
  });
  return joined(frames);
}

/** The octets of a header up to the last of the payload length. */
function headerOf(some: Scene, length: number): Uint8Array {
  const [second = 0, ...extended] = lengthOctets(length, shortestForm(length));
  const first = 0x80 + (some.before.length === 0 ? 0x2 : 0x0);
  return Uint8Array.of(first, some.receiver === 'server' ? second + 128 : second, ...extended);
}

function lastFault<State>(
  receiver: Receiver<State>,
  some: Scene,
  opened: Uint8Array,
  header: Uint8Array,
): Fault | null {
  const first = receiver.receive(receiver.open({ role: some.receiver, limits: some.limits }), opened);
  return first.fault ?? receiver.receive(first.state, header).fault;
}
