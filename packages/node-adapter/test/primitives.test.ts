import { isUtf8 } from 'node:buffer';
import { plainPrimitives } from '@sansws/core';
import { encodeText } from '@sansws/core/bytes';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { primitives } from '../src/primitives.ts';

const texts = [
  'x'.repeat(2_000),
  `${'x'.repeat(2_000)}é`,
  `\u{feff}${'x'.repeat(1_100)}`,
  '你好 😀'.repeat(400),
  '',
];

test("text in Node's way is text in the plain way, short and long, ASCII and not", () => {
  for (const text of texts) {
    const octets = encodeText(text);
    expect(primitives.decodeText(octets, 0, octets.length)).toBe(text);
    expect(primitives.isUtf8(octets)).toBe(true);
    const broken = Uint8Array.of(...octets, 0xff);
    expect(primitives.decodeText(broken, 0, broken.length)).toBe(null);
    expect(primitives.isUtf8(broken)).toBe(false);
  }
});

test('a range of octets is decoded, whatever is around it', () => {
  for (const text of [...texts, '\ufffd', 'é\ufffd', 'short']) {
    const octets = encodeText(text);
    const around = Uint8Array.of(0xff, 0x61, ...octets, 0x62, 0xff);
    expect(primitives.decodeText(around, 2, 2 + octets.length)).toBe(text);
    expect(primitives.decodeText(around, 1, 3 + octets.length)).toBe(`a${text}b`);
    expect(primitives.decodeText(around, 1, 4 + octets.length)).toBe(null);
  }
});

test('what is not UTF-8 is known by every octet that can be wrong, in each place of three', () => {
  const edges = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef];
  const more = [...edges, 0xf0, 0xf4, 0xf5, 0xff];
  const wrong: string[] = [];
  for (let first = 0; first < 256; first++) {
    for (const second of more) {
      for (const third of more) {
        for (const fourth of [0x61, 0x80, 0xbf]) {
          const octets = Uint8Array.of(first, second, third, fourth);
          const text = primitives.decodeText(octets, 0, 4);
          if ((text !== null) !== isUtf8(octets) || (text !== null && !octetsAre(text, octets))) {
            wrong.push(Buffer.from(octets).toString('hex'));
          }
        }
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('scratch is as long as asked, and the same memory while it is short', () => {
  expect(primitives.scratch(10)).toBe(primitives.scratch(700));
  for (const length of [0, 1, 1_024, 1_025]) {
    expect(primitives.scratch(length).length).toBeGreaterThanOrEqual(length);
  }
});

test('any octets mean the same to both', () => {
  const octets = fc.uint8Array({ maxLength: 3_000, size: 'max' });
  fc.assert(
    fc.property(octets, fc.boolean(), (some, ascii) => {
      const all = ascii ? some.map((octet) => octet & 0x7f) : some;
      expect(primitives.decodeText(all, 0, all.length)).toBe(plainPrimitives.decodeText(all, 0, all.length));
      expect(primitives.isUtf8(all)).toBe(plainPrimitives.isUtf8(all));
    }),
    { numRuns: 500 },
  );
});

test('regions of a pool never overlap, and begin where words may', () => {
  const seen = new Map<ArrayBufferLike, number>();
  for (let count = 0; count < 5_000; count++) {
    const { buffer, byteOffset, length } = primitives.allocate(count % 97);
    expect(byteOffset % 8).toBe(0);
    expect(byteOffset).toBeGreaterThanOrEqual(seen.get(buffer) ?? 0);
    seen.set(buffer, byteOffset + length);
  }
});

function octetsAre(text: string, octets: Uint8Array): boolean {
  return Buffer.compare(Buffer.from(text), octets) === 0;
}
