/**
 * Is it UTF-8 (RFC 3629)? Incremental, and certain at the first octet that cannot be.
 *
 * The state between two octets is a number: 0 at the end of a character, else what must follow, packed as
 * `count << 16 | lowest << 8 | highest`: `count` more octets, the next one from `lowest` to `highest`.
 *
 * @module
 */

/** Where validation stands: 0 between characters. */
export type Utf8State = number;

/**
 * Nothing read yet, or a whole character.
 *
 * @example
 * ```ts
 * import { betweenCharacters, validateUtf8 } from '@sansws/core/bytes';
 * import { equal } from 'node:assert/strict';
 * equal(validateUtf8(betweenCharacters, Uint8Array.of(0x41), 0, 1), betweenCharacters);
 * ```
 */
export const betweenCharacters: Utf8State = 0;

const anyContinuation = 0x80bf;

/** From this length on, looking for ASCII four octets at a time pays. */
const longRun = 16;

/**
 * Reads `octets[from]` up to `octets[to]`. Gives the next state, or `~index` (a negative number) of the first
 * octet with which the text can no longer be UTF-8.
 *
 * @example
 * ```ts
 * import { betweenCharacters, validateUtf8 } from '@sansws/core/bytes';
 * import { equal } from 'node:assert/strict';
 * const half = validateUtf8(betweenCharacters, Uint8Array.of(0xe2, 0x82), 0, 2);
 * equal(half > 0, true); // more must follow
 * equal(validateUtf8(half, Uint8Array.of(0xac), 0, 1), betweenCharacters);
 * equal(validateUtf8(half, Uint8Array.of(0x41), 0, 1), ~0); // 41 cannot follow
 * ```
 */
export function validateUtf8(state: Utf8State, octets: Uint8Array, from: number, to: number): number {
  let expected = state;
  let index = from;
  while (index < to) {
    if (expected === betweenCharacters && to - index >= longRun) {
      index = skipAscii(octets, index, to);
      if (index === to) return betweenCharacters;
    }
    const octet = octets[index] as number;
    if (expected === betweenCharacters) {
      expected = octet < 0x80 ? betweenCharacters : afterLead(octet);
      if (expected < 0) return ~index;
    } else {
      if (octet < ((expected >> 8) & 0xff) || octet > (expected & 0xff)) return ~index;
      const count = (expected >> 16) - 1;
      expected = count === 0 ? betweenCharacters : (count << 16) | anyContinuation;
    }
    index++;
  }
  return expected;
}

/**
 * What must follow the first octet of a character of more than one octet; -1 for an octet that begins none.
 *
 * RFC 3629 §4:
 * ```
 * UTF8-2 = %xC2-DF UTF8-tail
 * UTF8-3 = %xE0 %xA0-BF UTF8-tail / %xE1-EC 2( UTF8-tail ) / %xED %x80-9F UTF8-tail / %xEE-EF 2( UTF8-tail )
 * UTF8-4 = %xF0 %x90-BF 2( UTF8-tail ) / %xF1-F3 3( UTF8-tail ) / %xF4 %x80-8F 2( UTF8-tail )
 * ```
 */
function afterLead(octet: number): number {
  if (octet < 0xc2 || octet > 0xf4) return -1;
  if (octet < 0xe0) return 0x180bf;
  if (octet === 0xe0) return 0x2a0bf;
  if (octet === 0xed) return 0x2809f;
  if (octet < 0xf0) return 0x280bf;
  if (octet === 0xf0) return 0x390bf;
  if (octet < 0xf4) return 0x380bf;
  return 0x3808f;
}

/** The index of the first octet at or after `from` that is not ASCII, or one up to three before it. */
function skipAscii(octets: Uint8Array, from: number, to: number): number {
  let index = from;
  const base = octets.byteOffset;
  for (; ((base + index) & 3) !== 0; index++) if ((octets[index] as number) >= 0x80) return index;
  const words = new Int32Array(octets.buffer, base + index, (to - index) >> 2);
  const count = words.length;
  let word = 0;
  for (; word + 3 < count; word += 4) {
    const some =
      (words[word] as number) |
      (words[word + 1] as number) |
      (words[word + 2] as number) |
      (words[word + 3] as number);
    if ((some & 0x80808080) !== 0) break;
  }
  while (word < count && ((words[word] as number) & 0x80808080) === 0) word++;
  index += word << 2;
  while (index < to && (octets[index] as number) < 0x80) index++;
  return index;
}
