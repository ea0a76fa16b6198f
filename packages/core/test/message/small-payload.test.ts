import { expect, test } from 'vitest';
import { mask } from '../../src/bytes/masking.ts';
import { plainPrimitives } from '../../src/bytes/primitives.ts';
import {
  copyByHand,
  copyTailByHand,
  memoryFor,
  plainCopy,
  shortTextOf,
  tiny,
} from '../../src/message/small-payload.ts';

const key = 0x37fa213d;
const chunk = Uint8Array.from({ length: 80 }, (_, index) => (index * 37) & 0xff);

test('a copy by hand is masking as RFC 6455 §5.3 has it, for every length', () => {
  for (let length = 0; length <= 70; length++) {
    const octets = new Uint8Array(length + 2).fill(0xee);
    copyByHand(chunk, 3, octets, length, key);
    expect([...octets]).toEqual([...mask(chunk.subarray(3, 3 + length), key, 0), 0xee, 0xee]);
  }
});

test('the tail of a payload goes to its place', () => {
  for (let from = 0; from <= 9; from++) {
    const octets = new Uint8Array(20).fill(0xee);
    copyTailByHand(chunk, 5, from, octets, 4, 9, key);
    const whole = [...mask(chunk.subarray(5, 14), key, 0)];
    const kept = Array.from({ length: 4 + from }, () => 0xee);
    expect([...octets]).toEqual([...kept, ...whole.slice(from), ...Array.from({ length: 7 }, () => 0xee)]);
  }
});

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
