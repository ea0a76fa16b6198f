/**
 * Numbers that look random and come from a seed: the same seed, the same numbers.
 *
 * @module
 */

/**
 * The numbers of a seed: the n-th call gives the n-th number, 0 to 2^32 - 1 (SplitMix32). For tests only:
 * masking keys of a real client come from a strong source (RFC 6455 §5.3).
 *
 * @example
 * ```ts
 * import { randomNumbers } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * equal(randomNumbers(7)(), randomNumbers(7)());
 * ```
 */
export function randomNumbers(seed: number): () => number {
  let position = seed >>> 0;
  return () => {
    position = (position + 0x9e3779b9) >>> 0;
    return mixed(position);
  };
}

/**
 * Number `index` of a seed, without the ones before it.
 *
 * @example
 * ```ts
 * import { randomNumber, randomNumbers } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * equal(randomNumber(7, 0), randomNumbers(7)());
 * ```
 */
export function randomNumber(seed: number, index: number): number {
  return mixed((seed + Math.imul(index + 1, 0x9e3779b9)) >>> 0);
}

function mixed(position: number): number {
  let bits = position;
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return (bits ^ (bits >>> 15)) >>> 0;
}
