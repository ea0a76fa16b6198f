/**
 * Node as the runtime of the kit: clock, entropy, primitives; one for the whole process.
 *
 * @module
 */

import { inspect } from 'node:util';
import { markAsUntransferable } from 'node:worker_threads';
import { clockOf, engineOf, reporterOf } from '@sansws/adapter-kit';
import type { Clock, Engine, KindOfMemory } from '@sansws/adapter-kit';
import { entropy } from './entropy.ts';
import { primitives } from './primitives.ts';

/** Time since the process began, which nobody can set back. */
export const clock: Clock = clockOf({
  // A connection keeps the process alive by its socket, not by its timer.
  setTimer: (callback, delay, target) => setTimeout(callback, delay, target).unref(),
  // The check phase comes after the poll phase: what waits to be read is read first.
  soon: (callback, target) => void setImmediate(callback, target),
});

/** An application that gave no `onError` still hears of its errors, by Node's own way for warnings. */
const report = reporterOf(inspect, (what, thrown) => {
  process.emitWarning(what, { type: 'SanswsWarning', detail: thrown });
});

/** The class of Buffers: making a view by it costs a third of what `subarray` of a Buffer does. */
const FastBuffer = (Buffer as unknown as { readonly [Symbol.species]: typeof Uint8Array })[Symbol.species];

/** Memory as streams of Node take it best. */
export const kindOfMemory: KindOfMemory = {
  allocate(length) {
    const octets = Buffer.allocUnsafeSlow(length);
    // A stream that gave away what was written to it would take the memory of all connections along.
    markAsUntransferable(octets.buffer);
    return octets;
  },
  view: (memory, at, length) => new FastBuffer(memory, at, length),
};

/**
 * What all connections of this process share. Streams of Node take octets best as a Buffer: they would wrap
 * anything else in one, at each write.
 */
export const engine: Engine = engineOf({ clock, entropy, primitives, report }, kindOfMemory);
