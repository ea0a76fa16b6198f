/**
 * Whatever runtime this is as the runtime of the kit: by the few words that all of them have.
 *
 * @module
 */

import { engineOf, entropyOf } from '@sansws/adapter-kit';
import type { Clock, Engine, RandomSource, Timer } from '@sansws/adapter-kit';
import { plainPrimitives } from '@sansws/core';
import { soon } from './soon.ts';

declare const performance: { now(): number };
declare const crypto: RandomSource;
declare const console: { error(...what: readonly unknown[]): void };
declare function setTimeout<Target>(
  callback: (target: Target) => void,
  delay: number,
  target: Target,
): { unref?(): void };
declare function clearTimeout(timer: unknown): void;

/** The longest time that `setTimeout` can wait; a timer that is due later is set again. */
const longestDelay = 2 ** 31 - 1;

const clock: Clock = {
  now: () => performance.now(),
  setTimer<Target>(at: number, callback: (target: Target) => void, target: Target): Timer {
    const delay = Math.min(Math.max(0, Math.ceil(at - performance.now())), longestDelay);
    const timer = setTimeout(callback, delay, target);
    // Where a program ends by itself, a timer is no reason to stay.
    timer.unref?.();
    return timer;
  },
  clearTimer: (timer) => clearTimeout(timer),
  soon,
};

/** What all connections of this package share. */
export const engine: Engine = /* @__PURE__ */ engineOf({
  clock,
  entropy: { fillRandomly: (target) => entropyOf(crypto).fillRandomly(target) },
  primitives: plainPrimitives,
  report: (error) =>
    console.error('A callback of the application failed; give `onError` to handle that:', error),
});
