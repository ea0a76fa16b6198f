/**
 * A link between two endpoints in memory: octets go in on one side and come out on the other in order, cut
 * anywhere, after any delay. A value; the seed decides.
 *
 * @module
 */

import { randomNumber } from './random.ts';
import { joined } from './same.ts';

/** One direction of a link. */
export interface Link {
  readonly seed: number;
  /** How many deliveries there have been. */
  readonly deliveries: number;
  /** Octets on their way. */
  readonly underWay: Uint8Array;
}

/**
 * A link with nothing on it.
 *
 * @example
 * ```ts
 * import { carry, deliver, emptyLink } from '@sansws/testing';
 * import { ok } from 'node:assert/strict';
 * const { chunk } = deliver(carry(emptyLink(1), Uint8Array.of(1, 2, 3)));
 * ok(chunk.length <= 3);
 * ```
 */
export function emptyLink(seed: number): Link {
  return { seed, deliveries: 0, underWay: new Uint8Array(0) };
}

/**
 * Puts octets on the link.
 *
 * @example
 * ```ts
 * import { carry, emptyLink } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * equal(carry(emptyLink(1), Uint8Array.of(1)).underWay.length, 1);
 * ```
 */
export function carry(link: Link, octets: Uint8Array): Link {
  return { ...link, underWay: joined([link.underWay, octets]) };
}

/**
 * Takes the next octets off the link: none (a delay), some, or all.
 *
 * @example
 * ```ts
 * import { carry, deliver, emptyLink } from '@sansws/testing';
 * import { deepEqual } from 'node:assert/strict';
 * const link = carry(emptyLink(2), Uint8Array.of(1, 2, 3));
 * deepEqual(deliver(link), deliver(link));
 * ```
 */
export function deliver(link: Link): { readonly link: Link; readonly chunk: Uint8Array } {
  const { seed, deliveries, underWay } = link;
  const number = randomNumber(seed, deliveries);
  const kind = number % 4;
  const length =
    kind === 0 ? 0 : kind === 1 ? underWay.length : (number >>> 2) % (Math.min(underWay.length, 64) + 1);
  return {
    link: { seed, deliveries: deliveries + 1, underWay: underWay.slice(length) },
    chunk: underWay.slice(0, length),
  };
}
