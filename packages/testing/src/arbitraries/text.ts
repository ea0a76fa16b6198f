/**
 * Arbitrary text, and octets that only look like it.
 *
 * @module
 */

import fc from 'fast-check';
import { joined } from '../same.ts';
import { twinUtf8Octets } from '../twin/utf8.ts';

/**
 * Well-formed text of at most `longest` code points: ASCII, all scripts, and the borders of the UTF-8 forms.
 *
 * @example
 * ```ts
 * import { text } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { doesNotThrow } from 'node:assert/strict';
 * fc.assert(fc.property(text(), (some) => doesNotThrow(() => encodeURIComponent(some)))); // no lone surrogate
 * ```
 */
export function text(longest = 20): fc.Arbitrary<string> {
  const unit = fc.oneof(
    fc.string({ minLength: 1, maxLength: 1 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom(...borderCharacters),
  );
  return fc.string({ unit, maxLength: longest });
}

/**
 * Octets that are not UTF-8: something valid, something broken, something valid.
 *
 * @example
 * ```ts
 * import { brokenUtf8, twinUtf8 } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { ok } from 'node:assert/strict';
 * fc.assert(fc.property(brokenUtf8(), (octets) => {
 *   const { brokenAt, unfinished } = twinUtf8(octets);
 *   ok(brokenAt >= 0 || unfinished);
 * }));
 * ```
 */
export function brokenUtf8(): fc.Arbitrary<Uint8Array> {
  const some = text(6).map(twinUtf8Octets);
  return fc
    .tuple(some, fc.constantFrom(...brokenRuns), some)
    .map(([before, broken, after]) => joined([before, Uint8Array.from(broken), after]));
}

// First and last of every length (RFC 3629 §3), the neighbours of the surrogates, non-characters, the BOM.
const borderCharacters = [
  '\u0000',
  '\u007f',
  '\u0080',
  '\u07ff',
  '\u0800',
  '\ud7ff',
  '\ue000',
  '\ufdd0',
  '\ufeff',
  '\ufffe',
  '\uffff',
  '\u{10000}',
  '\u{10ffff}',
  '😀',
];

// Security rows U1-U7: overlong, surrogates, too high, lone continuation, cut off.
const brokenRuns: readonly (readonly number[])[] = [
  [0xc0, 0x80],
  [0xc1, 0xbf],
  [0xe0, 0x80, 0xaf],
  [0xe0, 0x9f, 0xbf],
  [0xf0, 0x80, 0x80, 0xaf],
  [0xf0, 0x8f, 0xbf, 0xbf],
  [0xed, 0xa0, 0x80],
  [0xed, 0xbf, 0xbf],
  [0xf4, 0x90, 0x80, 0x80],
  [0xf5],
  [0xff],
  [0xfe],
  [0x80],
  [0xbf],
  [0xc3],
  [0xe2, 0x82],
  [0xf0, 0x9f, 0x98],
];
