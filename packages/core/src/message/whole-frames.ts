/**
 * The fast lane: whole, unfragmented data frames that lie complete in a chunk, one after the other.
 *
 * Everything else (a cut frame, a control frame, a fragment, any fault) is left where it is for
 * `decoder.ts`, which knows all the rules. So this loop decides nothing; it only hurries. Its slow twin is
 * the decoder without it, and the law of chunk independence compares the two.
 *
 * @module
 */

import { copyMasked, copyMaskedWords, wordKeyOf } from '../bytes/masking.ts';
import type { Primitives } from '../bytes/primitives.ts';
import { unsigned32 } from '../frame/header.ts';
import type { InboundRules } from './inbound.ts';
import type { Message } from './message.ts';

/** Text up to this many octets becomes a string by hand, without a call into the decoder. */
const shortText = 16;

/**
 * Up to so many characters engines copy when a string is put together of pieces; beyond, they keep the pieces, and
 * whoever reads the string pays for joining them.
 */
const rope = 12;

/**
 * A payload up to here is copied by hand into a small array of its own: engines keep those on their own heap,
 * where making one costs less than a view, and it holds on to nothing else.
 */
const tiny = 32;

/**
 * A payload that is alone in its chunk is copied by hand up to here: looking at chunk and target as words costs
 * as much as 200 octets.
 */
const fewWords = 256;

/** How many octets besides the payload the words may hold in which it lies. */
const edges = 6;

/** A payload from here on gets memory of its own; smaller ones of a chunk share a slab. */
const ownMemory = 4_096;

/** The first slab of a chunk: what one small message that is kept can hold on to. */
const firstSlab = 8_192;

/** The largest slab, for chunks that are full of small messages. */
const largestSlab = 65_536;

const noOctets = /* @__PURE__ */ new Uint8Array(0);
const noMemory = /* @__PURE__ */ new ArrayBuffer(0);
const noWords = /* @__PURE__ */ new Int32Array(noMemory);

/** What was taken from a chunk. */
export interface WholeFrames {
  /** The index of the first octet that was not taken. */
  readonly next: number;
  /** The messages so far; `null` while there is none. */
  readonly messages: Message[] | null;
}

/**
 * Whether the fast lane may be taken: extensions and parts want to see every payload, it knows neither, nor that
 * one frame can be too many.
 */
export function mayHurry(rules: InboundRules): boolean {
  return !rules.parts && rules.sessions.length === 0 && rules.limits.fragments > 0;
}

/**
 * Reads as many whole data frames from `chunk[start]` on as there are, up to `budget` messages, and puts them
 * to those in `before`.
 */
