/**
 * Ground floor: octets. Imports nothing.
 *
 * @module
 */
export * from './base64.ts';
export * from './joined.ts';
export { mask, maskByWords } from './masking.ts';
export * from './octets.ts';
export * from './primitives.ts';
export { decodeText, encodeText, isWellFormed } from './text.ts';
export * from './utf8.ts';
