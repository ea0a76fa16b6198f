/**
 * Large messages that come unmasked in several chunks, handed on whole (docs/decisions/0020-large-messages.md).
 *
 * A state keeps no chunk and shares no memory with what is delivered, so the octets of such a message go into memory of the
 * state and are copied out of it once more. Nobody can see where the octets of a frame wait that is not complete: here they wait
 * as the chunks they came in, and are copied once, to where they are delivered.
 *
 * @module
 */

import { octetsMissing } from '@sansws/core';
import type { Connection } from '@sansws/core';
import type { TransportListener } from './ports.ts';

/** A frame of fewer octets is not worth it. */
const large = 4_096;

/** FIN and binary. Text is judged as it comes: its first octet that is wrong is a fault at once (RFC 6455 §8.1). */
const wholeBinary = 0x82;

/** So many octets chunks have on average, but for the first few; smaller ones the core gathers in less memory. */
const meanChunk = 1_024;
const firstFew = 4;

/** A chunk of less than this share of its memory is copied: a view of it would hold on to much more. */
const share = 1 / 4;

/** Who hears of what comes: the drive of a connection. */
interface Listener extends TransportListener {
  readonly connection: Connection;
}

/** The listener, behind one that hands large messages on whole if its peer does not mask and nobody writes its chunks again. */
export function withLargeMessages(listener: Listener): TransportListener {
  const { masked, owned } = listener.connection.settings.inbound;
  return masked || !owned ? listener : new LargeMessages(listener);
}

/** Stands before a listener. */
class LargeMessages implements TransportListener {
  readonly #listener: Listener;
  /** The beginning of a frame, as it came. */
  #chunks: Uint8Array[] = [];
  #length = 0;
  #missing = 0;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  chunk(octets: Uint8Array): void {
    if (this.#length === 0) return this.#begin(octets);
    const end = this.#missing;
    if (octets.length < end) return this.#goOn(octets);
    this.#keep(octets.length === end ? octets : octets.subarray(0, end));
    this.#give();
    if (octets.length > end) this.#begin(octets.subarray(end));
  }

  drained(): void {
    this.#listener.drained();
  }

  ended(): void {
    this.#give();
    this.#listener.ended();
  }

  broken(problem: unknown): void {
    this.#give();
    this.#listener.broken(problem);
  }

  closed(): void {
    this.#give();
    this.#listener.closed();
  }

  /** Octets behind which no frame is open, as far as they went through here. */
  #begin(octets: Uint8Array): void {
    const missing = octets[0] === wholeBinary ? octetsMissing(this.#listener.connection, octets) : 0;
    if (missing === 0 || missing + octets.length < large) return this.#listener.chunk(octets);
    this.#missing = missing + octets.length;
    this.#keep(octets);
  }

  /** More of a frame, and not all of it. */
  #goOn(octets: Uint8Array): void {
    const isList = (this.#chunks.length - firstFew) * meanChunk <= this.#length;
    if (isList && this.#listener.connection.phase.type === 'open') return this.#keep(octets);
    this.#give();
    this.#listener.chunk(octets);
  }

  #keep(octets: Uint8Array): void {
    this.#length += octets.length;
    this.#missing -= octets.length;
    this.#chunks.push(octets.length < share * octets.buffer.byteLength ? new Uint8Array(octets) : octets);
  }

  /** What has come goes on, in memory of its own. */
  #give(): void {
    if (this.#length === 0) return;
    const octets = this.#listener.connection.settings.inbound.primitives.allocate(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      octets.set(chunk, at);
      at += chunk.length;
    }
    this.#chunks = [];
    this.#length = 0;
    this.#missing = 0;
    this.#listener.chunk(octets);
  }
}
