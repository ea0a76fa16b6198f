/**
 * The slow twin of UTF-8: the ABNF of RFC 3629 §4 as a table, tried row by row.
 *
 * @module
 */

/** What the octets say: the text, and where they stop to be UTF-8. */
export interface Utf8Reading {
  /** The code points that were read whole, as a string. */
  readonly text: string;
  /** Index of the first octet after which no continuation is UTF-8; -1 if there is none. */
  readonly brokenAt: number;
  /** Whether the octets end inside a character that could still be finished. */
  readonly unfinished: boolean;
}

/**
 * Reads `octets` by the rows of RFC 3629 §4 `UTF8-char`.
 *
 * @example
 * ```ts
 * import { twinUtf8 } from '@sansws/testing';
 * import { deepEqual, equal } from 'node:assert/strict';
 * deepEqual(twinUtf8(Uint8Array.of(0xe2, 0x82, 0xac)), { text: '€', brokenAt: -1, unfinished: false });
 * equal(twinUtf8(Uint8Array.of(0xed, 0xa0)).brokenAt, 1); // a surrogate
 * ```
 */
export function twinUtf8(octets: Uint8Array): Utf8Reading {
  let text = '';
  let at = 0;
  while (at < octets.length) {
    const reach = furthest(octets, at);
    if (reach.row === null) {
      const unfinished = at + reach.matched === octets.length;
      return { text, brokenAt: unfinished ? -1 : at + reach.matched, unfinished };
    }
    text += String.fromCodePoint(codePoint(octets, at, reach.matched));
    at += reach.matched;
  }
  return { text, brokenAt: -1, unfinished: false };
}

/** The row that the character at `start` fits, or how many of its octets fit the row that fits longest. */
function furthest(octets: Uint8Array, start: number): { row: Row | null; matched: number } {
  let longest = 0;
  for (const row of rows) {
    let matched = 0;
    while (matched < row.length && within(octets[start + matched], row[matched])) matched += 1;
    if (matched === row.length) return { row, matched };
    longest = Math.max(longest, matched);
  }
  return { row: null, matched: longest };
}

/** The bits of a character of `length` octets put together (RFC 3629 §3). */
function codePoint(octets: Uint8Array, start: number, length: number): number {
  let value = (octets[start] as number) & (leadBits[length] as number);
  for (let index = 1; index < length; index++)
    value = value * 64 + ((octets[start + index] as number) & 0x3f);
  return value;
}

function within(octet: number | undefined, range: Range | undefined): boolean {
  return octet !== undefined && range !== undefined && octet >= range[0] && octet <= range[1];
}

type Range = readonly [from: number, to: number];
type Row = readonly Range[];

const tail: Range = [0x80, 0xbf];

// RFC 3629 §4, one row an alternative.
const rows: readonly Row[] = [
  [[0x00, 0x7f]],
  [[0xc2, 0xdf], tail],
  [[0xe0, 0xe0], [0xa0, 0xbf], tail],
  [[0xe1, 0xec], tail, tail],
  [[0xed, 0xed], [0x80, 0x9f], tail],
  [[0xee, 0xef], tail, tail],
  [[0xf0, 0xf0], [0x90, 0xbf], tail, tail],
  [[0xf1, 0xf3], tail, tail, tail],
  [[0xf4, 0xf4], [0x80, 0x8f], tail, tail],
];

/** Bits of the lead octet that belong to the code point, by the length of the character. */
const leadBits: readonly number[] = [0, 0x7f, 0x1f, 0x0f, 0x07];

/**
 * The UTF-8 form of a well-formed string, code point by code point (RFC 3629 §3).
 *
 * @example
 * ```ts
 * import { twinUtf8Octets } from '@sansws/testing';
 * import { deepEqual } from 'node:assert/strict';
 * deepEqual([...twinUtf8Octets('é')], [0xc3, 0xa9]);
 * ```
 */
export function twinUtf8Octets(text: string): Uint8Array {
  const octets: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    if (point < 0x80) octets.push(point);
    else if (point < 0x800) octets.push(0xc0 + (point >> 6), last(point));
    else if (point < 0x10000) octets.push(0xe0 + (point >> 12), last(point >> 6), last(point));
    else octets.push(0xf0 + (point >> 18), last(point >> 12), last(point >> 6), last(point));
  }
  return Uint8Array.from(octets);
}

function last(bits: number): number {
  return 0x80 + (bits & 0x3f);
}
