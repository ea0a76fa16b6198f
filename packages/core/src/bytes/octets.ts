/**
 * What counts as octets, and a copy of them.
 *
 * @module
 */

declare const ArrayBuffer: { isView(value: unknown): boolean };

/**
 * Whether `value` is a `Uint8Array` whose memory is still there: one whose buffer was transferred away, or has
 * shrunk to before its place, looks empty and would be taken for a message without octets.
 *
 * @example
 * ```ts
 * import { areOctets } from '@sansws/core/bytes';
 * import { equal } from 'node:assert/strict';
 * const octets = Uint8Array.of(1);
 * equal(areOctets(octets), true);
 * structuredClone(octets.buffer, { transfer: [octets.buffer] });
 * equal(areOctets(octets), false);
 * equal(areOctets(new DataView(new ArrayBuffer(1))), false);
 * ```
 */
export function areOctets(value: unknown): value is Uint8Array {
  // `instanceof` alone lets through a Proxy and what only inherits, which have no length to read.
  return ArrayBuffer.isView(value) && value instanceof Uint8Array && (value.length > 0 || isThere(value));
}

/**
 * A plain `Uint8Array` in memory of its own. `slice` would not do: that of a Node `Buffer` is a view.
 *
 * @example
 * ```ts
 * import { copyOf } from '@sansws/core/bytes';
 * import { equal } from 'node:assert/strict';
 * const buffer = Buffer.of(1);
 * const copy = copyOf(buffer);
 * buffer[0] = 2;
 * equal(copy[0], 1);
 * ```
 */
export function copyOf(octets: Uint8Array): Uint8Array {
  return new Uint8Array(octets);
}

/**
 * `octets[from]` up to `octets[to]` as a plain view, or `octets` itself if that is all of them. `subarray` would ask what
 * kind of array to make, which costs as much as copying 2 KiB.
 *
 * @example
 * ```ts
 * import { rangeOf } from '@sansws/core/bytes';
 * import { deepEqual, equal } from 'node:assert/strict';
 * const octets = Uint8Array.of(1, 2, 3);
 * deepEqual([...rangeOf(octets, 1, 3)], [2, 3]);
 * equal(rangeOf(octets, 0, 3), octets);
 * ```
 */
export function rangeOf(octets: Uint8Array, from: number, to: number): Uint8Array {
  if (from === 0 && to === octets.length) return octets;
  return new Uint8Array(octets.buffer, octets.byteOffset + from, to - from);
}

/** Whether an empty array is really empty: its methods throw when its memory is gone. */
function isThere(octets: Uint8Array): boolean {
  try {
    octets.at(0);
    return true;
  } catch {
    return false;
  }
}
