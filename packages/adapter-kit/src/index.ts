/**
 * What every adapter shares: the run loop, the outbox, the one timer and the application's socket. No word
 * of it is one of Node, Deno or Bun; an adapter brings a `Transport` and a `Runtime`.
 *
 * @module
 */
export { whenAborted } from './ambient.ts';
export type { AbortSignalLike } from './ambient.ts';
export type { Capabilities } from './capabilities.ts';
export { connectBy, definedOnly } from './connect.ts';
export type { ConnectionRequest, Defined } from './connect.ts';
export { Drive } from './drive.ts';
export { engineOf } from './engine.ts';
export type { DriveListener, Engine } from './engine.ts';
export { entropyOf } from './entropy.ts';
export type { RandomSource } from './entropy.ts';
export { HandshakeError, overloaded, SocketError } from './errors.ts';
export type { DeliveryRefusal, FailedHandshake, OverloadedRefusal, SocketRefusal } from './errors.ts';
export type { ErrorCallback } from './hooks.ts';
export { Inbox, inboxMark } from './inbox.ts';
export type { Message, Part } from './inbox.ts';
export { MaskingKeys } from './masking-keys.ts';
export { firstStep, openSocket } from './open.ts';
export type { Dial, OpenHooks, OpenOptions } from './open.ts';
export { checkKinds } from './options.ts';
export { hardLimit, Outbox, softMark } from './outbox.ts';
export { Pings } from './pings.ts';
export type { Clock, Entropy, Runtime, Timer, Transport, TransportListener } from './ports.ts';
export type { Parts, PartsOptions } from './send-parts.ts';
export { Server } from './server.ts';
export type { Address, Listener } from './server.ts';
export { Service } from './service.ts';
export type { Decision, Peer, ServiceOptions, ShutdownOptions } from './service.ts';
export { Socket } from './socket.ts';
export { WriteMemory } from './write-memory.ts';
export type { KindOfMemory } from './write-memory.ts';
export type { MessageCallback, SocketHooks } from './socket.ts';
export type { SendOptions, SocketEvents, SocketState } from './socket-events.ts';
export { authorityOf, isAddress, parseProxy, parseTarget } from './target.ts';
export type { Proxy, Target, UrlLike } from './target.ts';
export { ProxyError, tunnel } from './tunnel.ts';
