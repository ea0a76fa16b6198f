import { expect, test } from 'vitest';
import { areOctets, copyOf, rangeOf } from '../../src/bytes/octets.ts';

test('octets are what is a Uint8Array, empty ones and those of a subclass too', () => {
  for (const octets of [
    Uint8Array.of(1),
    new Uint8Array(0),
    Buffer.of(1),
    new Uint8Array(new SharedArrayBuffer(1)),
  ]) {
    expect(areOctets(octets)).toBe(true);
  }
  const others = [
    null,
    undefined,
    1,
    'a',
    [1],
    {},
    new Uint16Array(1),
    new DataView(new ArrayBuffer(1)),
    new ArrayBuffer(1),
  ];
  for (const other of others) expect(areOctets(other)).toBe(false);
});

test('what only looks like a Uint8Array is none, and looking does not throw', () => {
  expect(areOctets(new Proxy(Uint8Array.of(1), {}))).toBe(false);
  expect(areOctets(Object.create(Uint8Array.prototype))).toBe(false);
});

test('an array whose memory was transferred away is no octets any more', () => {
  const octets = Uint8Array.of(1);
  structuredClone(octets.buffer, { transfer: [octets.buffer] });
  expect(octets).toHaveLength(0);
  expect(areOctets(octets)).toBe(false);
});

test('a copy is a plain Uint8Array in memory of its own, of a Buffer too', () => {
  for (const octets of [Uint8Array.of(1, 2), Buffer.of(1, 2), Buffer.of(0, 1, 2).subarray(1)]) {
    const copy = copyOf(octets);
    octets.fill(9);
    expect(copy).toEqual(Uint8Array.of(1, 2));
    expect(copy.constructor).toBe(Uint8Array);
  }
});

test('a range is a plain view of the same memory; all of it is the array itself', () => {
  const buffer = Buffer.from([9, 1, 2, 3, 9]).subarray(1, 4);
  const range = rangeOf(buffer, 1, 3);
  expect([...range]).toEqual([2, 3]);
  expect(Buffer.isBuffer(range)).toBe(false);
  expect(range.buffer).toBe(buffer.buffer);
  expect(rangeOf(buffer, 0, 3)).toBe(buffer);
});
