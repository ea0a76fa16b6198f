/**
 * Octets in, Step out: the main way in.
 *
 * @module
 */

import { gather, gatherNothing, gathered } from '../bytes/gathered.ts';
import type { Gathered } from '../bytes/gathered.ts';
import { areOctets } from '../bytes/octets.ts';
import { abandon } from '../extension/chain.ts';
import type { Outbound } from '../frame/outbound.ts';
import { decodeMessages } from '../message/decoder.ts';
import type { Decoded } from '../message/decoder.ts';
import { controlFrame } from '../message/fragmenter.ts';
import type { Inbound, InboundRules } from '../message/inbound.ts';
import type { Message, PongMessage } from '../message/message.ts';
import { close, closeReceived } from './close.ts';
import { isHolding, later, nothingHeld } from './connection.ts';
import type { AwaitedPong, Connection, Held } from './connection.ts';
import type { ConnectionEvent } from './event.ts';
import { fail } from './fail.ts';
import { receiveHandshake } from './handshake.ts';
import { receiveStraight } from './receive-straight.ts';
import { noEvents, noOutbound, stepTo } from './step.ts';
import type { Step } from './step.ts';

/**
 * Takes what the transport delivered at time `now` (milliseconds, any monotonic clock). The chunk is neither
 * changed nor kept; with `chunks: 'owned'` the payloads of whole unmasked messages are views of it.
 *
 * Never throws on what a peer sent, whatever it is; throws a `TypeError` when the chunk is no `Uint8Array`,
 * which only a transport of one's own can bring about.
 *
 * While `more` is true, calling again with no octets (`new Uint8Array(0)`) gives the next events: there is a
 * budget of them for each call, and what comes before an end, or behind the opening handshake, is told first,
 * so that it can still be answered.
 *
 * @example
 * ```ts
 * import { establish, receive } from '@sansws/core/connection';
 * import { deepEqual } from 'node:assert/strict';
 * const { connection } = establish({ role: 'client' }, 0);
 * const step = receive(connection, Uint8Array.of(0x81, 0x02, 0x48, 0x69), 0);
 * deepEqual(step.events, [{ type: 'text', text: 'Hi' }]);
 * ```
 */
export function receive(connection: Connection, chunk: Uint8Array, now: number): Step {
  if (!areOctets(chunk)) throw new TypeError('A chunk must be a Uint8Array');
  const time = later(connection, now);
  return receiveStraight(connection, chunk, time) ?? receiveAny(connection, chunk, time);
}

/** The way in that knows all phases. */
function receiveAny(connection: Connection, chunk: Uint8Array, now: number): Step {
  const { phase } = connection;
  switch (phase.type) {
    case 'open':
      return receiveFrames(connection, chunk, now);
    case 'closing':
      if (phase.listening) return receiveFrames(connection, chunk, now);
      return stepTo(connection, noEvents, noOutbound, 'keep-open');
    case 'connecting':
      return receiveHandshake(connection, phase, chunk, now);
    default: // closed
      return stepTo(connection, noEvents, noOutbound, 'keep-open');
  }
}

const nothingGathered: Gathered = /* @__PURE__ */ gatherNothing(0);

/** Reads frames: first those that are held, then the chunk. */
export function receiveFrames(connection: Connection, chunk: Uint8Array, now: number): Step {
  const { held } = connection;
  if (held.paused || isHolding(held)) return receiveHeld(connection, chunk, now);
  if (chunk.length === 0) {
    return ifEnded(stepTo(connection, noEvents, noOutbound, 'keep-open'), held, now);
  }
  const { inbound } = connection.settings;
  const decoded = decodeUpToTheEnd(connection.inbound, inbound, chunk, 0);
  // After a Close or a violation the rest no longer counts; else the budget is spent, and the rest is kept.
  const rest = decoded.next < chunk.length && !decoded.closed && decoded.violation === null;
  const octets = rest ? gather(nothingGathered, chunk, decoded.next, chunk.length) : null;
  const keeping = octets === null ? held : { octets, from: 0, paused: false, ended: held.ended };
  return afterReading(withInbound(connection, decoded.inbound, decoded.heard, keeping, now), decoded, now);
}

/** Reads from what is held, after putting the chunk to it. */
function receiveHeld(connection: Connection, chunk: Uint8Array, now: number): Step {
  let { octets, from } = connection.held;
  const { paused, ended } = connection.held;
  if (chunk.length > 0) {
    // What is read goes once it is more than what is not: so each octet is moved at most once.
    if (from * 2 > octets.length) {
      octets = gather(nothingGathered, octets.store, from, octets.length);
      from = 0;
    }
    octets = gather(octets, chunk, 0, chunk.length);
  }
  if (paused) {
    const held = { octets, from, paused, ended };
    return stepTo({ ...connection, held, now }, noEvents, noOutbound, 'keep-open');
  }
  const { inbound } = connection.settings;
  // Events must not share memory with the state, so nothing that is held is delivered as a view.
  const rules = inbound.owned ? { ...inbound, owned: false } : inbound;
  const decoded = decodeUpToTheEnd(connection.inbound, rules, gathered(octets), from);
  const spent = decoded.next === octets.length;
  const held = spent ? { ...nothingHeld, ended } : { octets, from: decoded.next, paused, ended };
  return afterReading(withInbound(connection, decoded.inbound, decoded.heard, held, now), decoded, now);
}

