import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { twinUtf8 } from '@sansws/testing';
import { expect, test } from 'vitest';
import { betweenCharacters, validateUtf8 } from '../../src/bytes/index.ts';

const whole = -1;
const unfinished = -2;
const fatal = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

test('U21 all 1- and 2-octet strings: as the ABNF of RFC 3629 says, and as TextDecoder says', () => {
  const wrong: string[] = [];
  for (let first = 0; first < 256; first++) {
    const single = Uint8Array.of(first);
    if (ours(single) !== twins(single) || (ours(single) === whole) !== decodes(single))
      wrong.push(hex(single));
    for (let second = 0; second < 256; second++) {
      const double = Uint8Array.of(first, second);
      if (ours(double) !== twins(double) || (ours(double) === whole) !== decodes(double))
        wrong.push(hex(double));
    }
  }
  expect(wrong).toEqual([]);
});

// One test for each sixteenth of the lead octets, so that none is slow.
for (let sixteenth = 0; sixteenth < 256; sixteenth += 16) {
  test(`U21 all 3-octet strings that begin with ${sixteenth.toString(16)} or one of the next 15`, () => {
    const wrong: string[] = [];
    for (let first = sixteenth; first < sixteenth + 16; first++) {
      for (let second = 0; second < 256; second++) wrong.push(...wrongAmong(first, second));
    }
    expect(wrong).toEqual([]);
  });
}

/** Those of the 256 strings that begin with these two octets on which anybody disagrees. */
function wrongAmong(first: number, second: number): readonly string[] {
  const wrong: string[] = [];
  const octets = Uint8Array.of(first, second, 0);
  const accepted = new Uint8Array(3 * 256);
  let length = 0;
  let awaited = 0;
  for (let third = 0; third < 256; third++) {
    octets[2] = third;
    // The twin is slow: it is asked at the first octet of every class that the rows of the ABNF tell apart.
    if (classes.has(third)) awaited = twins(octets);
    const found = ours(octets);
    // `isUtf8` stands in for TextDecoder on what is refused, for a million exceptions take minutes.
    if (found !== awaited || (found === whole) !== isUtf8(octets)) wrong.push(hex(octets));
    if (found !== whole) continue;
    accepted.set(octets, length);
    length += 3;
  }
  if (!decodes(accepted.subarray(0, length)))
    wrong.push(`${hex(octets)}: TextDecoder refuses what is accepted`);
  return wrong;
}

/** First octets of the ranges of RFC 3629 §4, and of what lies between them. */
const classes = new Set([0x00, 0x80, 0x90, 0xa0, 0xc0, 0xc2, 0xe0, 0xe1, 0xed, 0xee, 0xf0, 0xf1, 0xf4, 0xf5]);

/** The index of the octet to blame, or `whole`, or `unfinished`. */
function ours(octets: Uint8Array): number {
  const state = validateUtf8(betweenCharacters, octets, 0, octets.length);
  if (state < 0) return ~state;
  return state === betweenCharacters ? whole : unfinished;
}

function twins(octets: Uint8Array): number {
  const reading = twinUtf8(octets);
  if (reading.brokenAt >= 0) return reading.brokenAt;
  return reading.unfinished ? unfinished : whole;
}

function decodes(octets: Uint8Array): boolean {
  try {
    fatal.decode(octets);
    return true;
  } catch {
    return false;
  }
}

function hex(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join(' ');
}
