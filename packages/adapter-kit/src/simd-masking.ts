/**
 * Masking by vector instructions: WebAssembly has them on every runtime that has WebAssembly at all, the language has not
 * (docs/decisions/0018-simd-masking.md).
 *
 * @module
 */

import type { Primitives } from '@sansws/core';
import { rangeOf } from '@sansws/core/bytes';

/** What is used of WebAssembly. */
declare const WebAssembly: {
  readonly Module: new (octets: Uint8Array) => object;
  readonly Instance: new (compiled: object) => { readonly exports: unknown };
};

/** The kernel, started. */
interface Vectors {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Masks the memory from 0 up to `end`, in steps of 64 octets; the first octet of the key is the lowest of `key`. */
  readonly mask: (end: number, key: number) => void;
}

/** So much is masked at a time: it fits the memory of the kernel and stays in the processor's nearest cache. */
const block = 16_384;

/** Below, what is done around the kernel costs more than it saves. */
const long = 256;

/** What `simd-masking.wat` says, assembled. A test assembles it anew. */
export const kernel: Uint8Array = /* @__PURE__ */ new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 2, 127, 127, 0, 3, 2, 1, 0, 5, 3, 1, 0, 1, 7, 17, 2, 6, 109, 101,
  109, 111, 114, 121, 2, 0, 4, 109, 97, 115, 107, 0, 0, 10, 96, 1, 94, 2, 1, 127, 1, 123, 32, 1, 253, 17, 33,
  3, 3, 64, 32, 2, 32, 2, 253, 0, 4, 0, 32, 3, 253, 81, 253, 11, 4, 0, 32, 2, 32, 2, 253, 0, 4, 16, 32, 3,
  253, 81, 253, 11, 4, 16, 32, 2, 32, 2, 253, 0, 4, 32, 32, 3, 253, 81, 253, 11, 4, 32, 32, 2, 32, 2, 253, 0,
  4, 48, 32, 3, 253, 81, 253, 11, 4, 48, 32, 2, 65, 192, 0, 106, 33, 2, 32, 2, 32, 0, 73, 13, 0, 11, 11,
]);

/**
 * `copyMasked` of the core with the vectors of the processor for what is long; `plain` for the rest, or for all where
 * WebAssembly is not to be had.
 *
 * @example
 * ```ts
 * import { simdMasking } from '@sansws/adapter-kit';
 * import { plainPrimitives } from '@sansws/core';
 * import { mask } from '@sansws/core/bytes';
 * import { deepEqual } from 'node:assert/strict';
 * const copyMasked = simdMasking(plainPrimitives.copyMasked);
 * const octets = new Uint8Array(1_000).fill(7);
 * const masked = new Uint8Array(1_000);
 * copyMasked(octets, 0, 1_000, masked, 0, 0x37fa213d, 0);
 * deepEqual(masked, mask(octets, 0x37fa213d));
 * ```
 */
export function simdMasking(plain: Primitives['copyMasked']): Primitives['copyMasked'] {
  const vectors = startedOrNull();
  if (vectors === null) return plain;
  const { mask } = vectors;
  const memory = new Uint8Array(vectors.memory.buffer, 0, block);
  return (source, from, to, target, at, maskingKey, phase) => {
    if (to - from < long) {
      plain(source, from, to, target, at, maskingKey, phase);
      return;
    }
    const key = lowestFirst(maskingKey, phase);
    // A block is a multiple of four octets long, so each begins at the same phase.
    for (let index = from, place = at; index < to; index += block, place += block) {
      const length = Math.min(block, to - index);
      memory.set(rangeOf(source, index, index + length), 0);
      mask(length, key);
      target.set(rangeOf(memory, 0, length), place);
    }
  };
}

function startedOrNull(): Vectors | null {
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(kernel)).exports as Vectors;
  } catch {
    // No WebAssembly, no vectors in it, or no leave to make code.
    return null;
  }
}

/** The masking key as it applies from octet `phase` on, its first octet on the wire as the lowest one. */
function lowestFirst(maskingKey: number, phase: number): number {
  let key = 0;
  for (let octet = 3; octet >= 0; octet--) {
    key = (key << 8) | ((maskingKey >>> (24 - 8 * ((octet + phase) & 3))) & 255);
  }
  return key;
}
