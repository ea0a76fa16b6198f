/**
 * Time that passes only when it is told to, so that a test of half an hour takes a millisecond.
 *
 * @module
 */

import type { Clock, Timer } from '@sansws/adapter-kit';

declare function setTimeout(callback: () => void, delay: number): unknown;

interface VirtualTimer {
  readonly at: number;
  readonly run: () => void;
}

/** How much time `until` lets pass at most, in milliseconds: an hour. */
const longestWait = 3_600_000;

/**
 * A clock for the kit, moved by hand. What is due at one time happens in the order in which it was asked for.
 *
 * Between two moments everything that the program does by itself is awaited (promises, `for await`), apart
 * from what waits for the world outside: files, sockets, timers of the runtime.
 *
 * @example
 * ```ts
 * import { VirtualClock } from '@sansws/testing/in-memory';
 * import { deepEqual, equal } from 'node:assert/strict';
 * const clock = new VirtualClock();
 * const seen: string[] = [];
 * clock.setTimer(60_000, (word) => seen.push(word), 'a minute later');
 * await clock.pass(59_999);
 * deepEqual(seen, []);
 * await clock.pass(1);
 * deepEqual(seen, ['a minute later']);
 * equal(clock.now(), 60_000);
 * ```
 */
export class VirtualClock implements Clock {
  #time = 0;
  readonly #timers = new Set<VirtualTimer>();

  now(): number {
    return this.#time;
  }

  setTimer<Target>(at: number, callback: (target: Target) => void, target: Target): Timer {
    const timer = { at, run: () => callback(target) };
    this.#timers.add(timer);
    return timer;
  }

  clearTimer(timer: Timer): void {
    this.#timers.delete(timer as VirtualTimer);
  }

  soon<Target>(callback: (target: Target) => void, target: Target): void {
    void Promise.resolve().then(() => callback(target));
  }

  /** Lets so many milliseconds pass, moment by moment. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#time + milliseconds;
    await turn();
    for (let next = this.#next(); next !== null && next.at <= end; next = this.#next()) {
      this.#fire(next);
      await turn();
    }
    this.#time = end;
  }

  /**
   * Lets time pass until the promise has settled, however long that takes: where nothing happens, it is the
   * next moment at once. Fails if nothing is under way that could bring it about, or after an hour on this clock.
   */
  async until<Value>(promise: PromiseLike<Value>): Promise<Value> {
    const end = this.#time + longestWait;
    let isSettled = false;
    const note = (): void => {
      isSettled = true;
    };
    promise.then(note, note);
    for (;;) {
      await turn();
      if (isSettled) return promise;
      const next = this.#next();
      if (next === null) throw new Error('Nothing is under way that could bring this about');
      if (next.at > end) throw new Error('An hour on this clock did not bring this about');
      this.#fire(next);
    }
  }

  #next(): VirtualTimer | null {
    let first: VirtualTimer | null = null;
    for (const timer of this.#timers) if (first === null || timer.at < first.at) first = timer;
    return first;
  }

  #fire(timer: VirtualTimer): void {
    this.#timers.delete(timer);
    this.#time = Math.max(this.#time, timer.at);
    timer.run();
  }
}

/** A turn of the event loop: all that waits for promises has gone on when it is over. */
function turn(): Promise<void> {
  const { setImmediate = setTimeout } = globalThis as { setImmediate?: typeof setTimeout };
  return new Promise((resolve) => {
    setImmediate(resolve, 0);
  });
}
