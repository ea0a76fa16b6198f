/**
 * Node as the runtime of the kit: clock, entropy, primitives; one for the whole process.
 *
 * @module
 */

import { inspect } from 'node:util';
import { engineOf } from '@sansws/adapter-kit';
import type { Clock, Engine, KindOfMemory, Runtime, Timer } from '@sansws/adapter-kit';
import { entropy } from './entropy.ts';
import { primitives } from './primitives.ts';

/** The longest time that `setTimeout` can wait; a timer that is due later is set again. */
const longestDelay = 2 ** 31 - 1;

/** Time since the process began, which nobody can set back. */
export const clock: Clock = {
  now: () => performance.now(),
  setTimer<Target>(at: number, callback: (target: Target) => void, target: Target): Timer {
    const delay = Math.min(Math.max(0, Math.ceil(at - performance.now())), longestDelay);
    // A connection keeps the process alive by its socket, not by its timer.
    return setTimeout(callback, delay, target).unref();
  },
  clearTimer(timer: Timer): void {
    clearTimeout(timer as NodeJS.Timeout | undefined);
  },
  soon<Target>(callback: (target: Target) => void, target: Target): void {
    // The check phase comes after the poll phase: what waits to be read is read first.
    setImmediate(callback, target);
  },
};

const runtime: Runtime = { clock, entropy, primitives, report };

/** The class of Buffers: making a view by it costs a third of what `subarray` of a Buffer does. */
const FastBuffer = (Buffer as unknown as { readonly [Symbol.species]: typeof Uint8Array })[Symbol.species];

/** Memory as streams of Node take it best. */
export const kindOfMemory: KindOfMemory = {
  allocate: (length) => Buffer.allocUnsafeSlow(length),
  view: (memory, at, length) => new FastBuffer(memory, at, length),
};

/**
 * What all connections of this process share. Streams of Node take octets best as a Buffer: they would wrap
 * anything else in one, at each write.
 */
export const engine: Engine = engineOf(runtime, kindOfMemory);

/** An application that gave no `onError` still hears of its errors, by Node's own way for warnings. */
function report(error: unknown): void {
  process.emitWarning('A callback of the application failed; give `onError` to handle that', {
    type: 'SanswsWarning',
    detail: described(error),
  });
}

/** Anything can be thrown, also what cannot be shown. */
function described(error: unknown): string {
  try {
    const shown: unknown = error instanceof Error ? error.stack : error;
    return typeof shown === 'string' ? shown : inspect(error);
  } catch {
    return 'what it threw cannot be shown';
  }
}
