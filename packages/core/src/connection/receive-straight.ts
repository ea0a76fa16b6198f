/**
 * The straight way in: octets that an open connection reads without having to think of anything else.
 *
 * Nearly every chunk is one message, a few, or more of a large one, and comes while nothing is held and no Ping of
 * keepalive is unanswered. What is not so is left to `receive.ts`, the slow twin, which knows all the rules. What is
 * here is short because engines make one function of short ones: 8 ns of the 60 that a small message costs.
 *
 * @module
 */

import { betweenMessages } from '../message/inbound.ts';
import type { Inbound, InboundRules } from '../message/inbound.ts';
import { takeInside } from '../message/inside-payload.ts';
import type { Message } from '../message/message.ts';
import { takeOnlyFrame } from '../message/only-frame.ts';
import { mayHurry, takeWholeFrames } from '../message/whole-frames.ts';
import { isHolding, nothingHeld } from './connection.ts';
import type { Connection, Held } from './connection.ts';
import type { ConnectionEvent } from './event.ts';
import { noEvents, noOutbound } from './step.ts';
import type { Step } from './step.ts';

/** A chunk up to here is looked at in the hope that it holds whole messages; if not, little work was lost. */
const littleChunk = 4_096;

/**
 * The step to where an open connection stands after a chunk of whole messages, or after one that lies inside a payload;
 * `null` if there is anything else to it: then nothing has happened.
 */
export function receiveStraight(connection: Connection, chunk: Uint8Array, now: number): Step | null {
  const { length } = chunk;
  const { inbound, phase, held, pings } = connection;
  if (phase.type !== 'open' || isHeldUp(held) || pings.unansweredSince !== null || length === 0) {
    return null;
  }
  const rules = connection.settings.inbound;
  if (inbound.position !== betweenMessages) {
    const inside = takeInside(inbound, rules, chunk);
    // No sign of life before a frame is complete.
    return inside === null ? null : stepOn(connection, inside, noEvents, connection.heardAt, now);
  }
  if (length > littleChunk || !mayHurry(rules)) return null;
  const only = takeOnlyFrame(chunk, rules);
  const messages = only === null ? takeAll(chunk, rules) : [only];
  if (messages === null) return null;
  const { states } = inbound;
  const next = { offset: inbound.offset + length, position: betweenMessages, uncounted: 0, states };
  return stepOn(connection, next, messages as readonly ConnectionEvent[], now, now);
}

/** Whether something comes before what comes now. What was held once and is read counts no more. */
function isHeldUp(held: Held): boolean {
  return held !== nothingHeld && (held.paused || held.ended !== null || isHolding(held));
}

/** The messages of a chunk of nothing else. */
function takeAll(chunk: Uint8Array, rules: InboundRules): readonly Message[] | null {
  const taken = takeWholeFrames(chunk, 0, rules, null, rules.limits.eventsPerCall);
  return taken.next === chunk.length ? taken.messages : null;
}

/** What `stepTo` gives where nothing is held, nothing to be sent and no Ping unanswered. */
function stepOn(
  { role, settings, phase, outbound, pings }: Connection,
  inbound: Inbound,
  events: readonly ConnectionEvent[],
  heardAt: number,
  now: number,
): Step {
  const connection = { role, settings, phase, inbound, outbound, held: nothingHeld, pings, heardAt, now };
  const { keepalive } = settings;
  const deadline = keepalive === null ? Infinity : heardAt + keepalive.interval;
  return { connection, events, outbound: noOutbound, transport: 'keep-open', deadline, more: false };
}
