/**
 * permessage-deflate (RFC 7692): a door of its own, so that who does not compress does not carry it.
 *
 * @module
 */
export * from './permessage-deflate.ts';
export type { PermessageDeflateOptions } from './options.ts';
export type { DeflateSwitch } from './session.ts';
export * from './parameters.ts';
export * from './agreement.ts';
export * from './engine.ts';
export * from './cache.ts';
