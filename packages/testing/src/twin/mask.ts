/**
 * The slow twin of masking (RFC 6455 §5.3).
 *
 * @module
 */

/**
 * The payload masked or unmasked with a key of four octets: "Octet i of the transformed data is the XOR of
 * octet i of the original data with octet at index i modulo 4 of the masking key" (RFC 6455 §5.3).
 *
 * @example
 * ```ts
 * import { twinMask } from '@sansws/testing';
 * import { deepEqual } from 'node:assert/strict';
 * deepEqual([...twinMask(Uint8Array.of(0x48), 0x37fa213d, 0)], [0x7f]); // §5.7, the H of a masked Hello
 * ```
 */
export function twinMask(octets: Uint8Array, maskingKey: number, phase: number): Uint8Array {
  return octets.map((octet, index) => octet ^ keyOctet(maskingKey, (index + phase) % 4));
}

/** Octet 0-3 of a masking key as it stands on the wire. */
function keyOctet(maskingKey: number, index: number): number {
  return Math.floor(maskingKey / 256 ** (3 - index)) % 256;
}
