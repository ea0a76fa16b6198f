/**
 * One direction of a connection in memory, as the two halves of a web stream: what is written arrives in the
 * pieces and after the times of a script.
 *
 * @module
 */

import type { Clock } from '@sansws/adapter-kit';
import type { ReaderLike, StreamPair, WriterLike } from '@sansws/duplex';
import { joined } from '../same.ts';
import { numberAt } from './link-script.ts';
import type { LinkScript } from './link-script.ts';

const usualCapacity = 65_536;

/** As much as a runtime reads from a socket at once. */
const usualChunk = 65_536;

/** A promise and its ends. */
class Gate {
  open: () => void = () => {};
  break: (problem: unknown) => void = () => {};
  readonly promise: Promise<void> = new Promise((resolve, reject) => {
    this.open = resolve;
    this.break = reject;
  });

  constructor() {
    // Whoever does not look at it is not to be killed by it.
    this.promise.catch(() => {});
  }
}

/** A direction: written at one end, read at the other. */
class ScriptedLink implements ReaderLike, WriterLike {
  readonly #clock: Clock;
  readonly #script: LinkScript;
  readonly #capacity: number;
  #underWay: Uint8Array[] = [];
  #octets = 0;
  #chunks = 0;
  #hasEnded = false;
  #problem: { readonly why: unknown } | null = null;
  /** Opened whenever there may be something new to read. */
  #news = new Gate();
  /** Opened when there is room again; `null` while there is. */
  #room: Gate | null = null;

  constructor(clock: Clock, script: LinkScript) {
    this.#clock = clock;
    this.#script = script;
    this.#capacity = script.capacity ?? usualCapacity;
  }

  get desiredSize(): number | null {
    return this.#problem === null ? this.#capacity - this.#octets : null;
  }

  get ready(): Promise<void> {
    return this.#room === null ? Promise.resolve() : this.#room.promise;
  }

  /** Taken as soon as there is room for what was written before. */
  async write(octets: Uint8Array): Promise<void> {
    this.#throwIfBroken();
    if (this.#hasEnded) throw new TypeError('The link has ended');
    this.#underWay.push(octets.slice());
    this.#octets += octets.length;
    if (this.#octets >= this.#capacity) this.#room ??= new Gate();
    this.#tellNews();
    await this.ready;
  }

  async close(): Promise<void> {
    this.#throwIfBroken();
    this.#hasEnded = true;
    this.#tellNews();
    await this.ready;
  }

  /** Breaks it: what is under way is lost. */
  async abort(why: unknown): Promise<void> {
    if (this.#problem !== null || (this.#hasEnded && this.#octets === 0)) return;
    this.#problem = { why };
    this.#underWay = [];
    this.#octets = 0;
    this.#room?.break(why);
    this.#tellNews();
  }

  cancel(why: unknown): Promise<void> {
    return this.abort(why);
  }

  /** The next chunk: as long as the script says, after as long as the script says. */
  async read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }> {
    await this.#somethingThere();
    const index = this.#chunks++;
    const delay = numberAt(this.#script.delays, index, 0);
    if (delay > 0) await this.#pass(delay);
    this.#throwIfBroken();
    if (this.#octets === 0) return { done: true };
    return { done: false, value: this.#take(Math.max(1, numberAt(this.#script.chunks, index, usualChunk))) };
  }

  async #somethingThere(): Promise<void> {
    while (this.#octets === 0 && !this.#hasEnded && this.#problem === null) await this.#news.promise;
  }

  #take(most: number): Uint8Array {
    const pieces: Uint8Array[] = [];
    let length = 0;
    while (length < most && this.#underWay.length > 0) {
      const first = this.#underWay[0] as Uint8Array;
      const piece = first.subarray(0, most - length);
      pieces.push(piece);
      length += piece.length;
      if (piece.length === first.length) this.#underWay.shift();
      else this.#underWay[0] = first.subarray(piece.length);
    }
    this.#octets -= length;
    if (this.#octets < this.#capacity && this.#room !== null) {
      this.#room.open();
      this.#room = null;
    }
    return joined(pieces);
  }

  #pass(delay: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.setTimer(this.#clock.now() + delay, resolve, undefined);
    });
  }

  #tellNews(): void {
    this.#news.open();
    this.#news = new Gate();
  }

  #throwIfBroken(): void {
    if (this.#problem !== null) throw this.#problem.why;
  }
}

/**
 * Two ends of a connection in memory, as pairs of streams.
 *
 * @example
 * ```ts
 * import { scriptedStreams, VirtualClock } from '@sansws/testing/in-memory';
 * import { deepEqual } from 'node:assert/strict';
 * const [near, far] = scriptedStreams(new VirtualClock(), { chunks: [2] }, {});
 * void near.writable.getWriter().write(Uint8Array.of(1, 2, 3));
 * deepEqual(await far.readable.getReader().read(), { done: false, value: Uint8Array.of(1, 2) });
 * ```
 */
export function scriptedStreams(
  clock: Clock,
  there: LinkScript,
  back: LinkScript,
): readonly [near: StreamPair, far: StreamPair] {
  const [away, home] = [new ScriptedLink(clock, there), new ScriptedLink(clock, back)];
  return [endOf(home, away), endOf(away, home)];
}

function endOf(from: ScriptedLink, to: ScriptedLink): StreamPair {
  return { readable: { getReader: () => from }, writable: { getWriter: () => to } };
}
