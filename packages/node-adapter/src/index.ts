/**
 * WebSocket client and server for Node: `connect`, `listen`, `attach`.
 *
 * @module
 */
export { HandshakeError, ProxyError, Server, Socket, SocketError } from '@sansws/adapter-kit';
export type {
  Address,
  Decision,
  ErrorCallback,
  Message,
  MessageCallback,
  Part,
  Parts,
  PartsOptions,
  Peer,
  SendOptions,
  ServiceOptions,
  ShutdownOptions,
  SocketEvents,
  SocketRefusal,
  SocketState,
  Target,
} from '@sansws/adapter-kit';
export { attach, Attachment } from './attach.ts';
export type { AttachOptions } from './attach.ts';
export { connect } from './connect.ts';
export type { ConnectOptions } from './connect.ts';
export type { DialOptions } from './dial.ts';
export { listen } from './listen.ts';
export type { ListenOptions } from './listen.ts';
export { kindOfMemory as nodeMemory } from './engine.ts';
export { primitives as nodePrimitives } from './primitives.ts';
