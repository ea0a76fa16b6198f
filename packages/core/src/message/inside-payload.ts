/**
 * The lean lane: a chunk that lies wholly inside the payload of a data frame, neither its first octet nor its last.
 *
 * A large message that comes in small chunks is little else. Here a chunk makes no more than the records in which the
 * state stands; `decoder.ts` does the same and more, and the law of chunk independence compares the two.
 *
 * @module
 */

import { isControl } from '../vocabulary/opcode.ts';
import { goesStraight, withPayload } from './assembler.ts';
import { nothing } from './inbound.ts';
import type { Inbound, InboundRules } from './inbound.ts';

/**
 * Where receiving stands after a chunk that gives nothing but more of a payload; `null` if it may give anything else,
 * a fault for instance: then nothing has happened.
 */
export function takeInside(state: Inbound, rules: InboundRules, chunk: Uint8Array): Inbound | null {
  const { header, received, message } = state.position;
  if (header === null || message === null || isControl(header.opcode) || !goesStraight(rules)) return null;
  const after = received + chunk.length;
  if (after >= header.payloadLength) return null;
  const next = withPayload(message, header, received, chunk, 0, chunk.length, rules);
  if (next.utf8 < 0) return null;
  return {
    offset: state.offset + chunk.length,
    position: { head: nothing, header, received: after, control: nothing, message: next },
    states: state.states,
  };
}