/**
 * Reads messages up to the budget. Those that stand before a Close or a violation come alone: once the end is
 * told nobody could answer them any more. So the octets are read twice then, which is once in the life of a
 * connection.
 */
function decodeUpToTheEnd(inbound: Inbound, rules: InboundRules, octets: Uint8Array, from: number): Decoded {
  const once = decodeOnce(inbound, rules, octets, from);
  return typeof once === 'number' ? decodeMessages(inbound, rules, octets, from, once) : once;
}

/** What was read, or how many messages stand before the end: then they are gone before they are read again. */
function decodeOnce(
  inbound: Inbound,
  rules: InboundRules,
  octets: Uint8Array,
  from: number,
): Decoded | number {
  const decoded = decodeMessages(inbound, rules, octets, from, rules.limits.eventsPerCall);
  const before = decoded.messages.length - (decoded.closed ? 1 : 0);
  if (before === 0 || (!decoded.closed && decoded.violation === null)) return decoded;
  abandon(rules.sessions, inbound.states, decoded.inbound.states);
  return before;
}

/** The record written out, not spread: this is the one that is made for every chunk. */
function withInbound(
  connection: Connection,
  inbound: Inbound,
  heard: boolean,
  held: Held,
  now: number,
): Connection {
  const { pings } = connection;
  return {
    role: connection.role,
    settings: connection.settings,
    phase: connection.phase,
    inbound,
    outbound: connection.outbound,
    held,
    // A complete frame is a sign of life, whatever it is.
    pings: heard && pings.unansweredSince !== null ? { ...pings, unansweredSince: null } : pings,
    heardAt: heard ? now : connection.heardAt,
    now,
  };
}

/** What reading leads to: answers, the closing handshake, failure, or the end that was waiting. */
function afterReading(connection: Connection, decoded: Decoded, now: number): Step {
  if (decoded.violation === null && !decoded.control) {
    // The usual case: text and binary messages are events as they are.
    const events = decoded.messages as readonly Exclude<Message, { type: 'close' | 'pong' }>[];
    return ifEnded(stepTo(connection, events, noOutbound, 'keep-open'), connection.held, now);
  }
  const events: ConnectionEvent[] = [];
  const outbound: Outbound[] = [];
  let { awaited } = connection.pings;
  for (const message of decoded.messages) {
    if (message.type === 'ping') {
      events.push(message);
      // "Upon receipt of a Ping frame, an endpoint MUST send a Pong frame in response, unless it already
      // received a Close frame." §5.5.2; and after our own Close nothing may go out (§5.5.1).
      if (connection.settings.autoPong && connection.phase.type === 'open') {
        outbound.push(
          controlFrame(0xa, message.applicationData.slice(), connection.settings.outbound.masked),
        );
      }
    } else if (message.type === 'pong') {
      const index = awaited.findIndex((ping) => equal(ping.applicationData, message.applicationData));
      events.push(pongEvent(message, awaited[index], now));
      // "a Pong … for only the most recently processed Ping" §5.5.3: older ones are answered with it.
      if (index >= 0) awaited = awaited.slice(index + 1);
    } else if (message.type === 'close') {
      const { statusCode, reason } = message;
      const step = closeReceived(connection, { statusCode, reason }, events, outbound, now);
      return ifEnded(step, connection.held, now);
    } else {
      events.push(message);
    }
  }
  const { pings } = connection;
  const next = awaited === pings.awaited ? connection : { ...connection, pings: { ...pings, awaited } };
  const { violation } = decoded;
  const step =
    violation === null
      ? stepTo(next, events, outbound, 'keep-open')
      : fail(next, violation, events, outbound, now);
  return ifEnded(step, connection.held, now);
}

/**
 * Once all that was held is read, the end of the transport that came meanwhile counts. It is told in a call of
 * its own: the messages before it are still to be read by somebody who may be slow.
 */
function ifEnded(step: Step, held: Held, now: number): Step {
  if (held.ended === null || held.paused || isHolding(step.connection.held)) return step;
  if (step.connection.held.ended !== null && step.events.length > 0) return step;
  const [cause, happening, order] = ends[held.ended];
  return close(step.connection, cause, happening, order, step.events, step.outbound, now);
}

/** What is told once all that came before the end has been read. */
const ends = {
  ended: ['transport-ended', 'ended', 'close'],
  broken: ['transport-broken', 'ended', 'close'],
  stalled: ['transport-stalled', 'ended', 'close'],
  'timed-out': ['close-timeout', 'timed-out', 'abort'],
} as const;

function pongEvent(message: PongMessage, ping: AwaitedPong | undefined, now: number): ConnectionEvent {
  const roundTrip = ping === undefined ? null : now - ping.sentAt;
  return { type: 'pong', applicationData: message.applicationData, roundTrip };
}

function equal(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((octet, index) => octet === right[index]);
}
