import { expect, test } from 'vitest';
import type { DeflateSettings, DeflateStrategy, Inflated } from '@sansws/core/permessage-deflate';
import { zlibEngine } from '../src/engine.ts';

const engine = zlibEngine();
const usual: DeflateSettings = { level: 6, memLevel: 8, strategy: 'default', windowBits: 15 };
const hello = new TextEncoder().encode('Hello');

function joined(pieces: readonly Uint8Array[] | undefined | null): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces ?? []));
}

test('"Hello" as RFC 7692 §7.2.3.1 has it, and back', () => {
  const deflater = engine.deflater(usual);
  const octets = joined(deflater.deflate(hello));
  expect(Buffer.from(octets).toString('hex')).toBe('f248cdc9c907000000ffff');
  deflater.free();
  const inflater = engine.inflater();
  expect(joined(inflater.inflate(octets)?.pieces)).toEqual(hello);
  inflater.free();
});

test('every level, strategy, window and amount of memory is read back', () => {
  const plain = new TextEncoder().encode('abcabcabc'.repeat(2_000));
  const strategies: readonly DeflateStrategy[] = ['default', 'filtered', 'huffman-only', 'rle', 'fixed'];
  const all: DeflateSettings[] = [
    ...strategies.map((strategy) => ({ ...usual, strategy })),
    ...([0, 1, 2, 3, 4, 5, 7, 8, 9] as const).map((level) => ({ ...usual, level })),
    ...([9, 10, 11, 12, 13, 14] as const).map((windowBits) => ({ ...usual, windowBits })),
    ...([1, 2, 3, 4, 5, 6, 7, 9] as const).map((memLevel) => ({ ...usual, memLevel })),
  ];
  for (const settings of all) {
    const deflater = engine.deflater(settings);
    const inflater = engine.inflater();
    let octets = joined(deflater.deflate(plain));
    const back: Uint8Array[] = [];
    while (octets.length > 0) {
      const { taken, pieces } = inflater.inflate(octets) ?? { taken: octets.length, pieces: [] };
      back.push(...pieces);
      octets = octets.subarray(taken);
    }
    expect(joined(back), JSON.stringify(settings)).toEqual(plain);
    deflater.free();
    inflater.free();
  }
});

test('every piece has memory of its own: in a pool others would see it, and it the others', () => {
  const inflater = engine.inflater();
  const deflater = engine.deflater(usual);
  for (const length of [1, 5, 5_000, 16_384, 40_000, 3, 70_000]) {
    const plain = Uint8Array.from({ length }, (_, index) => Math.imul(index, 0x9e3779b1) >>> 24);
    const compressed = deflater.deflate(plain) ?? [];
    const inflated: Uint8Array[] = [];
    let rest = joined(compressed);
    while (rest.length > 0) {
      const { taken, pieces } = inflater.inflate(rest) as Inflated;
      inflated.push(...pieces);
      rest = rest.subarray(taken);
    }
    expect(joined(inflated)).toEqual(plain);
    for (const piece of [...compressed, ...inflated]) expect(piece.buffer.byteLength).toBe(piece.length);
  }
  deflater.free();
  inflater.free();
});

test('it stops at the end of each block, and is deaf after the last of all', () => {
  const inflater = engine.inflater();
  const blocks = Uint8Array.from([0x00, 0x01, 0x00, 0xfe, 0xff, 7, 0x01, 0x01, 0x00, 0xfe, 0xff, 8, 9]);
  expect(inflater.inflate(blocks)).toEqual({ taken: 6, pieces: [Uint8Array.of(7)] });
  expect(inflater.inflate(blocks.subarray(6))).toEqual({ taken: 6, pieces: [Uint8Array.of(8)] });
  expect(inflater.inflate(blocks.subarray(12))).toEqual({ taken: 0, pieces: [] });
  inflater.reset();
  expect(inflater.inflate(blocks)?.taken).toBe(6);
  inflater.free();
});

test('it reads through the ends of blocks where they do not matter, up to the last of all', () => {
  const inflater = engine.inflater();
  const blocks = Uint8Array.from([0x00, 0x01, 0x00, 0xfe, 0xff, 7, 0x01, 0x01, 0x00, 0xfe, 0xff, 8, 9]);
  expect(inflater.inflate(blocks, true)).toEqual({ taken: 12, pieces: [Uint8Array.of(7, 8)] });
  expect(inflater.inflate(blocks.subarray(12), true)).toEqual({ taken: 0, pieces: [] });
  expect(Reflect.ownKeys(blocks)).toHaveLength(blocks.length);
  // A call that is to stop stops, whatever the one before did.
  inflater.reset();
  expect(inflater.inflate(blocks.subarray(0, 3), true)?.taken).toBe(3);
  expect(inflater.inflate(blocks.subarray(3))).toEqual({ taken: 3, pieces: [Uint8Array.of(7)] });
  inflater.free();
});

test('V-K3 what zlib throws about is null, and goes on being so', () => {
  const inflater = engine.inflater();
  expect(inflater.inflate(Uint8Array.of(0x07))).toBeNull();
  expect(inflater.inflate(Uint8Array.of(0x00))).toBeNull();
  inflater.free();
});

test('primed, it stands where a stream stands that went there', () => {
  const deflater = engine.deflater(usual);
  deflater.prime(hello);
  const again = joined(deflater.deflate(hello));
  expect(again.length).toBeLessThan(11);
  deflater.reset();
  expect(joined(deflater.deflate(hello)).length).toBe(11);
  deflater.free();
  const inflater = engine.inflater();
  inflater.prime(hello);
  expect(joined(inflater.inflate(again)?.pieces)).toEqual(hello);
  inflater.free();
});

test('what was given is not written any more', () => {
  const inflater = engine.inflater();
  const stored = (octet: number): Uint8Array => Uint8Array.of(0x00, 0x01, 0x00, 0xfe, 0xff, octet);
  const first = inflater.inflate(stored(1))?.pieces ?? [];
  inflater.inflate(stored(2));
  expect(first).toEqual([Uint8Array.of(1)]);
  inflater.free();
});
