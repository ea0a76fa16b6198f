/**
 * WebSocket client and server for Node: `connect`, `listen`, `attach`.
 *
 * @module
 */
export * from '@sansws/adapter-kit/application';
export { attach } from './attach.ts';
export type { AttachOptions } from './attach.ts';
export { capabilities } from './capabilities.ts';
export { connect } from './connect.ts';
export type { ConnectOptions } from './connect.ts';
export type { DialOptions } from './dial.ts';
export { listen } from './listen.ts';
export type { ListenOptions } from './listen.ts';
export { kindOfMemory as nodeMemory } from './engine.ts';
export { primitives as nodePrimitives } from './primitives.ts';
