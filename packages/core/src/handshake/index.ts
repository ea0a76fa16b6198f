/**
 * Third floor, west: the opening handshake as values, for both roles (RFC 6455 §4).
 *
 * @module
 */
export * from './authority.ts';
export * from './challenge.ts';
export * from './subprotocol.ts';
export * from './origin.ts';
export * from './reserved-fields.ts';
export * from './agreement.ts';
export * from './client.ts';
export * from './response-verdict.ts';
export * from './target.ts';
export * from './server.ts';
export * from './answer.ts';
