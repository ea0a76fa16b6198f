/**
 * The lane for small fragments (RFC 6455 §5.4): frames that go on with a message and do not end it, whole in a chunk,
 * one after the other.
 *
 * As `whole-frames.ts` it decides nothing, it only hurries: what is anything else, or breaks a rule, is left where it
 * is for `decoder.ts`. The law of chunk independence compares the two.
 *
 * @module
 */

import { makeRoom } from '../bytes/gathered.ts';
import type { Gathered } from '../bytes/gathered.ts';
import { copyMaskedByHand } from '../bytes/masking.ts';
import { betweenCharacters, validateUtf8 } from '../bytes/utf8.ts';
import { unsigned32 } from '../frame/header.ts';
import { octetsPerFragment } from '../vocabulary/limits.ts';
import { opcodes } from '../vocabulary/opcode.ts';
import type { InboundRules, MessageUnderWay } from './inbound.ts';

/** What was taken from a chunk. */
export interface SmallFragments {
  /** The index of the first octet that was not taken. */
  readonly next: number;
  /** The message with the fragments that were taken. */
  readonly message: MessageUnderWay;
}

/** Reads as many such frames from `chunk[start]` on as there are. Only where octets are gathered as they come. */
export function takeSmallFragments(
  before: MessageUnderWay,
  chunk: Uint8Array,
  start: number,
  rules: InboundRules,
): SmallFragments {
  const end = chunk.length;
  const { masked, limits } = rules;
  const { allocateHeld } = rules.primitives;
  const maskBit = masked ? 0x80 : 0;
  const headerLength = masked ? 6 : 2;
  const isText = before.opcode === opcodes.text;
  let { fragments, octets, utf8 } = before;
  let { length } = before.gathered;
  let all: Gathered | null = null;
  let at = start;
  // No FIN, no RSV bit, continuation: 00.
  while (end - at >= headerLength && chunk[at] === 0) {
    const second = chunk[at + 1] as number;
    const size = second & 0x7f;
    const payload = at + headerLength;
    const next = payload + size;
    if ((second & 0x80) !== maskBit || size > 125 || next > end) break;
    if (size > limits.framePayload || octets + size > limits.messagePayload) break;
    if (fragments + 1 > limits.fragments + (octets + size) / octetsPerFragment) break;
    // At once for all that the chunk can still hold; what is not needed is given back below.
    all ??= makeRoom(before.gathered, end - payload, allocateHeld, before.octets, limits.messagePayload);
    const key = masked ? unsigned32(chunk, payload - 4) : 0;
    const isAscii = copyMaskedByHand(chunk, payload, next, all.store, length, key, 0);
    if (isText && (!isAscii || utf8 !== betweenCharacters)) {
      const state = validateUtf8(utf8, all.store, length, length + size);
      if (state < 0) break;
      utf8 = state;
    }
    fragments++;
    octets += size;
    length += size;
    at = next;
  }
  if (all === null) return { next: start, message: before };
  const { store, mark } = all;
  // Nobody has seen the value with all that room: so far the store is written, as far as anybody knows.
  mark[0] = length;
  const message: MessageUnderWay = {
    opcode: before.opcode,
    fragments,
    octets,
    reserved: before.reserved,
    begun: true,
    inflated: length,
    utf8,
    full: before.full,
    gathered: { store, mark, length },
  };
  return { next: at, message };
}
