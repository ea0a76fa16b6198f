/**
 * Memory to read into: each octet of it is handed out once, so what was read belongs to whoever got it.
 *
 * @module
 */

/** What a connection that says little begins with. */
const smallest = 4_096;

const largest = 131_072;

/** The memory of one connection, as large as its reads are. */
export class ReadMemory {
  #octets: Uint8Array = new Uint8Array(0);
  #size = smallest;
  #wasFilled = false;

  /** Where the next octets may be put. */
  room(): Uint8Array {
    if (this.#octets.length < this.#size / 2) this.#renew();
    return this.#octets;
  }

  /** The first `count` octets of the room, which are there now. */
  take(count: number): Uint8Array {
    const { buffer, byteOffset, length } = this.#octets;
    if (count === length) this.#wasFilled = true;
    this.#octets = new Uint8Array(buffer, byteOffset + count, length - count);
    return new Uint8Array(buffer, byteOffset, count);
  }

  /** Reads that fill the room get more of it, others less, in time. */
  #renew(): void {
    if (this.#wasFilled) this.#size = Math.min(this.#size * 4, largest);
    else if (this.#octets.buffer.byteLength > 0) this.#size = Math.max(this.#size / 2, smallest);
    this.#wasFilled = false;
    this.#octets = new Uint8Array(this.#size);
  }
}
