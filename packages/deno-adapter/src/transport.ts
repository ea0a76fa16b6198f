/**
 * A connection of Deno as a transport: TCP, TLS, a Unix socket, or whatever else can be read and written.
 *
 * @module
 */

import type { Transport, TransportListener } from '@sansws/adapter-kit';
import { ReadMemory } from './read-memory.ts';

/** As much of a `Deno.Conn` as is needed here. */
export interface DenoStream {
  /** Reads into `target`: how many octets came, or `null` at the end. */
  read(target: Uint8Array): Promise<number | null>;
  /** Writes, perhaps not all: how many octets were taken. */
  write(octets: Uint8Array): Promise<number>;
  /** Ends the writing direction. */
  closeWrite(): Promise<void>;
  /** Lets go; what is being read or written rejects. */
  close(): void;
}

/** From so many octets that wait on, the peer takes them slowly. */
const highMark = 65_536;

/** So many small pieces are put together for one write: a write costs more than copying them. */
const together = 65_536;

/** One connection. */
export class DenoTransport implements Transport {
  readonly remoteAddress: string;
  readonly secure: boolean;
  /** A write is over when the kernel has copied the octets, or TLS has encrypted them. */
  readonly copies = true;
  bufferedOctets = 0;

  readonly #stream: DenoStream;
  readonly #memory = new ReadMemory();
  #listener: TransportListener | null = null;
  #isPaused = false;
  #isReading = false;
  /** What came, or that the end came, while nobody wanted to hear of it. */
  #kept: Uint8Array | 'end' | null = null;
  #hasEnded = false;
  /** What comes is thrown away. */
  #isClosing = false;
  #waiting: Uint8Array[] = [];
  #isWriting = false;
  #isFull = false;
  #writing: 'open' | 'ending' | 'ended' = 'open';
  #isGone = false;

  constructor(stream: DenoStream, secure: boolean, remoteAddress: string) {
    this.#stream = stream;
    this.secure = secure;
    this.remoteAddress = remoteAddress;
  }

  /** Begins; once more after a pause, with another listener, when somebody else goes on (a tunnel). */
  start(listener: TransportListener): void {
    this.#listener = listener;
    this.resume();
  }

  write(segments: readonly Uint8Array[]): boolean {
    if (this.#isGone || this.#writing !== 'open') return true;
    for (const segment of segments) {
      this.#waiting.push(segment);
      this.bufferedOctets += segment.length;
    }
    if (!this.#isWriting) void this.#write();
    this.#isFull = this.bufferedOctets >= highMark;
    return !this.#isFull;
  }

  endWriting(): void {
    if (this.#isGone || this.#writing !== 'open') return;
    this.#writing = 'ending';
    if (!this.#isWriting) void this.#write();
  }

  close(): void {
    this.#isClosing = true;
    this.endWriting();
    this.resume();
  }

  abort(): void {
    this.#letGo();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    if (!this.#isReading) void this.#read();
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    // Whoever resumes is not told anything before the call returns.
    if (this.#kept !== null) await Promise.resolve();
    while (this.#mayRead()) {
      let came = this.#kept;
      if (came === null) {
        // Here, not in a function of its own: each promise more is a good part of what a short message costs.
        try {
          const count = await this.#stream.read(this.#memory.room);
          came = count === null ? 'end' : this.#memory.take(count);
        } catch (problem) {
          this.#fail(problem);
          break;
        }
      }
      // It may have been paused, or closed, while the octets were on their way.
      this.#kept = this.#isPaused ? came : null;
      if (this.#kept === null) this.#tell(came);
    }
    this.#isReading = false;
  }

  #mayRead(): boolean {
    return !this.#isPaused && !this.#hasEnded && !this.#isGone;
  }

  #tell(came: Uint8Array | 'end'): void {
    if (came !== 'end') {
      if (!this.#isGone && !this.#isClosing) this.#listener?.chunk(came);
      return;
    }
    this.#hasEnded = true;
    if (!this.#isGone) this.#listener?.ended();
    if (this.#writing === 'ended') this.#letGo();
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    try {
      while (this.#waiting.length > 0) {
        const octets = this.#next();
        for (let at = 0; at < octets.length;) {
          const count = await this.#stream.write(at === 0 ? octets : octets.subarray(at));
          at += count;
          this.bufferedOctets -= count;
        }
      }
      if (this.#writing === 'ending') {
        await this.#stream.closeWrite();
        this.#writing = 'ended';
      }
    } catch (problem) {
      this.#fail(problem);
    }
    this.#isWriting = false;
    if (this.#writing === 'ended' && this.#hasEnded) this.#letGo();
    if (this.#isFull && !this.#isGone) {
      this.#isFull = false;
      this.#listener?.drained();
    }
  }

  /** The first piece that waits, with as many small ones behind it as go together. */
  #next(): Uint8Array {
    const first = this.#waiting[0] as Uint8Array;
    let count = 1;
    let length = first.length;
    for (; count < this.#waiting.length; count++) {
      const more = (this.#waiting[count] as Uint8Array).length;
      if (length + more > together) break;
      length += more;
    }
    const pieces = this.#waiting;
    this.#waiting = pieces.splice(count);
    if (count === 1) return first;
    const whole = new Uint8Array(length);
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }

  #fail(problem: unknown): void {
    if (this.#isGone) return;
    this.#listener?.broken(problem);
    this.#letGo();
  }

  #letGo(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    // What is being written right now is still held by whoever writes it.
    for (const octets of this.#waiting) this.bufferedOctets -= octets.length;
    this.#waiting = [];
    try {
      this.#stream.close();
    } catch {
      // It is gone already: that is all that was wanted.
    }
    // Whoever lets go is not told anything before the call returns.
    void Promise.resolve(this).then(tellClosed);
    function tellClosed(transport: DenoTransport): void {
      transport.#listener?.closed();
    }
  }
}
