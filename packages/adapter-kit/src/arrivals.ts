/**
 * Who has arrived at a server and is not through the TLS handshake: nobody's connection yet.
 *
 * @module
 */

import type { Clock, Timer } from './ports.ts';

/** All who are in their TLS handshake. Whoever takes too long is dropped. */
export class Arrivals<Stream> {
  readonly #clock: Clock;
  readonly #patience: number;
  readonly #drop: (stream: Stream) => void;
  readonly #timers = new Map<Stream, Timer>();

  /** `patience`: how long the handshake may take, in milliseconds. */
  constructor(clock: Clock, patience: number, drop: (stream: Stream) => void) {
    this.#clock = clock;
    this.#patience = patience;
    this.#drop = drop;
  }

  add(stream: Stream): void {
    const deadline = this.#clock.now() + this.#patience;
    this.#timers.set(stream, this.#clock.setTimer(deadline, this.#drop, stream));
  }

  /** It is through, or gone. */
  delete(stream: Stream): void {
    this.#clock.clearTimer(this.#timers.get(stream));
    this.#timers.delete(stream);
  }

  dropAll(): void {
    for (const stream of this.#timers.keys()) {
      this.delete(stream);
      this.#drop(stream);
    }
  }
}
