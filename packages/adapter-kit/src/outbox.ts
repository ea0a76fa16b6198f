/**
 * What waits to be written: all frames of a tick go out in one write, and while the peer reads slowly, what
 * waits is bounded, counted and kept in order.
 *
 * @module
 */

import { encode, plainFrame } from '@sansws/core';
import type { Command, Connection, Outbound } from '@sansws/core';
import { opcodes } from '@sansws/core/vocabulary';
import type { MaskingKeys } from './masking-keys.ts';
import { writePatience } from './patience.ts';
import type { Clock, Transport } from './ports.ts';
import type { Held, WriteMemory } from './write-memory.ts';

/** Above so many octets that wait, `send` asks to be awaited. */
export const softMark = 65_536;

/**
 * Within a turn, which ends by writing, so many may pile up: each write is a call into the kernel and wakes the peer. What
 * is less, and the small message that reaches it, fits the memory that writes share.
 */
export const turnMark = 114_688;

/** Above so many octets that wait, nothing more is taken; a message alone may be larger. */
export const hardLimit: number = 4 * 1024 * 1024;

/** The longest header of a frame (RFC 6455 §5.2). */
const longestHeader = 14;

/**
 * The queue between the core's outbound values and a transport.
 *
 * As long as the transport takes what is written, frames only wait for the end of the tick. When it does
 * not, they stay here as values, so that a Ping or Pong can still go before the messages (RFC 6455 §5.4:
 * "Control frames MAY be injected in the middle of a fragmented message"), and of all automatic Pongs only
 * the latest waits (RFC 6455 §5.5.3). A Close frame keeps its place: what was sent before it still arrives.
 */
export class Outbox {
  /** Whether a turn is under way: whoever takes it writes at its end. */
  inTurn = false;
  readonly #transport: Transport;
  readonly #keys: MaskingKeys;
  readonly #memory: WriteMemory;
  #waiting: Outbound[] = [];
  #octets = 0;
  #masked = 0;
  #blocked = false;
  #ended = false;
  /** Octets that were ever given to the transport. */
  #given = 0;
  /** While the transport is full: how many of those had left when last some had, and how long that is enough. */
  #gone = 0;
  #stallsAt = Infinity;
  /** How many control frames stand before all others. */
  #urgent = 0;
  /** Where the one automatic Pong stands; -1 when none waits. */
  #pong = -1;
  /** Memory that the transport may still be writing from. */
  #held: Held | null = null;

  constructor(transport: Transport, keys: MaskingKeys, memory: WriteMemory) {
    this.#transport = transport;
    this.#keys = keys;
    this.#memory = memory;
  }

  /** Whether everything has been given to the transport. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Octets that wait here and in the transport; text that is not encoded yet counts its UTF-16 units. */
  get bufferedOctets(): number {
    return this.#octets + this.#transport.bufferedOctets;
  }

  /** Whether a sender need not wait. */
  get hasRoom(): boolean {
    return !this.#blocked || this.bufferedOctets < softMark;
  }

