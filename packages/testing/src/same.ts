/**
 * Whether two values are alike, octet by octet.
 *
 * @module
 */

/**
 * Whether two plain values are alike: numbers (NaN is NaN, 0 is not -0), strings, arrays, typed arrays and
 * records. Functions are alike only when they are the same one.
 *
 * @example
 * ```ts
 * import { same } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * equal(same({ data: Uint8Array.of(1, 2) }, { data: Uint8Array.of(1, 2) }), true);
 * equal(same([1], [1, 2]), false);
 * ```
 */
export function same(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (left instanceof Uint8Array && right instanceof Uint8Array) return sameOctets(left, right);
  if (Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) return false;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  for (const name of names) {
    if (!Object.hasOwn(right, name)) return false;
    if (!same((left as Fields)[name], (right as Fields)[name])) return false;
  }
  return true;
}

/**
 * Whether two runs of octets are alike.
 *
 * @example
 * ```ts
 * import { sameOctets } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * equal(sameOctets(Uint8Array.of(1), Uint8Array.of(1)), true);
 * ```
 */
export function sameOctets(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) {
    if (left[index] !== right[index]) return false;
  }
  return true;
}

/**
 * Several runs of octets as one.
 *
 * @example
 * ```ts
 * import { joined } from '@sansws/testing';
 * import { deepEqual } from 'node:assert/strict';
 * deepEqual([...joined([Uint8Array.of(1), Uint8Array.of(2, 3)])], [1, 2, 3]);
 * ```
 */
export function joined(runs: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const run of runs) length += run.length;
  const all = new Uint8Array(length);
  let at = 0;
  for (const run of runs) {
    all.set(run, at);
    at += run.length;
  }
  return all;
}

type Fields = Readonly<Record<string, unknown>>;
