import { expect, test } from 'vitest';
import { mask } from '../../src/bytes/masking.ts';
import { plainPrimitives } from '../../src/bytes/primitives.ts';
import { memoryFor, plainCopy, shortTextOf, tiny } from '../../src/message/small-payload.ts';

const key = 0x37fa213d;
const chunk = Uint8Array.from({ length: 80 }, (_, index) => (index * 37) & 0xff);

test('a plain copy is the octets in other memory, short and long', () => {
  for (const length of [0, 1, tiny, tiny + 1, 70]) {
    const copy = plainCopy(chunk, 2, length, plainPrimitives);
    expect([...copy]).toEqual([...chunk.subarray(2, 2 + length)]);
    expect(copy.buffer).not.toBe(chunk.buffer);
  }
});

test('memory for a payload is as long as the payload, and asked for unless it is tiny', () => {
  let asked = 0;
  const allocate = (length: number): Uint8Array => {
    asked++;
    return new Uint8Array(length);
  };
  for (const length of [0, 1, tiny, tiny + 1]) {
    expect(memoryFor(length, { ...plainPrimitives, allocate })).toHaveLength(length);
  }
  expect(asked).toBe(2);
});

test('short text is that of the decoder, or null where an octet is not ASCII', () => {
  for (let length = 0; length <= 16; length++) {
    const text = 'abcdefghijklmnop'.slice(0, length);
    const octets = new TextEncoder().encode(`..${text}..`);
    expect(shortTextOf(octets, 2, length, 0)).toBe(text);
    expect(shortTextOf(joinedMasked(text), 0, length, key)).toBe(text);
    for (let place = 0; place < length; place++) {
      const broken = octets.slice();
      broken[2 + place] = 0x80;
      expect(shortTextOf(broken, 2, length, 0)).toBeNull();
    }
  }
});

function joinedMasked(text: string): Uint8Array {
  return mask(new TextEncoder().encode(text), key, 0);
}
