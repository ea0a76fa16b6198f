import fc from 'fast-check';
import { expect, test } from 'vitest';
import { betweenCharacters, validateUtf8 } from '../../src/bytes/utf8.ts';

/** Where the octets cannot be UTF-8 any more, `whole`, or `cut`. */
function verdict(octets: Uint8Array, state = betweenCharacters): number | 'whole' | 'cut' {
  const after = validateUtf8(state, octets, 0, octets.length);
  if (after < 0) return ~after;
  return after === betweenCharacters ? 'whole' : 'cut';
}

const table: readonly (readonly [string, readonly number[], number | 'whole' | 'cut'])[] = [
  ['nothing', [], 'whole'],
  ['U+0000', [0x00], 'whole'],
  ['U+007F', [0x7f], 'whole'],
  ['a continuation', [0x80], 0],
  ['overlong C0', [0xc0, 0xaf], 0],
  ['overlong C1', [0xc1, 0xbf], 0],
  ['U+0080', [0xc2, 0x80], 'whole'],
  ['U+07FF', [0xdf, 0xbf], 'whole'],
  ['a cut C3', [0xc3], 'cut'],
  ['C3 and ASCII', [0xc3, 0x41], 1],
  ['C3 and C3', [0xc3, 0xc3], 1],
  ['overlong E0 9F', [0xe0, 0x9f, 0xbf], 1],
  ['U+0800', [0xe0, 0xa0, 0x80], 'whole'],
  ['U+D7FF', [0xed, 0x9f, 0xbf], 'whole'],
  ['U+D800', [0xed, 0xa0, 0x80], 1],
  ['U+E000', [0xee, 0x80, 0x80], 'whole'],
  ['U+FFFF', [0xef, 0xbf, 0xbf], 'whole'],
  ['E2 82 and ASCII', [0xe2, 0x82, 0x41], 2],
  ['E1 cut', [0xe1, 0x80], 'cut'],
  ['overlong F0 8F', [0xf0, 0x8f, 0xbf, 0xbf], 1],
  ['U+10000', [0xf0, 0x90, 0x80, 0x80], 'whole'],
  ['U+40000', [0xf1, 0x80, 0x80, 0x80], 'whole'],
  ['U+10FFFF', [0xf4, 0x8f, 0xbf, 0xbf], 'whole'],
  ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80], 1],
  ['F5', [0xf5], 0],
  ['FF', [0xff], 0],
  ['F0 9F 98 cut', [0xf0, 0x9f, 0x98], 'cut'],
];

test.each(table)('%s', (_, octets, expected) => {
  expect(verdict(Uint8Array.from(octets))).toBe(expected);
  // Behind a long run of ASCII, at every place within a word, and with ASCII after it.
  for (let lead = 14; lead < 40; lead++) {
    const text = Uint8Array.from([...new Uint8Array(lead).fill(0x61), ...octets]);
    expect(verdict(text)).toBe(typeof expected === 'number' ? lead + expected : expected);
  }
});

test('the state between two octets is all there is to know: any cut gives the same', () => {
  for (const [, octets, expected] of table) {
    for (let cut = 0; cut <= octets.length; cut++) {
      const first = validateUtf8(betweenCharacters, Uint8Array.from(octets.slice(0, cut)), 0, cut);
      if (first < 0) expect(~first).toBe(expected);
      else {
        const rest = verdict(Uint8Array.from(octets.slice(cut)), first);
        expect(typeof rest === 'number' ? rest + cut : rest).toBe(expected);
      }
    }
  }
});

test('only the octets asked for are looked at', () => {
  const octets = Uint8Array.of(0xff, 0x41, 0x42, 0xff);
  expect(validateUtf8(betweenCharacters, octets, 1, 3)).toBe(betweenCharacters);
  expect(validateUtf8(betweenCharacters, octets, 1, 4)).toBe(~3);
});

test('long ASCII with one other octet anywhere, at every place within a word', () => {
  for (let offset = 0; offset < 4; offset++) {
    for (let length = 16; length < 70; length++) {
      for (let at = 0; at < length; at++) {
        const octets = new Uint8Array(new ArrayBuffer(length + 4), offset, length).fill(0x61);
        octets[at] = 0x80;
        if (validateUtf8(betweenCharacters, octets, 0, length) !== ~at)
          expect.fail(`${offset} ${length} ${at}`);
        octets[at] = 0x61;
        if (validateUtf8(betweenCharacters, octets, 0, length) !== betweenCharacters) expect.fail('ASCII');
      }
    }
  }
});

test('law: whatever the octets, valid is what the platform can decode', () => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const pieces = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }).map((text) => new TextEncoder().encode(text)),
      fc.uint8Array({ maxLength: 3 }),
      fc.constant(new TextEncoder().encode('some more ASCII text')),
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(pieces, (runs) => {
      const octets = Uint8Array.from(runs.flatMap((run) => [...run]));
      let valid = true;
      try {
        decoder.decode(octets);
      } catch {
        valid = false;
      }
      expect(verdict(octets) === 'whole').toBe(valid);
    }),
    { numRuns: 1_000 },
  );
});
