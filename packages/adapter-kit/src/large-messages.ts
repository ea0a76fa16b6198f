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

/**
 * A chunk that is not all of its memory is copied: a view of it would hold on to the rest, which may be a message that the
 * application does with what it likes. But what a message was before in the same chunk was copied itself, so behind it a share
 * of the memory is enough.
 */
const share = 1 / 4;

/** How far a payload lies from the beginning of memory: applications may want to read it as numbers. */
const aligned = 8;

/** Who hears of what comes: the drive of a connection. */
interface Listener extends TransportListener {
  readonly connection: Connection;
}

/** What stands before a listener, or the listener itself. */
export interface Front extends TransportListener {
  /** What waits goes on, as it is: something is about to change what would become of it. */
  give?(): void;
}

/** The listener, behind one that hands large messages on whole if its peer does not mask and nobody writes its chunks again. */
export function withLargeMessages(listener: Listener): Front {
  const { masked, owned } = listener.connection.settings.inbound;
  return masked || !owned ? listener : new LargeMessages(listener);
}

/** Stands before a listener. */
class LargeMessages implements Front {
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
    const rest = octets.subarray(end);
    const missing = this.#lacks(rest);
    // What is behind the message goes on with it, unless it waits itself: then it does so before anybody is told.
    this.#keep(missing === 0 ? octets : octets.subarray(0, end), 0);
    const chunks = this.#chunks;
    const length = this.#length;
    this.#forget();
    if (missing > 0) {
      this.#missing = missing + rest.length;
      this.#keep(rest, share * rest.buffer.byteLength);
    }
    this.#hand(chunks, length);
  }

  #lacks(octets: Uint8Array): number {
    const missing = octets[0] === wholeBinary ? octetsMissing(this.#listener.connection, octets) : 0;
    return missing + octets.length < large ? 0 : missing;
  }

  drained(): void {
    this.#listener.drained();
  }

  ended(): void {
    this.give();
    this.#listener.ended();
  }

  broken(problem: unknown): void {
    this.give();
    this.#listener.broken(problem);
  }

  closed(): void {
    this.give();
    this.#listener.closed();
  }

  /** Octets behind which no frame is open, as far as they went through here. */
  #begin(octets: Uint8Array): void {
    const missing = this.#lacks(octets);
    if (missing === 0) return this.#listener.chunk(octets);
    this.#missing = missing + octets.length;
    this.#keep(octets);
  }

  /** More of a frame, and not all of it. */
  #goOn(octets: Uint8Array): void {
    const isList = (this.#chunks.length - firstFew) * meanChunk <= this.#length;
    if (isList && this.#listener.connection.phase.type === 'open') return this.#keep(octets);
    this.give();
    this.#listener.chunk(octets);
  }

  /** A view of fewer octets than `least` is not kept, but a copy. */
  #keep(octets: Uint8Array, least: number = octets.buffer.byteLength): void {
    this.#length += octets.length;
    this.#missing -= octets.length;
    this.#chunks.push(octets.length < least ? new Uint8Array(octets) : octets);
  }

  /** What has come goes on, in memory of its own. */
  give(): void {
    if (this.#length === 0) return;
    const chunks = this.#chunks;
    const length = this.#length;
    this.#forget();
    this.#hand(chunks, length);
  }

  #forget(): void {
    this.#chunks = [];
    this.#length = 0;
    this.#missing = 0;
  }

  #hand(chunks: readonly Uint8Array[], length: number): void {
    const { primitives } = this.#listener.connection.settings.inbound;
    const lead = leadOf(chunks[0] as Uint8Array);
    const memory = primitives.allocate(lead + length);
    let at = lead;
    for (const chunk of chunks) {
      memory.set(chunk, at);
      at += chunk.length;
    }
    this.#listener.chunk(memory.subarray(lead));
  }
}

/** So many octets before the header bring the payload behind it to where numbers begin. */
function leadOf(first: Uint8Array): number {
  const header = (first[1] as number) === 127 ? 10 : 4;
  return (2 * aligned - header) % aligned;
}
