/**
 * Outbound frames and masking keys to octets to write (RFC 6455 §5.2, §5.3).
 *
 * Many small frames share one buffer, so that one write carries them all; a large payload that needs no
 * masking goes out by reference as a segment of its own (docs/decisions/0006-segments.md).
 *
 * @module
 */

import { plainPrimitives } from '../bytes/primitives.ts';
import type { Primitives } from '../bytes/primitives.ts';
import { refusalOf } from '../vocabulary/refusal.ts';
import type { Refusal } from '../vocabulary/refusal.ts';
import { failure, success } from '../vocabulary/result.ts';
import type { Result } from '../vocabulary/result.ts';
import { headerLength, longestHeader, writeHeader, writeUnsigned32 } from './header.ts';
import type { Outbound, OutboundFrame } from './outbound.ts';

/** Text from here on is taken for ASCII at first, for three octets a character would be too much room. */
const longText = 1_024;

/** Text up to here is written by hand: no call into the encoder is as cheap. */
const shortText = 40;

/** Up to here octets are copied by hand: a call costs more. */
const few = 32;

/** The shared buffer grows to at most this; what does not fit begins another. */
const largestBuffer = 131_072;

/**
 * The segments to write, in order. Each frame with `masked` takes the next of `maskingKeys`, from index
 * `firstKey` on; a key must come fresh from a strong source of entropy and be used once (RFC 6455 §10.3).
 *
 * A segment may be the very memory of a payload: write it before that memory changes.
 *
 * Refuses (`masking-key-missing`) when there are too few keys; then nothing is encoded.
 *
 * @example
 * ```ts
 * import { encode } from '@sansws/core/frame';
 * import { deepEqual } from 'node:assert/strict';
 * const hello = { type: 'frame', fin: true, reserved: 0, opcode: 1, masked: true, payload: 'Hello' } as const;
 * const segments = encode([hello], Uint32Array.of(0x37fa213d)); // RFC 6455 §5.7
 * deepEqual(segments.ok && segments.value.map((segment) => [...segment]), [
 *   [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58],
 * ]);
 * ```
 */
export function encode(
  outbound: readonly Outbound[],
  maskingKeys: Uint32Array,
  firstKey = 0,
  primitives: Primitives = plainPrimitives,
): Result<readonly Uint8Array[], Refusal> {
  const count = outbound.length;
  const { copyBelow } = primitives;
  // One pass for the room that all need at most, one pass to write.
  let room = 0;
  let keys = 0;
  for (let index = 0; index < count; index++) {
    const item = outbound[index] as Outbound;
    room += roomFor(item, copyBelow);
    if (item.type === 'frame' && item.masked) keys++;
  }
  if (firstKey + keys > maskingKeys.length) {
    return failure(
      refusalOf('masking-key-missing', `${keys} needed, ${maskingKeys.length - firstKey} given`),
    );
  }

  const alone =
    count === 1 ? shortTextAlone(outbound[0] as Outbound, maskingKeys, firstKey, primitives) : null;
  if (alone !== null) return success([alone]);

  const fits = room <= largestBuffer;
  let segments: Uint8Array[] | null = null;
  let buffer = primitives.allocate(fits ? room : largestBuffer);
  let begun = 0; // where the segment under way begins in the buffer
  let at = 0;
  let nextKey = firstKey;
  for (let index = 0; index < count; index++) {
    const item = outbound[index] as Outbound;
    if (!fits) {
      const need = roomFor(item, copyBelow);
      if (at + need > buffer.length) {
        if (at > begun) segments = add(segments, segmentOf(buffer, begun, at));
        buffer = primitives.allocate(Math.max(need, Math.min(room, largestBuffer)));
        begun = at = 0;
      }
      room -= need;
    }
    if (item.type === 'octets') {
      if (item.octets.length < copyBelow) {
        buffer.set(item.octets, at);
        at += item.octets.length;
      } else {
        if (at > begun) segments = add(segments, segmentOf(buffer, begun, at));
        begun = at;
        segments = add(segments, item.octets);
      }
      continue;
    }
    const key = item.masked ? (maskingKeys[nextKey++] as number) : 0;
    const payload = item.payload;
    if (typeof payload === 'string') {
      const after = writeText(buffer, at, item, payload, key, primitives);
      if (after > at) {
        at = after;
        continue;
      }
    }
    const octets = typeof payload === 'string' ? encodedLong(payload, primitives) : payload;
    at = writeFrameHead(buffer, at, item, octets.length, key);
    if (octets.length < copyBelow) {
      writePayload(buffer, at, octets, item.masked, key, primitives);
      at += octets.length;
      continue;
    }
    // Text was just encoded into memory of our own; a caller's payload is copied before it is masked.
    const segment = item.masked ? maskedCopy(octets, typeof payload === 'string', key, primitives) : octets;
    const head = segmentOf(buffer, begun, at);
    begun = at;
    if (segments === null) segments = [head, segment];
    else segments.push(head, segment);
  }
  if (at > begun) segments = add(segments, segmentOf(buffer, begun, at));
  return success(segments ?? []);
}

/** Made with its first element in it: an empty array that is pushed to makes room for seventeen. */
function add(segments: Uint8Array[] | null, segment: Uint8Array): Uint8Array[] {
  if (segments === null) return [segment];
  segments.push(segment);
  return segments;
}

/**
 * A frame of short text, which is taken for ASCII: then its memory is its segment, and nothing has to be cut off.
 * `null` for anything else.
 */
