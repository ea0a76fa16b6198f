/**
 * An echo endpoint made of nothing but the core: what the application of a connection would do, as a loop.
 *
 * @module
 */

import {
  type AnySession,
  type Connection,
  type ConnectionEvent,
  encode,
  establish,
  receive,
  receiveEnd,
  type Role,
  send,
  type Step,
} from '@sansws/core';
import type { Endpoint } from './fuzzer/play-directly.ts';

/** As much as the largest case needs; one event a call, so that each message is answered before what follows. */
const limits = { messagePayload: 16 * 1024 * 1024, eventsPerCall: 1 };
const nothing = new Uint8Array(0);

/** The endpoint, and what it has told and ordered so far. */
export class CoreEcho implements Endpoint {
  readonly events: ConnectionEvent[] = [];
  /** Whether no order to end the transport has been given. */
  keepsTransport = true;
  readonly #write: (octets: Uint8Array) => void;
  #connection: Connection;
  #keys = 0;
  #now = 0;

  /** `write` takes what goes to the peer; `sessions` are the extensions in use. */
  constructor(role: Role, write: (octets: Uint8Array) => void, sessions: readonly AnySession[]) {
    this.#write = write;
    this.#connection = establish({ role, limits, sessions }, this.#now).connection;
  }

  /** Octets from the peer. */
  receive(octets: Uint8Array): void {
    this.#now++;
    let step = receive(this.#connection, octets, this.#now);
    this.#carryOut(step);
    while (step.more) {
      step = receive(this.#connection, nothing, this.#now);
      this.#carryOut(step);
    }
  }

  /** The peer has ended its half of the transport. */
  receiveEnd(): void {
    this.#carryOut(receiveEnd(this.#connection, this.#now));
  }

  #carryOut(step: Step): void {
    this.#connection = step.connection;
    this.events.push(...step.events);
    if (step.transport !== 'keep-open') this.keepsTransport = false;
    const masked = step.outbound.filter((item) => item.type === 'frame' && item.masked).length;
    const keys = Uint32Array.from({ length: masked }, () => (this.#keys += 0x9e37_79b9) >>> 0);
    const segments = encode(step.outbound, keys);
    if (!segments.ok) throw new Error(segments.problem.sentence);
    for (const segment of segments.value) this.#write(segment);
    for (const event of step.events) this.#echo(event);
  }

  #echo(event: ConnectionEvent): void {
    if (event.type !== 'text' && event.type !== 'binary') return;
    const answer = send(this.#connection, event, this.#now);
    // A refusal needs no word here: the missing echo fails the case.
    if (answer.ok) this.#carryOut(answer.value);
  }
}
