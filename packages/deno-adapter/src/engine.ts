/**
 * Deno as the runtime of the kit: clock, entropy, primitives; one for the whole process.
 *
 * @module
 */

import { engineOf } from '@sansws/adapter-kit';
import type { Clock, Engine, Timer } from '@sansws/adapter-kit';
import { entropy } from './entropy.ts';
import { primitives } from './primitives.ts';

declare function setImmediate<Target>(callback: (target: Target) => void, target: Target): void;

/** The longest time that `setTimeout` can wait; a timer that is due later is set again. */
const longestDelay = 2 ** 31 - 1;

/** Time since the process began, which nobody can set back. */
const clock: Clock = {
  now: () => performance.now(),
  setTimer<Target>(at: number, callback: (target: Target) => void, target: Target): Timer {
    const delay = Math.min(Math.max(0, Math.ceil(at - performance.now())), longestDelay);
    const timer: Timer = setTimeout(callback, delay, target);
    // A connection keeps the process alive by its read, not by its timer.
    Deno.unrefTimer(timer as number);
    return timer;
  },
  clearTimer(timer: Timer): void {
    clearTimeout(timer as number | undefined);
  },
  soon<Target>(callback: (target: Target) => void, target: Target): void {
    // What waits to be read is read first.
    setImmediate(callback, target);
  },
};

/** What all connections of this process share. */
export const engine: Engine = engineOf({ clock, entropy, primitives, report, chunks: 'borrowed' });

/** An application that gave no `onError` still hears of its errors. */
function report(error: unknown): void {
  console.error('A callback of the application failed; give `onError` to handle that:', error);
}
