/**
 * What an application meets, whichever runtime it is on: every adapter passes all of it on.
 *
 * @module
 */
export type { Capabilities } from './capabilities.ts';
export { HandshakeError, SocketError } from './errors.ts';
export type { SocketRefusal } from './errors.ts';
export type { ErrorCallback } from './hooks.ts';
export type { Message, Part } from './inbox.ts';
export type { Parts, PartsOptions } from './send-parts.ts';
export { Server } from './server.ts';
export type { Address } from './server.ts';
export type { Decision, Peer, ServiceOptions, ShutdownOptions } from './service.ts';
export { Socket } from './socket.ts';
export type { MessageCallback } from './socket.ts';
export type { SendOptions, SocketEvents, SocketState } from './socket-events.ts';
export type { Target } from './target.ts';
export { ProxyError } from './tunnel.ts';
