/**
 * WebSocket client and server for Deno: `connect`, `listen`.
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
export type { ClientTlsOptions, DialOptions } from './dial.ts';
export { listen } from './listen.ts';
export type { ListenOptions } from './listen.ts';
export { primitives as denoPrimitives } from './primitives.ts';
export type { DenoStream } from './transport.ts';
