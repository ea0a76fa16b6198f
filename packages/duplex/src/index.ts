/**
 * WebSockets over anything that carries octets both ways: web streams and message ports, on any runtime.
 *
 * @module
 */
export { HandshakeError, Socket, SocketError } from '@sansws/adapter-kit';
export type {
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
} from '@sansws/adapter-kit';
export { connect } from './connect.ts';
export type { ConnectOptions } from './connect.ts';
export type {
  Duplex,
  EmitterPort,
  EventPort,
  PortLike,
  ReadableLike,
  ReaderLike,
  StreamPair,
  WritableLike,
  WriterLike,
} from './duplex.ts';
export { PortTransport, portWindow } from './port-transport.ts';
export { serve, Server } from './serve.ts';
export { StreamTransport } from './stream-transport.ts';
