/**
 * The lean lane: a chunk that lies wholly inside the payload of a data frame, neither its first octet nor its last.
 *
 * A large message that comes in small chunks is little else. Here a chunk makes no more than the records in which the
 * state stands; `decoder.ts` does the same and more, and the law of chunk independence compares the two.
 *
 * @module
 */

import { claimRoom } from '../bytes/gathered.ts';
import { isControl, opcodes } from '../vocabulary/opcode.ts';
import { fill, goesStraight, withPayload } from './assembler.ts';
import { nothing, positionOf } from './inbound.ts';
import type { Inbound, InboundRules, MessageUnderWay } from './inbound.ts';

/**
 * Where receiving stands after a chunk that gives nothing but more of a payload; `null` if it may give anything else,
 * a fault for instance: then nothing has happened.
 */
export function takeInside(state: Inbound, rules: InboundRules, chunk: Uint8Array): Inbound | null {
  const { position, uncounted, states } = state;
  const { header, message } = position;
  if (header === null || message === null || isControl(header.opcode) || !goesStraight(rules)) return null;
  const { length } = chunk;
  const received = position.received + uncounted;
  if (received + length >= header.payloadLength) return null;
  const offset = state.offset + length;
  const before = message.gathered.length + uncounted;
  // Whether text is text stands in its record, so only what is binary need not be counted.
  if (message.opcode === opcodes.binary && claimRoom(message.gathered, before, length)) {
    fill(message.gathered.store, before, chunk, 0, length, header, received, rules);
    return { offset, position, uncounted: uncounted + length, states };
  }
  const { message: counted } = positionOf(state) as { readonly message: MessageUnderWay };
  const next = withPayload(counted, header, received, chunk, 0, length, rules);
  if (next.utf8 < 0) return null;
  const after = { head: nothing, header, received: received + length, control: nothing, message: next };
  return { offset, position: after, uncounted: 0, states };
}
