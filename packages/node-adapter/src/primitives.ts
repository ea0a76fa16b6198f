/**
 * The primitives that Node has faster than plain JavaScript; the figures are in docs/performance.md.
 *
 * @module
 */

import { isUtf8 } from 'node:buffer';
import { plainPrimitives } from '@sansws/core';
import type { Primitives } from '@sansws/core';

/** Node's own where it is faster, the core's elsewhere. */
export const primitives: Primitives = {
  ...plainPrimitives,
  allocate(length: number): Uint8Array {
    // Not zeroed, and small ones share a slab: the core writes every octet before it reads one.
    const memory = Buffer.allocUnsafe(length);
    return new Uint8Array(memory.buffer, memory.byteOffset, length);
  },
  isUtf8,
};
