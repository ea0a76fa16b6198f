/**
 * Fresh masking keys from a strong source, many at a time (RFC 6455 §5.3, §10.3).
 *
 * @module
 */

import type { Entropy } from './ports.ts';

/** A pool of 8 KiB: one call to the source for 2,048 frames. */
const poolKeys = 2_048;

/**
 * Hands out each random octet once. One pool serves all connections of a runtime.
 *
 * @example
 * ```ts
 * import { MaskingKeys } from '@sansws/adapter-kit';
 * import { equal } from 'node:assert/strict';
 * const keys = new MaskingKeys({ fillRandomly: (target) => crypto.getRandomValues(target) });
 * const first = keys.take(2);
 * equal(keys.take(1), first + 2);
 * ```
 */
export class MaskingKeys {
  /** The keys; those taken begin at the index that `take` gave, until the next `take`. */
  words: Uint32Array = new Uint32Array(0);
  #next = 0;
  readonly #entropy: Entropy;

  constructor(entropy: Entropy) {
    this.#entropy = entropy;
  }

  /** The index in `words` of the first of `count` fresh keys. */
  take(count: number): number {
    if (this.#next + count > this.words.length) this.#refill(count);
    const first = this.#next;
    this.#next += count;
    return first;
  }

  #refill(count: number): void {
    const length = Math.max(poolKeys, count);
    // `encode` has used the old keys up before it returned, so their memory can serve again.
    if (this.words.length !== length) this.words = new Uint32Array(length);
    // A source that throws leaves no key behind, least of all one of zeros.
    this.#next = length;
    this.#entropy.fillRandomly(new Uint8Array(this.words.buffer));
    this.#next = 0;
  }
}
