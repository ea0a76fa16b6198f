/**
 * The contract of adapters over TCP, TLS and Unix sockets.
 *
 * @module
 */
export { carrierCases } from './carrier-cases.ts';
export { netWorld } from './net-world.ts';
export type { Carrier, NetAdapter, NetAddress, NetServer, RefusedCertificate } from './net-world.ts';
export { processCases } from './process-cases.ts';
export { runProgram } from './program.ts';
export { rawDial, rawListen } from './raw-peer.ts';
export type { Certificate, Where } from './raw-peer.ts';
