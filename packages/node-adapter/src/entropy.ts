/**
 * Node's source of entropy.
 *
 * @module
 */

import { entropyOf } from '@sansws/adapter-kit';
import type { Entropy } from '@sansws/adapter-kit';

/** Cryptographically strong (W3C Web Cryptography §10.1.1). */
export const entropy: Entropy = entropyOf(crypto);
