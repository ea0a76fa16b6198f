/**
 * Payloads so small that a loop beats every call: copied and unmasked octet by octet, texts put together by hand.
 *
 * @module
 */

import { copyMaskedByHand } from '../bytes/masking.ts';
import type { Primitives } from '../bytes/primitives.ts';

/** Text up to this many octets becomes a string by hand, without a call into the decoder. */
export const shortText = 16;

/**
 * Up to so many characters engines copy when a string is put together of pieces; beyond, they keep the pieces, and
 * whoever reads the string pays for joining them.
 */
const rope = 12;

/**
 * A payload up to here is copied by hand into a small array of its own: engines keep those on their own heap,
 * where making one costs less than a view, and it holds on to nothing else.
 */
export const tiny = 32;

/**
 * A payload that is alone in its chunk is copied by hand up to here: looking at chunk and target as words costs
 * as much as 200 octets.
 */
export const longestByHand = 256;

/** Memory for one payload of its own. An empty array is no small one: V8 takes 200 ns to make it. */
export function memoryFor(length: number, primitives: Primitives): Uint8Array {
  return length <= tiny && length > 0 ? new Uint8Array(length) : primitives.allocate(length);
}

/** The payload of an unmasked frame in a chunk that may be written again: in memory of its own. */
export function plainCopy(chunk: Uint8Array, at: number, length: number, primitives: Primitives): Uint8Array {
  const octets = memoryFor(length, primitives);
  if (length <= tiny) copyMaskedByHand(chunk, at, at + length, octets, 0, 0, 0);
  else octets.set(new Uint8Array(chunk.buffer, chunk.byteOffset + at, length), 0);
  return octets;
}

/** A short text by hand, masked with the key (0 for none), or `null` if it is not ASCII throughout. */
export function shortTextOf(
  chunk: Uint8Array,
  at: number,
  length: number,
  maskingKey: number,
): string | null {
  if (length > rope) return shortTextAtOnce(chunk, at, length, maskingKey);
  const key0 = maskingKey >>> 24;
  const key1 = (maskingKey >>> 16) & 0xff;
  const key2 = (maskingKey >>> 8) & 0xff;
  const key3 = maskingKey & 0xff;
  const to = at + length;
  let text = '';
  let index = at;
  for (; index + 3 < to; index += 4) {
    const a = (chunk[index] as number) ^ key0;
    const b = (chunk[index + 1] as number) ^ key1;
    const c = (chunk[index + 2] as number) ^ key2;
    const d = (chunk[index + 3] as number) ^ key3;
    if (((a | b | c | d) & 0x80) !== 0) return null;
    text += String.fromCharCode(a, b, c, d);
  }
  for (let key = maskingKey; index < to; index++) {
    const octet = (chunk[index] as number) ^ (key >>> 24);
    if (octet > 0x7f) return null;
    text += String.fromCharCode(octet);
    key <<= 8;
  }
  return text;
}

/** The same with all characters in one call. */
function shortTextAtOnce(chunk: Uint8Array, at: number, length: number, maskingKey: number): string | null {
  // Made in its size: one that grows costs half as much again.
  const characters = new Array<number>(length);
  let seen = 0;
  for (let index = 0; index < length; index++) {
    const octet = (chunk[at + index] as number) ^ ((maskingKey >>> (24 - ((index & 3) << 3))) & 0xff);
    seen |= octet;
    characters[index] = octet;
  }
  return seen > 0x7f ? null : String.fromCharCode(...characters);
}
