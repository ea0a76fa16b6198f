/**
 * WebSocket client and server for Bun: `connect`, `listen`.
 *
 * @module
 */
export * from '@sansws/adapter-kit/application';
export { capabilities } from './capabilities.ts';
export { connect } from './connect.ts';
export type { ConnectOptions } from './connect.ts';
export type { DialOptions } from './dial.ts';
export { listen } from './listen.ts';
export type { ListenOptions } from './listen.ts';
export { primitives as bunPrimitives } from './primitives.ts';
