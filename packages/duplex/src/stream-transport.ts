/**
 * A pair of web streams as a transport (WHATWG Streams).
 *
 * @module
 */

import type { Peer, Transport, TransportListener } from '@sansws/adapter-kit';
import { copied, owned } from './duplex.ts';
import type { ReaderLike, StreamPair, WriterLike } from './duplex.ts';
import { soon } from './soon.ts';
import type { Soon } from './soon.ts';

/**
 * A readable that always has octets is read without a turn of the event loop; so after so many chunks or octets others
 * have theirs (security.md V-C7). An echo over streams takes no longer for it.
 */
const longestRun = { chunks: 64, octets: 1_048_576 };

/**
 * Both streams are locked from the beginning. What is written is copied first: a stream hands on the very octets it is
 * given, and those are the application's. Nothing is read while the other end is to wait.
 */
export class StreamTransport implements Transport {
  readonly remoteAddress: string;
  readonly secure: boolean;
  readonly copies = true;
  /** Octets that the writable has not taken yet. */
  bufferedOctets = 0;
  readonly #soon: Soon;
  readonly #reader: ReaderLike;
  readonly #writer: WriterLike;
  #listener: TransportListener | null = null;
  #isPaused = false;
  #goOn: () => void = nothing;
  #isFull = false;
  #isEnding = false;
  #isDiscarding = false;
  #hasEnded = { reading: false, writing: false };
  #isOver = false;

  /** Throws a `TypeError` if somebody else reads or writes already. `later`: how others get their turn. */
  constructor({ readable, writable }: StreamPair, { remoteAddress, secure }: Peer, later: Soon = soon) {
    this.#soon = later;
    this.remoteAddress = remoteAddress;
    this.secure = secure;
    this.#reader = readable.getReader();
    this.#writer = writable.getWriter();
  }

  start(listener: TransportListener): void {
    this.#listener = listener;
    if (this.#isOver) this.#tellClosedSoon();
    else void this.#readAll();
  }

  write(segments: readonly Uint8Array[]): boolean {
    if (this.#isOver || this.#isEnding) return true;
    const octets = copied(segments);
    this.bufferedOctets += octets.length;
    this.#writer.write(octets).then(
      () => {
        this.bufferedOctets -= octets.length;
      },
      (problem: unknown) => this.#fail(problem),
    );
    const { desiredSize } = this.#writer;
    if (desiredSize !== null && desiredSize > 0) return true;
    this.#awaitRoom();
    return false;
  }

  endWriting(): void {
    if (this.#isEnding || this.#isOver) return;
    this.#isEnding = true;
    this.#writer.close().then(
      () => this.#note('writing'),
      (problem: unknown) => this.#fail(problem),
    );
  }

  close(): void {
    this.#isDiscarding = true;
    this.endWriting();
    this.resume();
  }

  abort(): void {
    if (this.#isOver) return;
    this.#letGo(new Error('The connection was let go'));
    this.#tellClosedSoon();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#goOn();
  }

  async #readAll(): Promise<void> {
    // What has come since the last turn of the event loop: whoever has it ready is asked for more without one.
    const run: Run = { isUnderWay: false, chunks: 0, octets: 0 };
    for (;;) {
      const chunk = await this.#next();
      // It may have been asked to stop, or ended, meanwhile.
      while (this.#isPaused && !this.#isOver) await this.#resumed();
      if (this.#isOver || chunk === undefined) return;
      if (chunk === null) break;
      if (!this.#isDiscarding) this.#listener?.chunk(chunk);
      run.chunks++;
      run.octets += chunk.length;
      if (!run.isUnderWay) this.#soon(beginAnew, run);
      run.isUnderWay = true;
      if (run.chunks >= longestRun.chunks || run.octets >= longestRun.octets) await this.#aTurn();
      while (this.#isPaused && !this.#isOver) await this.#resumed();
    }
    this.#listener?.ended();
    this.#note('reading');
  }

  #aTurn(): Promise<void> {
    return new Promise((resolve) => this.#soon(resolve, undefined));
  }

  /** Octets, `null` at the end, nothing if it failed. */
  async #next(): Promise<Uint8Array | null | undefined> {
    try {
      const { done, value } = await this.#reader.read();
      if (done) return null;
      if (!(value instanceof Uint8Array)) throw new TypeError('A transport must deliver octets');
      return owned(value);
    } catch (problem) {
      this.#fail(problem);
      return undefined;
    }
  }

  #resumed(): Promise<void> {
    return new Promise((resolve) => {
      this.#goOn = resolve;
    });
  }

  #awaitRoom(): void {
    if (this.#isFull) return;
    this.#isFull = true;
    this.#writer.ready.then(
      () => {
        this.#isFull = false;
        if (!this.#isOver) this.#listener?.drained();
      },
      (problem: unknown) => this.#fail(problem),
    );
  }

  /** Both directions have ended in order: that is all. */
  #note(direction: 'reading' | 'writing'): void {
    this.#hasEnded[direction] = true;
    if (this.#isOver || !this.#hasEnded.reading || !this.#hasEnded.writing) return;
    this.#isOver = true;
    this.#tellClosedSoon();
  }

  #fail(problem: unknown): void {
    if (this.#isOver) return;
    this.#letGo(problem);
    this.#listener?.broken(problem);
    this.#tellClosedSoon();
  }

  /** Later and once: whoever asks for the end is not to be told within the call. */
  #tellClosedSoon(): void {
    const listener = this.#listener;
    this.#listener = null;
    void Promise.resolve().then(() => listener?.closed());
  }

  #letGo(why: unknown): void {
    this.#isOver = true;
    this.#goOn();
    this.#writer.abort(why).catch(nothing);
    this.#reader.cancel(why).catch(nothing);
  }
}

interface Run {
  isUnderWay: boolean;
  chunks: number;
  octets: number;
}

function beginAnew(run: Run): void {
  run.isUnderWay = false;
  run.chunks = run.octets = 0;
}

function nothing(): void {}
