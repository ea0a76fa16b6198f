/**
 * WebSocket client and server for Bun: `connect`, `listen`.
 *
 * @module
 */
export { HandshakeError, ProxyError, Server, Socket, SocketError } from '@sansws/adapter-kit';
export type {
  Address,
  Capabilities,
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
export { capabilities } from './capabilities.ts';
export { connect } from './connect.ts';
export type { ConnectOptions } from './connect.ts';
export type { DialOptions } from './dial.ts';
export { listen } from './listen.ts';
export type { ListenOptions } from './listen.ts';
export { primitives as bunPrimitives } from './primitives.ts';
