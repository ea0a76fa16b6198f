/**
 * First floor, west: the heads of HTTP/1.1 messages ↔ values (RFC 9110, RFC 9112).
 *
 * @module
 */
export * from './grammar.ts';
export * from './fields.ts';
export * from './version.ts';
export * from './reason-phrase.ts';
export * from './head-machine.ts';
export * from './head-reader.ts';
export * from './request-head.ts';
export * from './response-head.ts';
