/**
 * Octets to whole frames, incrementally (RFC 6455 §5.2). Judges frames one by one; what a sequence of frames
 * means is the business of `message/`.
 *
 * @module
 */

import { believable, gather, gathered, gatherNothing } from '../bytes/gathered.ts';
import type { Gathered } from '../bytes/gathered.ts';
import { copyOf } from '../bytes/octets.ts';
import { plainPrimitives } from '../bytes/primitives.ts';
import type { Primitives } from '../bytes/primitives.ts';
import { defaultLimits, withLimits } from '../vocabulary/limits.ts';
import type { Limits } from '../vocabulary/limits.ts';
import type { Role } from '../vocabulary/role.ts';
import { violationAt } from '../vocabulary/violation.ts';
import type { Violation } from '../vocabulary/violation.ts';
import type { Frame, FrameHeader } from './frame.ts';
import { longestHeader, readHeader } from './header.ts';
import { notFollowed } from './header-rules.ts';
import type { HeaderRules } from './header-rules.ts';

/** Where decoding stands; a value. */
export interface FrameDecoder {
  readonly rules: HeaderRules;
  /** Whether payloads may be views of a chunk. */
  readonly owned: boolean;
  readonly primitives: Primitives;
  /** Octets read so far. */
  readonly offset: number;
  /** The octets of a header that is not complete yet. */
  readonly head: Uint8Array;
  /** The header of the frame whose payload is being read. */
  readonly header: FrameHeader | null;
  /** Its payload so far, as on the wire. */
  readonly payload: Gathered;
  /** Set once the peer has broken a rule: from then on nothing is read. */
  readonly violation: Violation | null;
}

/** How a decoder is to judge. */
export interface FrameDecoderOptions {
  /** Who reads: a server wants masked frames, a client unmasked ones (RFC 6455 §5.1). */
  readonly role: Role;
  readonly limits?: Partial<Limits>;
  /** The RSV bits that extensions use, as a number 0-7 (RSV1 = 4). */
  readonly reservedInUse?: number;
  /** Whether chunks are never written again (`owned`), so that unmasked payloads may be views of them. */
  readonly chunks?: 'borrowed' | 'owned';
  readonly primitives?: Partial<Primitives>;
}

/** What a chunk gave. */
export interface DecodedFrames {
  readonly decoder: FrameDecoder;
  readonly frames: readonly Frame[];
  readonly violation: Violation | null;
}

const nothing = /* @__PURE__ */ new Uint8Array(0);
const emptyPayload: Gathered = /* @__PURE__ */ gatherNothing(0);

/**
 * A decoder that has read nothing. Throws a `RangeError` for a limit that is no limit.
 *
 * @example
 * ```ts
 * import { decodeFrames, frameDecoder } from '@sansws/core/frame';
 * import { deepEqual } from 'node:assert/strict';
 * // A single-frame unmasked text message, RFC 6455 §5.7, in two chunks.
 * const one = decodeFrames(frameDecoder({ role: 'client' }), Uint8Array.of(0x81, 0x05, 0x48, 0x65));
 * deepEqual(one.frames, []);
 * const two = decodeFrames(one.decoder, Uint8Array.of(0x6c, 0x6c, 0x6f));
 * deepEqual(two.frames, [
 *   { fin: true, reserved: 0, opcode: 1, payload: Uint8Array.of(0x48, 0x65, 0x6c, 0x6c, 0x6f) },
 * ]);
 * ```
 */
export function frameDecoder(options: FrameDecoderOptions): FrameDecoder {
  const limits = withLimits(defaultLimits(options.role), options.limits ?? {});
  const rules: HeaderRules = {
    masked: options.role === 'server',
    reservedInUse: options.reservedInUse ?? 0,
    limits,
  };
  return {
    rules,
    owned: options.chunks === 'owned',
    primitives: { ...plainPrimitives, ...options.primitives },
    offset: 0,
    head: nothing,
    header: null,
    payload: emptyPayload,
    violation: null,
  };
}

