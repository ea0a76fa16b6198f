/**
 * Whatever runtime this is as the runtime of the kit: by the few words that all of them have.
 *
 * @module
 */

import { clockOf, engineOf, entropyOf } from '@sansws/adapter-kit';
import type { Clock, Engine, RandomSource } from '@sansws/adapter-kit';
import { plainPrimitives } from '@sansws/core';
import { soon } from './soon.ts';

declare const crypto: RandomSource;
declare const console: { error(...what: readonly unknown[]): void };
declare function setTimeout<Target>(
  callback: (target: Target) => void,
  delay: number,
  target: Target,
): { unref?(): void };

const clock: Clock = /* @__PURE__ */ clockOf({
  setTimer(callback, delay, target) {
    const timer = setTimeout(callback, delay, target);
    // Where a program ends by itself, a timer is no reason to stay.
    timer.unref?.();
    return timer;
  },
  soon,
});

/** What all connections of this package share. */
export const engine: Engine = /* @__PURE__ */ engineOf({
  clock,
  entropy: { fillRandomly: (target) => entropyOf(crypto).fillRandomly(target) },
  primitives: plainPrimitives,
  report: (error) =>
    console.error('A callback of the application failed; give `onError` to handle that:', error),
});
