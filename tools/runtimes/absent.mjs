/**
 * What the tests of the core ask of Node, for places that are not Node: what can be had otherwise, and the rest is
 * noticed only by the test that uses it.
 */
import { Buffer } from 'buffer/index.js';
import { leaveOut } from './within.mjs';

// node:process, and the global of that name
export const env = { SANSWS_RUNS: String(globalThis.sanswsRuns), SANSWS_SEED: undefined };
// A page has a clock, but not one of its own work; in a Worker no clock goes on while code runs.
export const cpuUsage = () => leaveOut('clock of CPU time');
export const memoryUsage = () => leaveOut('figure of memory in use');
globalThis.process ??= { env, cpuUsage, memoryUsage };

// Buffer, from npm; unlike Node's it compares itself only with its like
Buffer.prototype.equals = function equals(other) {
  return Buffer.compare(this, other) === 0;
};
globalThis.Buffer ??= Buffer;

globalThis.SharedArrayBuffer ??= function SharedArrayBuffer() {
  leaveOut('SharedArrayBuffer');
};

// node:v8, node:vm: only to collect garbage at will
export const setFlagsFromString = () => leaveOut('garbage collection at will');
export const runInNewContext = () => setFlagsFromString();

// node:timers/promises
export const setTimeout = (milliseconds) =>
  new Promise((resolve) => globalThis.setTimeout(resolve, milliseconds));
export const setImmediate = () => setTimeout(0);

// node:util, node:buffer, node:crypto, node:http: what the platform says, to compare with
export const TextDecoder = globalThis.TextDecoder;
export const isUtf8 = () => leaveOut('isUtf8 of Node to compare with');
export const createHash = () => leaveOut('createHash of Node to compare with');
export const STATUS_CODES = new Proxy({}, { get: () => leaveOut('STATUS_CODES of Node to compare with') });

// @sansws/deflate-zlib
const noZlib = () => leaveOut('zlib');
export const zlibEngine = () => ({ name: 'zlib', deflater: noZlib, inflater: noZlib });