function shortTextAlone(
  item: Outbound,
  maskingKeys: Uint32Array,
  nextKey: number,
  primitives: Primitives,
): Uint8Array | null {
  if (item.type === 'octets') return null;
  const { payload, masked } = item;
  if (typeof payload !== 'string' || payload.length > shortText) return null;
  const key = masked ? (maskingKeys[nextKey] as number) : 0;
  const buffer = primitives.allocate(headerLength(payload.length, masked) + payload.length);
  const at = writeFrameHead(buffer, 0, item, payload.length, key);
  return writeAscii(buffer, at, payload, key) ? buffer : null;
}

/** How much of a shared buffer an item takes at most. */
function roomFor(item: Outbound, copyBelow: number): number {
  if (item.type === 'octets') return item.octets.length < copyBelow ? item.octets.length : 0;
  const { payload, masked } = item;
  if (typeof payload === 'string') {
    const { length } = payload;
    return longestHeader + (length < longText ? 3 * length : Math.max(length, copyBelow));
  }
  const { length } = payload;
  return headerLength(length, masked) + (length < copyBelow ? length : 0);
}

function segmentOf(buffer: Uint8Array, from: number, to: number): Uint8Array {
  // A buffer that came out full is its own segment; `subarray` keeps the kind of memory that a runtime writes best.
  return from === 0 && to === buffer.length ? buffer : buffer.subarray(from, to);
}

function writeFrameHead(
  buffer: Uint8Array,
  at: number,
  frame: OutboundFrame,
  length: number,
  key: number,
): number {
  const first = (frame.fin ? 0x80 : 0) | (frame.reserved << 4) | frame.opcode;
  const after = writeHeader(buffer, at, first, frame.masked, length);
  if (!frame.masked) return after;
  writeUnsigned32(buffer, after, key);
  return after + 4;
}

/** Writes a frame of text and gives the index after it; `at` itself if it is long and not ASCII. */
function writeText(
  buffer: Uint8Array,
  at: number,
  frame: OutboundFrame,
  text: string,
  key: number,
  primitives: Primitives,
): number {
  if (text.length < longText) return writeShortText(buffer, at, frame, text, key, primitives);
  const start = writeFrameHead(buffer, at, frame, text.length, key);
  const end = start + text.length;
  // Encoding into memory that is there costs a fraction of encoding into new memory.
  if (primitives.encodeTextInto(text, buffer.subarray(0, end), start) !== text.length) return at;
  if (frame.masked) maskThere(buffer, start, end, key, primitives);
  return end;
}

/** Long text that is not ASCII, in memory of our own. */
function encodedLong(text: string, primitives: Primitives): Uint8Array {
  const room = primitives.allocate(3 * text.length);
  return room.subarray(0, primitives.encodeTextInto(text, room, 0));
}

/** A frame of text: written where it belongs if its length is what it seems, moved if not. */
function writeShortText(
  buffer: Uint8Array,
  at: number,
  frame: OutboundFrame,
  text: string,
  key: number,
  primitives: Primitives,
): number {
  const guess = text.length;
  const start = writeFrameHead(buffer, at, frame, guess, key);
  if (guess <= shortText && writeAscii(buffer, start, text, key)) return start + guess;
  const length = primitives.encodeTextInto(text, buffer, start);
  let payloadStart = start;
  if (length !== guess) {
    // Not ASCII: the length is another, and the header may even need more octets.
    const moved = start + (length < 126 || guess >= 126 ? 0 : 2);
    if (moved !== start) buffer.copyWithin(moved, start, start + length);
    payloadStart = writeFrameHead(buffer, at, frame, length, key);
  }
  if (frame.masked) maskThere(buffer, payloadStart, payloadStart + length, key, primitives);
  return payloadStart + length;
}

/** Writes ASCII text, masked on the way (by 0 for not at all); false if there is another character in it. */
function writeAscii(buffer: Uint8Array, at: number, text: string, maskingKey: number): boolean {
  const length = text.length;
  for (let index = 0, key = maskingKey; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return false;
    buffer[at + index] = code ^ (key >>> 24);
    key = (key << 8) | (key >>> 24);
  }
  return true;
}

/** Copies a payload into a shared buffer, masked on the way: a few octets by hand. */
function writePayload(
  buffer: Uint8Array,
  at: number,
  octets: Uint8Array,
  masked: boolean,
  maskingKey: number,
  primitives: Primitives,
): void {
  const length = octets.length;
  if (length > few) {
    if (masked) primitives.copyMasked(octets, 0, length, buffer, at, maskingKey, 0);
    else buffer.set(octets, at);
    return;
  }
  for (let index = 0, key = maskingKey; index < length; index++) {
    buffer[at + index] = (octets[index] as number) ^ (key >>> 24);
    key = (key << 8) | (key >>> 24);
  }
}

/** Masks octets where they stand. */
function maskThere(
  buffer: Uint8Array,
  from: number,
  to: number,
  maskingKey: number,
  primitives: Primitives,
): void {
  primitives.copyMasked(buffer, from, to, buffer, from, maskingKey, 0);
}

/** A large payload masked, in memory of our own. */
function maskedCopy(octets: Uint8Array, ours: boolean, key: number, primitives: Primitives): Uint8Array {
  const { length } = octets;
  const own = ours ? octets : primitives.allocate(length);
  primitives.copyMasked(octets, 0, length, own, 0, key, 0);
  return own;
}
