/**
 * A clock, by the timers that every runtime has.
 *
 * @module
 */

import type { Clock, Timer } from './ports.ts';

declare const performance: { now(): number };
declare function clearTimeout(timer: Timer): void;

/** The longest time that `setTimeout` can wait; a timer that is due later is set again. */
const longestDelay = 2 ** 31 - 1;

/** What each runtime says in its own way. */
export interface Timers {
  /** `setTimeout`, but no reason for a program to stay: a connection is one by what it reads from. */
  readonly setTimer: <Target>(callback: (target: Target) => void, delay: number, target: Target) => Timer;
  /** Calls `callback(target)` soon, after the runtime has looked once for input that waits. */
  readonly soon: <Target>(callback: (target: Target) => void, target: Target) => void;
}

/** Milliseconds since the program began, which nobody can set back, and timers on them. */
export function clockOf({ setTimer, soon }: Timers): Clock {
  return {
    now: () => performance.now(),
    setTimer(at, callback, target) {
      const delay = Math.min(Math.max(0, Math.ceil(at - performance.now())), longestDelay);
      return setTimer(callback, delay, target);
    },
    clearTimer: (timer) => clearTimeout(timer),
    soon,
  };
}
