import { deflateRawSync, constants } from 'node:zlib';
import { expect, test } from 'vitest';
import { twinInflate } from '../../src/twin/inflate.ts';

const nothing = new Uint8Array(0);

function read(hex: string, history = ''): readonly [text: string, farthest: number, isWhole: boolean] {
  const { plain, farthest, isWhole } = twinInflate(Buffer.from(hex, 'hex'), Buffer.from(history));
  return [Buffer.from(plain).toString(), farthest, isWhole];
}

test('the examples of RFC 7692 §7.2.3', () => {
  expect(read('f248cdc9c907000000ffff')).toEqual(['Hello', 0, true]);
  expect(read('f2001100000000ffff', 'Hello')).toEqual(['Hello', 5, true]);
  expect(read('000500faff48656c6c6f000000ffff')).toEqual(['Hello', 0, true]);
  expect(read('f348cdc9c90700000000ffff')).toEqual(['Hello', 0, true]);
  expect(read('f24805000000ffffcac9c907000000ffff')).toEqual(['Hello', 0, true]);
});

test('what zlib makes, at every level', () => {
  const plain = Buffer.from('the quick brown fox jumps over the lazy dog. '.repeat(50));
  for (const strategy of [constants.Z_DEFAULT_STRATEGY, constants.Z_HUFFMAN_ONLY, constants.Z_FIXED]) {
    for (let level = 0; level <= 9; level++) {
      const reading = twinInflate(deflateRawSync(plain, { level, strategy }), nothing);
      expect(Buffer.from(reading.plain).equals(plain), `${strategy} ${level}`).toBe(true);
    }
  }
});

test('what is no DEFLATE data, or ends too early, is not whole', () => {
  for (const wrong of ['07', '000500faf8', 'f2001100000000ffff', 'f248cd', '0400feff', 'f248cdc9c907']) {
    expect(read(wrong)[2], wrong).toBe(false);
  }
});

test('the longest distance is told', () => {
  const unit = Buffer.from(Array.from({ length: 300 }, (_, index) => (index * 7 + (index >> 3)) & 0xff));
  const { farthest } = twinInflate(deflateRawSync(Buffer.concat([unit, unit])), nothing);
  expect(farthest).toBe(300);
});
