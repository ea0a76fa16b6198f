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
    expect(primitives.decodeText(octets)).toBe(text);
    expect(primitives.isUtf8(octets)).toBe(true);
    const broken = Uint8Array.of(...octets, 0xff);
    expect(primitives.decodeText(broken)).toBe(null);
    expect(primitives.isUtf8(broken)).toBe(false);
  }
});

test('any octets mean the same to both', () => {
  const octets = fc.uint8Array({ maxLength: 3_000, size: 'max' });
  fc.assert(
    fc.property(octets, fc.boolean(), (some, ascii) => {
      const all = ascii ? some.map((octet) => octet & 0x7f) : some;
      expect(primitives.decodeText(all)).toBe(plainPrimitives.decodeText(all));
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
