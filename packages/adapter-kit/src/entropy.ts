/**
 * Entropy from the generator that the platforms of the web have (W3C Web Cryptography §10.1).
 *
 * @module
 */

import type { Entropy } from './ports.ts';

/** As much of `crypto` as is needed here; every runtime's own one fits. */
export interface RandomSource {
  getRandomValues(target: Uint8Array<ArrayBuffer>): unknown;
}

/** "If the byteLength of array is greater than 65536, throw a QuotaExceededError" (§10.1.1). */
const quota = 65_536;

/** Entropy from such a generator, in pieces as large as it allows. */
export function entropyOf(source: RandomSource): Entropy {
  return {
    fillRandomly(target: Uint8Array): void {
      for (let at = 0; at < target.length; at += quota) {
        // No generator fills memory that is shared with other threads, and nobody here has any.
        source.getRandomValues(target.subarray(at, at + quota) as Uint8Array<ArrayBuffer>);
      }
    },
  };
}
