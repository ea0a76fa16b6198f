/**
 * The primitives that Bun has faster than plain JavaScript.
 *
 * @module
 */

import { simdMasking } from '@sansws/adapter-kit';
import { plainPrimitives } from '@sansws/core';
import type { Primitives } from '@sansws/core';

/** From here on memory that is not zeroed first is worth a call. */
const large = 1_024;

/** Not zeroed: the core writes every octet before it reads one. */
function allocate(length: number): Uint8Array {
  return length < large ? new Uint8Array(length) : Bun.allocUnsafe(length);
}

/**
 * The core's own, but segments are costly: each is a write of its own, so most payloads are copied together; and so are
 * views: one costs 40 ns and its share of collecting garbage, a copy of up to 256 octets 30.
 */
export const primitives: Primitives = {
  ...plainPrimitives,
  copyMasked: simdMasking(plainPrimitives.copyMasked),
  allocate,
  allocateHeld: allocate,
  copyBelow: 65_536,
  sliceBelow: 512,
};