export function takeWholeFrames(
  chunk: Uint8Array,
  start: number,
  rules: InboundRules,
  before: Message[] | null,
  budget: number,
): WholeFrames {
  const end = chunk.length;
  const { masked, owned, primitives } = rules;
  const most = Math.min(rules.limits.framePayload, rules.limits.messagePayload);
  const maskBit = masked ? 0x80 : 0;
  // Asking a typed array for its buffer costs as much as 100 octets: only views need to ask.
  const memory = masked ? noMemory : chunk.buffer;
  const base = chunk.byteOffset;
  let words: Int32Array = noWords;
  // Fresh memory that the small payloads of this chunk share; each region is handed out once.
  let slabMemory: ArrayBufferLike = noMemory;
  let slabWords: Int32Array = noWords;
  let slabSize = firstSlab;
  // Places in that memory: of the first word that is free, and of the end.
  let used = 0;
  let slabEnd = 0;
  let at = start;
  // Made with its first message in it: an empty array that is pushed to makes room for seventeen.
  let messages = before;
  let left = budget - (before === null ? 0 : before.length);
  for (; end - at >= 2 && left > 0; left--) {
    const first = chunk[at] as number;
    // FIN, no RSV bit, text or binary: 81 or 82.
    if (first !== 0x81 && first !== 0x82) break;
    const second = chunk[at + 1] as number;
    if ((second & 0x80) !== maskBit) break;
    let length = second & 0x7f;
    let payload = at + 2;
    if (length > 125) {
      if (length === 126) {
        if (end - at < 4) break;
        length = ((chunk[at + 2] as number) << 8) | (chunk[at + 3] as number);
        if (length < 126) break;
        payload = at + 4;
      } else {
        // No chunk holds 4 GiB, so the upper half of the length is 0 or the frame is not whole.
        if (end - at < 10 || unsigned32(chunk, at + 2) !== 0) break;
        length = unsigned32(chunk, at + 6);
        if (length < 65_536) break;
        payload = at + 10;
      }
    }
    if (masked) payload += 4;
    const next = payload + length;
    if (next > end || length > most) break;

    const key = masked ? unsigned32(chunk, payload - 4) : 0;
    const isText = first === 0x81;
    let text = isText && length <= shortText ? shortTextOf(chunk, payload, length, key) : null;
    let octets: Uint8Array = noOctets;
    if (text === null) {
      if (!masked) {
        // Text is read where it lies; only octets that are delivered need memory of their own.
        octets =
          isText || owned
            ? new Uint8Array(memory, base + payload, length)
            : plainCopy(chunk, payload, length, primitives);
      } else if (words === noWords && next === end && length <= fewWords) {
        // Alone in its chunk, which has not been looked at as words: that and making a slab cost more.
        octets = copyByHand(chunk, payload, memoryFor(length, primitives), key);
      } else if (length >= ownMemory) {
        octets = primitives.allocate(length);
        copyMasked(chunk.subarray(payload, next), octets, key, primitives.maskInPlace);
      } else {
        if (words === noWords) words = wordsOf(chunk);
        if (used + length + edges > slabEnd) {
          // Enough for this payload, and for what else the chunk may hold; twice as much as the last one, which
          // is full: so a message that is kept holds on to little more than came with it.
          const slab = primitives.allocate(Math.max(length, Math.min(end - payload, slabSize)) + edges + 3);
          slabSize = Math.min(2 * slabSize, largestSlab);
          slabMemory = slab.buffer;
          slabWords = wordsOf(slab);
          slabEnd = slab.byteOffset + slab.length;
          used = (slab.byteOffset + 3) & ~3;
        }
        // The same place within a word as in the chunk, so that whole words can be copied, the octets at their
        // edges with them: before it lies its own header, behind it what the chunk goes on with, if it does.
        const lead = (base + payload) & 3;
        const place = used + lead;
        const whole = (base + next + 3) >> 2;
        const to = whole << 2 <= base + end ? whole : whole - 1;
        const from = (base + payload) >> 2;
        copyMaskedWords(words, from, to, slabWords, used >> 2, wordKeyOf(key, lead));
        octets = new Uint8Array(slabMemory, place, length);
        // The last word is cut where the chunk ends.
        if (to < whole) copyTailByHand(chunk, payload, Math.max((to << 2) - base - payload, 0), octets, key);
        // Text leaves the slab as a string: its octets may be written over.
        if (!isText) used = (place + length + 3) & ~3;
      }
      if (isText) text = primitives.decodeText(octets);
      if (isText && text === null) break;
    }
    const message: Message = text === null ? { type: 'binary', data: octets } : { type: 'text', text };
    if (messages === null) messages = [message];
    else messages.push(message);
    at = next;
  }
  return { next: at, messages };
}

/** Memory for one payload of its own. */
function memoryFor(length: number, primitives: Primitives): Uint8Array {
  return length <= tiny ? new Uint8Array(length) : primitives.allocate(length);
}

/** Copies a payload octet by octet, masked with the key (0 for none), until `octets` is full. */
function copyByHand(chunk: Uint8Array, at: number, octets: Uint8Array, maskingKey: number): Uint8Array {
  const length = octets.length;
  const key0 = maskingKey >>> 24;
  const key1 = maskingKey >>> 16;
  const key2 = maskingKey >>> 8;
  let index = 0;
  for (; index + 3 < length; index += 4) {
    octets[index] = (chunk[at + index] as number) ^ key0;
    octets[index + 1] = (chunk[at + index + 1] as number) ^ key1;
    octets[index + 2] = (chunk[at + index + 2] as number) ^ key2;
    octets[index + 3] = (chunk[at + index + 3] as number) ^ maskingKey;
  }
  copyTailByHand(chunk, at, index, octets, maskingKey);
  return octets;
}

/** The same from the payload's octet `index` on, for the few that are left. */
function copyTailByHand(
  chunk: Uint8Array,
  at: number,
  from: number,
  octets: Uint8Array,
  maskingKey: number,
): void {
  for (let index = from; index < octets.length; index++) {
    octets[index] = (chunk[at + index] as number) ^ (maskingKey >>> (24 - ((index & 3) << 3)));
  }
}

/** All of the memory behind `octets` as words. */
function wordsOf(octets: Uint8Array): Int32Array {
  return new Int32Array(octets.buffer, 0, octets.buffer.byteLength >> 2);
}

/** The payload of an unmasked frame in a chunk that may be written again: in memory of its own. */
function plainCopy(chunk: Uint8Array, at: number, length: number, primitives: Primitives): Uint8Array {
  const octets = memoryFor(length, primitives);
  if (length <= tiny) return copyByHand(chunk, at, octets, 0);
  octets.set(new Uint8Array(chunk.buffer, chunk.byteOffset + at, length), 0);
  return octets;
}

/** A short text by hand, masked with the key (0 for none), or `null` if it is not ASCII throughout. */
function shortTextOf(chunk: Uint8Array, at: number, length: number, maskingKey: number): string | null {
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
