/**
 * A world for the kit to run in: time that moves when it is told to, transports that are two arrays, and
 * entropy that anyone can predict.
 */
import { plainPrimitives } from '@sansws/core';
import { JoinedReads } from '../../src/joined-reads.ts';
import { OnePiece } from '../../src/one-piece.ts';
import { plainKind, WriteMemory } from '../../src/write-memory.ts';
import { MaskingKeys } from '../../src/masking-keys.ts';
import type { Capabilities } from '../../src/capabilities.ts';
import type { Engine } from '../../src/engine.ts';
import type { Clock, Entropy, Timer, Transport, TransportListener } from '../../src/ports.ts';

interface FakeTimer {
  readonly at: number;
  readonly run: () => void;
}

/** Time that moves when it is told to. */
class FakeClock implements Clock {
  time = 0;
  timers = new Set<FakeTimer>();
  /** How many timers were ever set. */
  timersSet = 0;
  tasks: (() => void)[] = [];

  now(): number {
    return this.time;
  }

  setTimer<Target>(at: number, callback: (target: Target) => void, target: Target): Timer {
    this.timersSet++;
    const timer = { at, run: () => callback(target) };
    this.timers.add(timer);
    return timer;
  }

  clearTimer(timer: Timer): void {
    this.timers.delete(timer as FakeTimer);
  }

  soon<Target>(callback: (target: Target) => void, target: Target): void {
    this.tasks.push(() => callback(target));
  }

  /** Runs what was put off to soon, and what that puts off, and so on. */
  breathe(): void {
    for (let rounds = 0; this.tasks.length > 0; rounds++) {
      if (rounds > 100_000) throw new Error('this never ends');
      (this.tasks.shift() as () => void)();
    }
  }

  /** Runs one round of what was put off to soon. */
  breatheOnce(): void {
    for (const task of this.tasks.splice(0)) task();
  }

  /** Fires the timers that are due, without a breath in between. */
  fire(): void {
    const due = [...this.timers].filter(({ at }) => at <= this.time).sort((a, b) => a.at - b.at);
    for (const timer of due) {
      this.timers.delete(timer);
      timer.run();
    }
  }

  /** Lets time pass, timer by timer. */
  pass(milliseconds: number): void {
    const end = this.time + milliseconds;
    this.breathe();
    for (let rounds = 0; ; rounds++) {
      if (rounds > 100_000) throw new Error('this never ends');
      const next = Math.min(...[...this.timers].map(({ at }) => at));
      if (next > end) break;
      this.time = Math.max(this.time, next);
      this.fire();
      this.breathe();
    }
    this.time = end;
  }
}

/** A transport that keeps what is written, and delivers what it is given. */
export class FakeTransport implements Transport {
  remoteAddress = '192.0.2.1';
  secure = false;
  bufferedOctets = 0;
  copies = false;
  /** Each write, its segments put together. */
  writes: Uint8Array[] = [];
  /** Each segment of each write, as it was given. */
  segments: Uint8Array[] = [];
  /** While true, what is written stays buffered. */
  isFull = false;
  isPaused = false;
  orders: string[] = [];
  /** Whether `closed` follows an abort at once, as with most streams soon after. */
  listener: TransportListener | null = null;
  /** What came while paused. */
  #kept: Uint8Array[] = [];

  start(listener: TransportListener): void {
    this.listener = listener;
  }

  write(segments: readonly Uint8Array[]): boolean {
    const whole = concat(segments);
    this.writes.push(whole);
    this.segments.push(...segments);
    if (this.isFull) this.bufferedOctets += whole.length;
    return !this.isFull;
  }

  endWriting(): void {
    this.orders.push('end-writing');
  }

  close(): void {
    this.orders.push('close');
  }

  abort(): void {
    this.orders.push('abort');
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
    for (const chunk of this.#kept.splice(0)) this.deliver(chunk);
  }

  /** The peer sends. */
  deliver(...chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) {
      if (this.isPaused) this.#kept.push(chunk);
      else this.listener?.chunk(chunk);
    }
  }

  /** The peer reads again. */
  drain(): void {
    this.isFull = false;
    this.bufferedOctets = 0;
    this.listener?.drained();
  }

  /** All that was written. */
  get written(): Uint8Array {
    return concat(this.writes);
  }

  /** All that was written since the last call. */
  take(): Uint8Array {
    const written = this.written;
    this.writes = [];
    this.segments = [];
    return written;
  }
}

/** A runtime that can do all that any can. */
export const allCapabilities: Capabilities = {
  attach: true,
  createConnection: true,
  tlsOverUnix: true,
  tlsWithinTls: true,
  abortAttempt: true,
  backlog: true,
};

/** Octets 1, 2, 3 …, so that no masking key is like another. */
export function countingEntropy(): Entropy {
  let count = 0;
  return {
    fillRandomly(target: Uint8Array): void {
      for (let index = 0; index < target.length; index++) target[index] = ++count;
    },
  };
}

/** A runtime made of these, and what it reported. */
export interface FakeWorld extends Engine {
  readonly clock: FakeClock;
  readonly reported: unknown[];
}

export function fakeWorld(entropy: Entropy = countingEntropy()): FakeWorld {
  const clock = new FakeClock();
  const reported: unknown[] = [];
  const runtime = {
    clock,
    entropy,
    primitives: plainPrimitives,
    report: (error: unknown): void => {
      reported.push(error);
    },
  };
  return {
    runtime,
    keys: new MaskingKeys(entropy),
    memory: new WriteMemory(plainPrimitives),
    reads: new JoinedReads(clock),
    onePiece: new OnePiece(plainKind(plainPrimitives)),
    clock,
    reported,
  };
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
