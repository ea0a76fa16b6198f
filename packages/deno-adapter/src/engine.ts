/**
 * Deno as the runtime of the kit: clock, entropy, primitives; one for the whole process.
 *
 * @module
 */

import { clockOf, engineOf, reporterOf } from '@sansws/adapter-kit';
import type { Engine } from '@sansws/adapter-kit';
import { entropy } from './entropy.ts';
import { primitives } from './primitives.ts';

declare function setImmediate<Target>(callback: (target: Target) => void, target: Target): void;

/** Time since the process began, which nobody can set back. */
const clock = clockOf({
  setTimer(callback, delay, target) {
    const timer: unknown = setTimeout(callback, delay, target);
    // A connection keeps the process alive by its read, not by its timer.
    Deno.unrefTimer(timer as number);
    return timer;
  },
  // What waits to be read is read first.
  soon: (callback, target) => setImmediate(callback, target),
});

/** An application that gave no `onError` still hears of its errors. */
const report = reporterOf(
  (value) => Deno.inspect(value),
  (what, thrown) => console.error(what, thrown),
);

/** What all connections of this process share. */
export const engine: Engine = engineOf({ clock, entropy, primitives, report, chunks: 'borrowed' });
