import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  copyMasked,
  copyMaskedByHand,
  copyMaskedWords,
  mask,
  maskByWords,
  maskInPlace,
  wordKeyOf,
} from '../../src/bytes/masking.ts';

const key = 0x37fa213d;

/** RFC 6455 §5.3, word for word. */
function slowly(octets: Uint8Array, maskingKey: number, phase: number): number[] {
  return Array.from(
    octets,
    (octet, index) => octet ^ ((maskingKey >>> (24 - 8 * ((index + phase) % 4))) & 255),
  );
}

test('the masked Hello of RFC 6455 §5.7', () => {
  const hello = new TextEncoder().encode('Hello');
  expect([...mask(hello, key)]).toEqual([0x7f, 0x9f, 0x4d, 0x51, 0x58]);
  expect(mask(mask(hello, key), key)).toEqual(hello);
  expect([...mask(Uint8Array.of(0, 0, 0, 0, 0), 0xff000001)]).toEqual([0xff, 0, 0, 1, 0xff]);
});

test('a mask makes new octets, of a Node Buffer too, and leaves those it was given', () => {
  for (const octets of [Uint8Array.of(1, 2, 3), Buffer.of(1, 2, 3)]) {
    const masked = mask(octets, key);
    expect([...octets]).toEqual([1, 2, 3]);
    expect([...masked]).toEqual([0x36, 0xf8, 0x22]);
    expect(masked.buffer).not.toBe(octets.buffer);
  }
});

test('every length to 80 at every place within a word, in every phase, as octet by octet', () => {
  const all = Uint8Array.from({ length: 96 }, (_, index) => (index * 37) & 255);
  for (let from = 0; from < 8; from++) {
    for (let length = 0; length <= 80; length++) {
      for (let phase = 0; phase < 5; phase++) {
        const octets = all.slice();
        maskInPlace(octets, from, from + length, key, phase);
        const expected = [
          ...all.subarray(0, from),
          ...slowly(all.subarray(from, from + length), key, phase),
          ...all.subarray(from + length),
        ];
        if (Buffer.compare(octets, Uint8Array.from(expected)) !== 0)
          expect.fail(`${from} ${length} ${phase}`);
      }
    }
  }
});

test('law: any octets in any part of any memory, whatever the key, as octet by octet', () => {
  const place = fc.tuple(
    fc.uint8Array({ maxLength: 300 }),
    fc.nat(9),
    fc.integer({ min: 0, max: 0xffffffff }),
    fc.nat(),
  );
  fc.assert(
    fc.property(place, ([octets, offset, maskingKey, phase]) => {
      const memory = new Uint8Array(octets.length + 10);
      const view = memory.subarray(offset, offset + octets.length);
      view.set(octets);
      maskInPlace(view, 0, view.length, maskingKey, phase);
      expect([...view]).toEqual(slowly(octets, maskingKey, phase));
    }),
    { numRuns: 2_000 },
  );
});

test('with words at hand: every length to 80 at every place within a word, in every phase, as without', () => {
  const all = Uint8Array.from({ length: 112 }, (_, index) => (index * 37) & 255);
  for (let lead = 0; lead < 8; lead++) {
    for (let from = 0; from < 4; from++) {
      for (let length = 0; length <= 80; length++) {
        for (let phase = 0; phase < 5; phase++) {
          const [octets, expected] = [all.slice(), all.slice()];
          maskInPlace(expected, lead + from, lead + from + length, key, phase);
          const words = new Int32Array(octets.buffer);
          maskByWords(octets.subarray(lead, 100), words, lead, from, from + length, key, phase);
          if (Buffer.compare(octets, expected) !== 0) expect.fail(`${lead} ${from} ${length} ${phase}`);
        }
      }
    }
  }
});

test('copying whole words with a mask: every length to 70 from every place within a word', () => {
  const source = Uint8Array.from({ length: 104 }, (_, index) => (index * 73) & 255);
  for (let from = 4; from < 8; from++) {
    for (let length = 0; length <= 70; length++) {
      const target = new Uint8Array(112).fill(0xee);
      const to = (from + length + 3) >> 2;
      const wordKey = wordKeyOf(key, from & 3);
      copyMaskedWords(new Int32Array(source.buffer), 1, to, new Int32Array(target.buffer), 2, wordKey);
      // The same place within a word as in the source; the octets that share its first and last word come along.
      const masked = target.subarray(8 + (from & 3), 8 + (from & 3) + length);
      expect([...masked]).toEqual(slowly(source.subarray(from, from + length), key, 0));
      // Nothing outside those words.
      expect(target.subarray(0, 8).every((octet) => octet === 0xee)).toBe(true);
      expect(target.subarray(8 + 4 * (to - 1)).every((octet) => octet === 0xee)).toBe(true);
    }
  }
});

test('copying by hand: any length from any phase, and whether it is ASCII', () => {
  const source = Uint8Array.from({ length: 40 }, (_, index) => (index * 73) & 255);
  for (let phase = 0; phase < 6; phase++) {
    for (let length = 0; length <= 20; length++) {
      for (const maskingKey of [key, 0]) {
        const target = new Uint8Array(30).fill(0xee);
        const around = [...target];
        const isAscii = copyMaskedByHand(source, 3, 3 + length, target, 2, maskingKey, phase);
        const expected = slowly(source.subarray(3, 3 + length), maskingKey, phase);
        expect([...target]).toEqual([0xee, 0xee, ...expected, ...around.slice(2 + length)]);
        expect(isAscii).toBe(expected.every((octet) => octet < 0x80));
      }
    }
  }
});

test('copying with a mask: any length, from any place to any other, in any phase, the source untouched', () => {
  for (const length of [0, 1, 5, 16_383, 16_384, 16_385, 50_000]) {
    const source = Uint8Array.from({ length: length + 7 }, (_, index) => (index * 73) & 255);
    const before = source.slice();
    for (const [from, at, phase] of [
      [0, 0, 0],
      [3, 1, 2],
      [7, 4, 3],
    ] as const) {
      const target = new Uint8Array(length + 9).fill(0xee);
      copyMasked(source, from, from + length, target, at, key, phase);
      const expected = new Uint8Array(length + 9).fill(0xee);
      expected.set(slowly(source.subarray(from, from + length), key, phase), at);
      expect(Buffer.compare(target, expected)).toBe(0);
      expect(Buffer.compare(source, before)).toBe(0);
      copyMasked(target, at, at + length, target, at, key, phase);
      expect(Buffer.compare(target.subarray(at, at + length), source.subarray(from, from + length))).toBe(0);
    }
  }
});

test('a copy from one place of a memory to another is no masking in place', () => {
  const octets = Uint8Array.of(1, 2, 3, 0, 0, 0);
  copyMasked(octets, 0, 3, octets, 3, key, 0);
  expect([...octets]).toEqual([1, 2, 3, ...slowly(Uint8Array.of(1, 2, 3), key, 0)]);
});