/**
 * Reads a chunk: the frames that it completes, unmasked and in memory of their own. After a violation the
 * decoder answers nothing more.
 *
 * @example
 * ```ts
 * import { decodeFrames, frameDecoder } from '@sansws/core/frame';
 * import { equal } from 'node:assert/strict';
 * const { violation } = decodeFrames(frameDecoder({ role: 'server' }), Uint8Array.of(0x81, 0x05));
 * equal(violation?.name, 'frame-not-masked');
 * equal(violation?.offset, 1);
 * ```
 */
export function decodeFrames(decoder: FrameDecoder, chunk: Uint8Array): DecodedFrames {
  if (decoder.violation !== null) return { decoder, frames: [], violation: null };
  const { rules, owned, primitives } = decoder;
  const frames: Frame[] = [];
  let { head, header, payload } = decoder;
  let at = 0;
  for (;;) {
    if (header === null) {
      const cut = head.length;
      const octets = cut === 0 ? chunk : joinHead(head, chunk, at);
      const reading = readHeader(octets, cut === 0 ? at : 0, octets.length, rules, notFollowed);
      if (reading.type === 'broken') {
        const violation = violationAt(reading.violation, decoder.offset + at - cut + reading.at);
        return { decoder: dead(decoder, violation), frames, violation };
      }
      if (reading.type === 'incomplete') {
        head = cut === 0 ? copyOf(chunk.subarray(at)) : octets;
        break;
      }
      at += reading.length - cut;
      head = nothing;
      header = reading.header;
    }
    const end = at + header.payloadLength - payload.length;
    if (end > chunk.length) {
      if (payload.length === 0) {
        const room = believable(header.payloadLength, chunk.length - at);
        payload = gatherNothing(room, primitives.allocateHeld);
      }
      payload = gather(payload, chunk, at, chunk.length, primitives.allocateHeld);
      break;
    }
    frames.push({
      fin: header.fin,
      reserved: header.reserved,
      opcode: header.opcode,
      payload: wholePayload(header, payload, chunk, at, end, owned, primitives),
    });
    at = end;
    header = null;
    payload = emptyPayload;
  }
  const offset = decoder.offset + chunk.length;
  const next = { rules, owned, primitives, offset, head, header, payload, violation: null };
  return { decoder: next, frames, violation: null };
}

/** The payload of a frame whose last octets are `chunk[from]` up to `chunk[to]`, unmasked. */
function wholePayload(
  header: FrameHeader,
  before: Gathered,
  chunk: Uint8Array,
  from: number,
  to: number,
  owned: boolean,
  primitives: Primitives,
): Uint8Array {
  const fresh = new Uint8Array(chunk.buffer, chunk.byteOffset + from, to - from);
  if (owned && !header.masked && before.length === 0) return fresh;
  const octets = primitives.allocate(header.payloadLength);
  const { length } = before;
  if (!header.masked) {
    if (length > 0) octets.set(gathered(before), 0);
    octets.set(fresh, length);
    return octets;
  }
  const key = header.maskingKey;
  if (length > 0) primitives.copyMasked(before.store, 0, length, octets, 0, key, 0);
  primitives.copyMasked(chunk, from, to, octets, length, key, length);
  return octets;
}

/** A decoder that reads nothing more and holds nothing. */
function dead(decoder: FrameDecoder, violation: Violation): FrameDecoder {
  const { rules, owned, primitives } = decoder;
  // Where the fault is, however the octets were cut into chunks.
  const { offset } = violation;
  return { rules, owned, primitives, offset, head: nothing, header: null, payload: emptyPayload, violation };
}

/** The octets of a cut header and those after it in the chunk, as many as a header can have. */
export function joinHead(head: Uint8Array, chunk: Uint8Array, at: number): Uint8Array {
  const fresh = chunk.subarray(at, at + longestHeader - head.length);
  const joined = new Uint8Array(head.length + fresh.length);
  joined.set(head, 0);
  joined.set(fresh, head.length);
  return joined;
}
