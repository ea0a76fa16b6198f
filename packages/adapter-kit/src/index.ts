/**
 * What every adapter shares: the run loop, the outbox, the one timer and the application's socket. No word
 * of it is one of Node, Deno or Bun; an adapter brings a `Transport` and a `Runtime`.
 *
 * @module
 */
export * from './application.ts';
export { whenAborted } from './ambient.ts';
export type { AbortSignalLike } from './ambient.ts';
export { Arrivals } from './arrivals.ts';
export { clockOf } from './clock.ts';
export type { Timers } from './clock.ts';
export { connectBy, definedOnly } from './connect.ts';
export type { ConnectionRequest, Defined } from './connect.ts';
export { Deferred } from './deferred.ts';
export type { Abortable, DialOptions, Hold, Link, Place, TcpOptions, Way } from './dial.ts';
export { Drive } from './drive.ts';
export { engineOf } from './engine.ts';
export type { DriveListener, Engine } from './engine.ts';
export { entropyOf } from './entropy.ts';
export type { RandomSource } from './entropy.ts';
export { overloaded } from './errors.ts';
export type { DeliveryRefusal, FailedHandshake, OverloadedRefusal } from './errors.ts';
export { reporterOf } from './hooks.ts';
export { Inbox, inboxMark } from './inbox.ts';
export { addressOf, listenBy } from './listen.ts';
export type { ListenRequest } from './listen.ts';
export { MaskingKeys } from './masking-keys.ts';
export { withLargeMessages } from './large-messages.ts';
export { firstStep, openSocket } from './open.ts';
export type { Dial, OpenHooks, OpenOptions } from './open.ts';
export { checkKinds } from './options.ts';
export { hardLimit, Outbox, softMark } from './outbox.ts';
export { Pings } from './pings.ts';
export type { Clock, Entropy, Runtime, Timer, Transport, TransportListener } from './ports.ts';
export type { Listener } from './server.ts';
export { Service } from './service.ts';
export type { SocketHooks } from './socket.ts';
export { authorityOf, isAddress, parseProxy, parseTarget } from './target.ts';
export type { Proxy, UrlLike } from './target.ts';
export { simdMasking } from './simd-masking.ts';
export { tunnel } from './tunnel.ts';
export { WriteMemory } from './write-memory.ts';
export type { KindOfMemory } from './write-memory.ts';
