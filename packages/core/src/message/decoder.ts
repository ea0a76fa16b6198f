/**
 * Octets to messages (RFC 6455 §6.2): the loop over frames, cut anywhere.
 *
 * @module
 */

import { mask } from '../bytes/masking.ts';
import { copyOf } from '../bytes/octets.ts';
import { closeBodyFault, decodeCloseBody } from '../frame/close-body.ts';
import { joinHead } from '../frame/decoder.ts';
import type { FrameHeader } from '../frame/frame.ts';
import { headerLength, longestHeader, readHeader } from '../frame/header.ts';
import { noMessage } from '../frame/header-rules.ts';
import { isControl, opcodes } from '../vocabulary/opcode.ts';
import { violationAt } from '../vocabulary/violation.ts';
import type { Violation } from '../vocabulary/violation.ts';
import { takePayload, withFrame } from './assembler.ts';
import { betweenMessages, nothing, positionOf } from './inbound.ts';
import type { Inbound, InboundRules, MessageUnderWay } from './inbound.ts';
import type { Message } from './message.ts';
import { takeSmallFragments } from './small-fragments.ts';
import { mayHurry, takeWholeFrames } from './whole-frames.ts';

/** What a chunk gave. */
export interface Decoded {
  readonly inbound: Inbound;
  readonly messages: readonly Message[];
  /** The index of the first octet of the chunk that was not read: after a Close, or when the budget is spent. */
  readonly next: number;
  readonly violation: Violation | null;
  /** Whether a Close came, the last of `messages`. */
  readonly closed: boolean;
  /** Whether there is anything but text and binary among `messages`. */
  readonly control: boolean;
  /** Frames that were completed: a sign of life. */
  readonly heard: boolean;
}

/** So much may come out of extensions in one call, however little one message may hold. */
const leastRoom = 65_536;

/**
 * Reads `chunk[start]` and on, until the chunk ends, a Close came, a rule is broken, or there are `budget`
 * messages. With extensions also until as much came out as one message may hold: 64 KiB of compressed messages can be
 * 62 MiB.
 */
export function decodeMessages(
  state: Inbound,
  rules: InboundRules,
  chunk: Uint8Array,
  start: number,
  budget: number,
): Decoded {
  let out: Message[] | null = null;
  const end = chunk.length;
  const base = state.offset - start;
  const fast = mayHurry(rules);
  let { states } = state;
  let { head, header, received, control, message } = positionOf(state);
  let violation: Violation | null = null;
  let closed = false;
  let controls = false;
  let heard = false;
  let at = start;
  let room = rules.sessions.length === 0 ? Infinity : Math.max(rules.limits.inflatedPayload, leastRoom);
  for (;;) {
    if (header === null) {
      if (out !== null && (out.length >= budget || room <= 0)) break;
      if (fast && message === null && head.length === 0) {
        const taken = takeWholeFrames(chunk, at, rules, out, budget);
        if (taken.next > at) heard = true;
        at = taken.next;
        out = taken.messages;
        if (at === end || (out !== null && out.length >= budget)) break;
      }
      if (fast && message !== null && head.length === 0) {
        const taken = takeSmallFragments(message, chunk, at, rules);
        if (taken.next > at) heard = true;
        at = taken.next;
        message = taken.message;
      }
      if (at === end) break;
      const cut = head.length;
      const octets = cut === 0 ? chunk : joinHead(head, chunk, at);
      const from = cut === 0 ? at : 0;
      const reading = readHeader(octets, from, octets.length, rules, message ?? noMessage);
      if (reading.type === 'broken') {
        violation = violationAt(reading.violation, base + at - cut + reading.at);
        break;
      }
      if (reading.type === 'incomplete') {
        head = cut === 0 ? copyOf(chunk.subarray(at, at + longestHeader)) : octets;
        at = end;
        break;
      }
      at += reading.length - cut;
      header = reading.header;
      head = nothing;
      received = 0;
      if (!isControl(header.opcode)) message = withFrame(message, header, rules, end - at);
    }

    const left = header.payloadLength - received;
    const to = end - at < left ? end : at + left;
    const complete = to - at === left;
    if (isControl(header.opcode)) {
      control = extend(control, chunk, at, to, header, received);
      if (header.opcode === opcodes.close) {
        const bad = closeBodyFault(control, complete);
        if (bad !== null) {
          violation = violationAt(bad.violation, base + at - received + bad.at);
          break;
        }
      }
      if (complete) {
        controls = true;
        out ??= [];
        closed = deliverControl(header, control, out);
        control = nothing;
      }
    } else {
      out ??= [];
      const final = complete && header.fin;
      const told = out.length;
      // The header of a data frame has begun a message, or gone on with one.
      const begun = message as MessageUnderWay;
      const taken = takePayload(begun, states, header, received, chunk, at, to, final, rules, out);
      states = taken.states;
      if (taken.violation !== null) {
        const place = taken.at ?? at - received - headerLength(header.payloadLength, header.masked);
        violation = violationAt(taken.violation, base + place);
        break;
      }
      message = taken.message;
      if (room < Infinity) room -= octetsIn(out, told);
    }
    received += to - at;
    at = to;
    if (!complete) break;
    header = null;
    received = 0;
    heard = true;
    if (closed) break;
  }
  const between = header === null && message === null && head.length === 0;
  const position = between ? betweenMessages : { head, header, received, control, message };
  // A fault ends reading where it is, however the octets were cut into chunks.
  const offset = violation === null ? base + at : violation.offset;
  const inbound: Inbound = { offset, position, uncounted: 0, states };
  return { inbound, messages: out ?? noMessages, next: at, violation, closed, control: controls, heard };
}

const noMessages: readonly Message[] = [];

/** How much the data messages from `index` on hold: octets, or characters of text. */
function octetsIn(messages: readonly Message[], index: number): number {
  let octets = 0;
  for (let next = index; next < messages.length; next++) {
    const message = messages[next] as { readonly data: Uint8Array } | { readonly text: string };
    octets += 'data' in message ? message.data.length : message.text.length;
  }
  return octets;
}

/** The payload of a control frame, unmasked, with more of it: at most 125 octets, so copying is cheap. */
function extend(
  control: Uint8Array,
  chunk: Uint8Array,
  from: number,
  to: number,
  header: FrameHeader,
  received: number,
): Uint8Array {
  const fresh = mask(chunk.subarray(from, to), header.maskingKey, received);
  if (control.length === 0) return fresh;
  const joined = new Uint8Array(control.length + fresh.length);
  joined.set(control, 0);
  joined.set(fresh, control.length);
  return joined;
}

/** Puts a complete control frame among the messages; tells whether it is a Close. */
function deliverControl(header: FrameHeader, payload: Uint8Array, out: Message[]): boolean {
  if (header.opcode === opcodes.close) {
    const { statusCode, reason } = decodeCloseBody(payload);
    out.push({ type: 'close', statusCode, reason });
    return true;
  }
  const type = header.opcode === opcodes.ping ? 'ping' : 'pong';
  out.push({ type, applicationData: payload });
  return false;
}
