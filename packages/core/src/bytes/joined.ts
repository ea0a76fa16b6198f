/**
 * Pieces to one run of octets.
 *
 * @module
 */

/**
 * The pieces in a row: in new memory, but for a single piece, which stays as it is.
 *
 * @example
 * ```ts
 * import { joined } from '@sansws/core/bytes';
 * import { deepEqual } from 'node:assert/strict';
 * deepEqual([...joined([Uint8Array.of(1), Uint8Array.of(2, 3)])], [1, 2, 3]);
 * ```
 */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
