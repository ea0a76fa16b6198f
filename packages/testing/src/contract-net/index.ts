/**
 * The contract of adapters over TCP, TLS and Unix sockets.
 *
 * @module
 */
export { carrierCases } from './carrier-cases.ts';
export { netWorld } from './net-world.ts';
export type { Carrier, NetAdapter, NetAddress, NetServer } from './net-world.ts';
export { rawDial, rawListen } from './raw-peer.ts';
export type { Certificate, Where } from './raw-peer.ts';
