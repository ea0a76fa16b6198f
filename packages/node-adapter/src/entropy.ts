/**
 * Node's source of entropy.
 *
 * @module
 */

import { randomFillSync } from 'node:crypto';
import type { Entropy } from '@sansws/adapter-kit';

/** Cryptographically strong: the same generator as `crypto.randomBytes`. */
export const entropy: Entropy = {
  fillRandomly(target: Uint8Array): void {
    randomFillSync(target);
  },
};
