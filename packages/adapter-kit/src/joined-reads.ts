/**
 * Two reads of one message, handed over together (docs/decisions/0019-joined-reads.md).
 *
 * @module
 */

import type { Clock, TransportListener } from './ports.ts';

/** As many octets as libuv reads at a time: a chunk of so many is a read that was filled, and the next one comes at once. */
const fullRead = 65_536;

/** One for all transports of a runtime: what begins on one waits no longer than till something comes on another. */
export class JoinedReads {
  readonly #clock: Clock;
  /** Whose first read waits, what it is, and how many octets of its message are missing. */
  #listener: TransportListener | null = null;
  #begun: Uint8Array | null = null;
  #missing = 0;
  #isLate = false;
  /** Where two reads are put together: a listener is done with one such chunk before there can be another. */
  #joint: Uint8Array | null = null;
  /**
   * What was put together last. Nobody reads it: it lies where memory was taken last, and as long as it does, `free` of
   * glibc does not give all that lies before it back to the system at each collection, to be asked for and zeroed page by
   * page once more.
   */
  readonly newest: { begun: Uint8Array | null; rest: Uint8Array | null } = { begun: null, rest: null };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Octets came for a listener. Those that `mayWait` came by a read of their own, and not while anything was written. */
  chunk(listener: TransportListener, read: Uint8Array, mayWait: boolean): void {
    // A plain view: the core then sees one kind of array only, and applications get no array of the runtime's by accident.
    const octets = new Uint8Array(read.buffer, read.byteOffset, read.length);
    if (!mayWait) return listener.chunk(octets);
    const begun = this.#begun;
    if (begun !== null) {
      const fits = octets.length >= this.#missing && octets.length <= fullRead;
      if (this.#listener === listener && fits) return this.#join(listener, begun, octets);
      this.#give();
    }
    if (octets.length !== fullRead || !this.#waits(listener, octets)) listener.chunk(octets);
  }

  /** What waits for this listener goes on alone: the end of its transport comes. */
  give(listener: TransportListener | null): void {
    if (this.#listener === listener) this.#give();
  }

  /** Whether a chunk waits for the next: no longer than till the runtime has looked for it once. */
  #waits(listener: TransportListener, octets: Uint8Array): boolean {
    const missing = listener.missing?.(octets) ?? 0;
    if (missing === 0 || missing > fullRead || this.#begun !== null) return false;
    this.#listener = listener;
    this.#begun = octets;
    this.#missing = missing;
    if (!this.#isLate) this.#clock.soon(JoinedReads.#late, this);
    this.#isLate = true;
    return true;
  }

  #join(listener: TransportListener, begun: Uint8Array, rest: Uint8Array): void {
    this.#begun = this.#listener = null;
    this.newest.begun = begun;
    this.newest.rest = rest;
    this.#joint ??= new Uint8Array(2 * fullRead);
    this.#joint.set(begun, 0);
    this.#joint.set(rest, begun.length);
    listener.chunk(new Uint8Array(this.#joint.buffer, 0, begun.length + rest.length));
  }

  #give(): void {
    const listener = this.#listener;
    const begun = this.#begun;
    this.#begun = this.#listener = null;
    if (begun !== null) listener?.chunk(begun);
  }

  static #late(this: void, reads: JoinedReads): void {
    reads.#isLate = false;
    reads.#give();
  }
}
