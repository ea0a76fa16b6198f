/**
 * Ground floor: octets. Imports nothing.
 *
 * @module
 */
export * from './base64.ts';
export * from './gathered.ts';
export * from './joined.ts';
export * from './masking.ts';
export * from './primitives.ts';
export * from './text.ts';
export * from './utf8.ts';
