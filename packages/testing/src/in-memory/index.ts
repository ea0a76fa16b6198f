/**
 * Sockets of an application in memory, on a clock that is moved by hand.
 *
 * @module
 */
export { randomScript } from './link-script.ts';
export type { LinkScript, RandomScriptOptions, Sequence } from './link-script.ts';
export { Memory, MemoryServer, openOver } from './memory.ts';
export type { MemoryClientOptions } from './memory.ts';
export { pair } from './pair.ts';
export type { PairOptions, SocketPair } from './pair.ts';
export { scriptedStreams } from './scripted-link.ts';
export { VirtualClock } from './virtual-clock.ts';