  /**
   * Whether this may still be asked for: while the peer reads slowly, what waits has a limit. Judged by the octets of
   * the application: what extensions would make of them is not known before they have, and then a state has gone on.
   */
  mayTake(command: Command): boolean {
    if (!this.#blocked) return true;
    const octets = octetsOfCommand(command);
    const before = this.bufferedOctets;
    return octets === 0 || before === 0 || before + octets <= hardLimit;
  }

  /**
   * When the peer counts as one that does not read, if nothing leaves before; `Infinity` while the transport
   * takes what is written. Whatever leaves begins the time anew.
   */
  stallsAt(connection: Connection, clock: Clock): number {
    if (!this.#blocked) return Infinity;
    const gone = this.#given - this.#transport.bufferedOctets;
    if (this.#stallsAt === Infinity || gone !== this.#gone) {
      this.#gone = gone;
      this.#stallsAt = clock.now() + writePatience(connection, this.bufferedOctets);
    }
    return this.#stallsAt;
  }

  /** Adds to the end. `automatic` is true of what the core answers by itself. */
  add(outbound: readonly Outbound[], automatic: boolean): void {
    if (this.#ended) return;
    for (let index = 0; index < outbound.length; index++) {
      const item = outbound[index] as Outbound;
      if (this.#blocked && isPingOrPong(item)) this.#addFirst(item, automatic);
      else this.#addLast(item);
    }
    this.#flushIfMuch();
  }

  /** Adds a message as a frame and no more, if that is all there is to it; if not, the core is to be asked. */
  post(connection: Connection, message: string | Uint8Array): boolean {
    const frame = this.#blocked || this.#ended ? null : plainFrame(connection, message);
    if (frame === null) return false;
    this.#addLast(frame);
    this.#flushIfMuch();
    return true;
  }

  /** Writes all that waits, unless the transport is full. */
  flush(): void {
    if (this.#blocked || this.#waiting.length === 0) return;
    this.#letGo();
    const firstKey = this.#keys.take(this.#masked);
    let haveLeft = false;
    this.#memory.begin();
    try {
      const encoded = encode(this.#waiting, this.#keys.words, firstKey, this.#memory.primitives);
      if (!encoded.ok)
        throw new Error(`the outbox and the encoder count keys differently: ${encoded.problem.detail}`);
      this.#clear();
      for (const segment of encoded.value) this.#given += segment.length;
      this.#blocked = !this.#transport.write(encoded.value);
      haveLeft = this.#transport.copies && this.#transport.bufferedOctets === 0;
    } finally {
      // The memory is shared: one connection whose write fails must not keep it from the others.
      this.#hold(this.#memory.end(haveLeft));
    }
  }

  /** The transport has room again. */
  drained(): void {
    this.#blocked = false;
    this.#stallsAt = Infinity;
    this.flush();
  }

  /** There is nobody left to send to: what waits is forgotten, and what is still added with it. */
  end(): void {
    this.#ended = true;
    this.#blocked = false;
    this.#clear();
  }

  /** A sender that never yields must not pile up a tick without end. */
  #flushIfMuch(): void {
    if (this.#octets >= (this.inTurn ? turnMark : softMark)) this.flush();
  }

  #clear(): void {
    this.#waiting = [];
    this.#octets = 0;
    this.#masked = 0;
    this.#urgent = 0;
    this.#pong = -1;
  }

  /** What was written last is still held, together with what was held before. */
  #hold(held: Held | null): void {
    if (held === null) return;
    // Memory before that is another one is not used again anyway.
    if (this.#held === held) held.holders--;
    this.#held = this.#transport.copies ? held : null;
  }

  /** Nothing is buffered any more: what was held has left. */
  #letGo(): void {
    if (this.#held === null || this.#transport.bufferedOctets > 0) return;
    this.#memory.release(this.#held);
    this.#held = null;
  }

  #addLast(item: Outbound): void {
    // Made with its first element in it: mostly it is the only one, and an empty array that is pushed to makes room for
    // seventeen.
    if (this.#waiting.length === 0) this.#waiting = [item];
    else this.#waiting.push(item);
    this.#count(item, 1);
  }

  #addFirst(item: Outbound, automatic: boolean): void {
    if (automatic && isPong(item)) {
      if (this.#pong >= 0) {
        this.#count(this.#waiting[this.#pong] as Outbound, -1);
        this.#waiting[this.#pong] = item;
        this.#count(item, 1);
        return;
      }
      this.#pong = this.#urgent;
    }
    this.#waiting.splice(this.#urgent++, 0, item);
    this.#count(item, 1);
  }

  #count(item: Outbound, sign: 1 | -1): void {
    this.#octets += sign * octetsOf(item);
    if (item.type === 'frame' && item.masked) this.#masked += sign;
  }
}

/** What a command adds to what waits; 0 for what may not be put off, such as the end of a connection. */
function octetsOfCommand(command: Command): number {
  switch (command.type) {
    case 'text':
      return framed(command.text, command.fragmentOctets);
    case 'binary':
      return framed(command.data, command.fragmentOctets);
    case 'text-part':
      return framed(command.text);
    case 'binary-part':
      return framed(command.data);
    case 'prepared':
      return framed(command.message?.payload);
    case 'ping':
    case 'pong':
      return framed(command.applicationData ?? '');
    default:
      return 0;
  }
}

/** Content with a header for each frame; the core refuses what is no content. */
function framed(content: string | Uint8Array, fragmentOctets = Infinity): number {
  const length = Number(Object(content).length) || 0;
  return length + Math.max(1, Math.ceil(length / fragmentOctets)) * longestHeader;
}

function octetsOf(item: Outbound): number {
  return item.type === 'frame' ? item.payload.length + longestHeader : item.octets.length;
}

function isPong(item: Outbound): boolean {
  return item.type === 'frame' && item.opcode === opcodes.pong;
}

function isPingOrPong(item: Outbound): boolean {
  return item.type === 'frame' && (item.opcode === opcodes.ping || item.opcode === opcodes.pong);
}
