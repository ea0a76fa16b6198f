/**
 * WebSocket client and server for Deno: `connect`, `listen`.
 *
 * @module
 */
export * from '@sansws/adapter-kit/application';
export { capabilities } from './capabilities.ts';
export { connect } from './connect.ts';
export type { ConnectOptions } from './connect.ts';
export type { ClientTlsOptions, DialOptions } from './dial.ts';
export { listen } from './listen.ts';
export type { ListenOptions, ServerTlsOptions } from './listen.ts';
export { primitives as denoPrimitives } from './primitives.ts';
export type { DenoStream } from './transport.ts';
