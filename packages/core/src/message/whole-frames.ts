/**
 * The fast lane: whole, unfragmented data frames that lie complete in a chunk, one after the other.
 *
 * Everything else (a cut frame, a control frame, a fragment, any fault) is left where it is for
 * `decoder.ts`, which knows all the rules. So this loop decides nothing; it only hurries. Its slow twin is
 * the decoder without it, and the law of chunk independence compares the two.
 *
 * @module
 */

import { copyMaskedByHand, copyMaskedWords, wordKeyOf } from '../bytes/masking.ts';
import { unsigned32 } from '../frame/header.ts';
import type { InboundRules } from './inbound.ts';
import type { Message } from './message.ts';
import { plainCopy, shortText, shortTextOf } from './small-payload.ts';

/** How many octets besides the payload the words may hold in which it lies. */
const edges = 6;

/** Where small payloads get memory of their own, those below are copied by hand. */
const few = 65;

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
  const { sliceBelow } = primitives;
  const handBelow = Math.min(few, sliceBelow);
  // What is alone in its chunk shares nothing; where views are costly, one less is made of memory of its own.
  const ownAlone = sliceBelow === 0 ? ownMemory : sliceBelow;
  const most = Math.min(rules.limits.framePayload, rules.limits.messagePayload);
  const maskBit = masked ? 0x80 : 0;
  // The memory that views are made of: the chunk's, or the slab's. Asking a typed array for its buffer costs as much as
  // 100 octets, so nobody asks before there is need.
  let memory: ArrayBufferLike = noMemory;
  let words: Int32Array = noWords;
  // Where in its memory, or in its first word, the chunk begins, once somebody has asked.
  let base = 0;
  // Fresh memory that the small payloads of this chunk share; each region is handed out once.
  let slab: Uint8Array = noOctets;
  let slabWords: Int32Array = noWords;
  let slabSize = firstSlab;
  // Where in its memory the slab's first word begins, and where in that word the slab does.
  let slabOrigin = 0;
  let slabLead = 0;
  // Places from that first word on: of the first word that is free, and of the end.
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
    let text: string | null = null;
    let octets: Uint8Array = noOctets;
    // Text is decoded where its plain octets lie: only octets that are delivered need memory, or a view, of their own.
    if (isText && length <= shortText && (text = shortTextOf(chunk, payload, length, key)) !== null) {
      // That was all.
    } else if (length < handBelow && !isText) {
      octets = new Uint8Array(length);
      copyMaskedByHand(chunk, payload, next, octets, 0, key, 0);
    } else if (!masked) {
      if (isText) {
        text = primitives.decodeText(chunk, payload, next, false);
      } else if (owned) {
        if (memory === noMemory) {
          memory = chunk.buffer;
          base = chunk.byteOffset;
        }
        octets = new Uint8Array(memory, base + payload, length);
      } else {
        octets = plainCopy(chunk, payload, length, primitives);
      }
    } else if (length >= ownMemory || (length >= ownAlone && next === end && slab === noOctets)) {
      octets = primitives.allocate(length);
      primitives.copyMasked(chunk, payload, next, octets, 0, key, 0);
      if (isText) text = primitives.decodeText(octets, 0, length, false);
    } else {
      if (words === noWords) {
        words = wordsOf(chunk);
        base = chunk.byteOffset & 3;
      }
      if (used + length + edges > slabEnd) {
        // Enough for this payload, and for what else the chunk may hold; twice as much as the last one, which
        // is full: so a message that is kept holds on to little more than came with it. What leaves as a copy leaves
        // its room to the next.
        const isCopied = length < sliceBelow;
        const room = isCopied ? sliceBelow : Math.max(length, Math.min(end - payload, slabSize));
        slab = primitives.allocate(room + edges + 3);
        if (!isCopied) slabSize = Math.min(2 * slabSize, largestSlab);
        memory = slab.buffer;
        slabWords = wordsOf(slab);
        slabLead = slab.byteOffset & 3;
        slabOrigin = slab.byteOffset - slabLead;
        slabEnd = slabLead + slab.length;
        used = (slabLead + 3) & ~3;
      }
      // The same place within a word as in the chunk, so that whole words can be copied, the octets at their
      // edges with them: before it lies its own header, behind it what the chunk goes on with, if it does.
      const lead = (base + payload) & 3;
      const place = used + lead;
      const whole = (base + next + 3) >> 2;
      const to = whole << 2 <= base + end ? whole : whole - 1;
      const from = (base + payload) >> 2;
      copyMaskedWords(words, from, to, slabWords, used >> 2, wordKeyOf(key, lead));
      // The last word is cut where the chunk ends.
      const done = to < whole ? Math.max((to << 2) - base - payload, 0) : length;
      if (done < length) {
        copyMaskedByHand(chunk, payload + done, next, slab, place - slabLead + done, key, done);
      }
      if (isText) {
        // Text leaves the slab as a string: its octets may be written over.
        text = primitives.decodeText(slab, place - slabLead, place - slabLead + length, false);
      } else if (length < sliceBelow) {
        // What a Buffer calls `slice` is a view.
        octets = Uint8Array.prototype.slice.call(slab, place - slabLead, place - slabLead + length);
      } else {
        octets = new Uint8Array(memory, slabOrigin + place, length);
        used = (place + length + 3) & ~3;
      }
    }
    if (isText && text === null) break;
    const message: Message = text === null ? { type: 'binary', data: octets } : { type: 'text', text };
    if (messages === null) messages = [message];
    else messages.push(message);
    at = next;
  }
  return { next: at, messages };
}

/** The octets as whole words of their memory, from the word on in which they begin: memory may be larger than words count. */
function wordsOf({ buffer, byteOffset, length }: Uint8Array): Int32Array {
  const lead = byteOffset & 3;
  return new Int32Array(buffer, byteOffset - lead, (lead + length) >> 2);
}
