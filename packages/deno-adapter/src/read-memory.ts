/**
 * Memory to read into: the same again and again, lent to whoever is told of what came.
 *
 * @module
 */

/** What a connection that says little has. */
const smallest = 4_096;

/** Larger reads keep the peer waiting for the first answer longer than they save. */
const largest = 65_536;

/** After so many reads that take little of it, the memory shrinks. */
const patience = 16;

/** The memory of one connection, as large as its reads are. */
export class ReadMemory {
  #octets: Uint8Array = new Uint8Array(smallest);
  #littles = 0;

  /** Where the next octets may be put. */
  get room(): Uint8Array {
    return this.#octets;
  }

  /** The first `count` octets of the room, which are there now, until the next read. */
  take(count: number): Uint8Array {
    const octets = this.#octets;
    const { length } = octets;
    if (count === length && length < largest)
      this.#octets = new Uint8Array(length * 4 > largest ? largest : length * 4);
    this.#littles = count * 8 < length ? this.#littles + 1 : 0;
    if (this.#littles === patience && length > smallest) {
      this.#littles = 0;
      this.#octets = new Uint8Array(length / 2);
    }
    return new Uint8Array(octets.buffer, 0, count);
  }
}
