import { expect, test } from 'vitest';
import { joined, same, sameOctets } from '../src/same.ts';

test.each([
  [1, 1],
  [Number.NaN, Number.NaN],
  ['a', 'a'],
  [null, null],
  [
    [1, [2]],
    [1, [2]],
  ],
  [{ a: { b: 1 } }, { a: { b: 1 } }],
  [Uint8Array.of(1), Uint8Array.of(1)],
])('%j is alike to %j', (left, right) => {
  expect(same(left, right)).toBe(true);
});

test.each([
  [1, 2],
  [0, -0],
  [1, '1'],
  [null, {}],
  [{}, null],
  [{}, undefined],
  [[1], [1, 2]],
  [[], {}],
  [{ a: 1 }, { b: 1 }],
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, { a: 1, b: 2 }],
  [Uint8Array.of(1), [1]],
  [Uint8Array.of(1), Uint8Array.of(2)],
  [Uint8Array.of(1), Uint8Array.of(1, 2)],
])('%j is not alike to %j', (left, right) => {
  expect(same(left, right)).toBe(false);
});

test('octets are compared by value, wherever they lie', () => {
  expect(sameOctets(Uint8Array.of(0, 1, 2).subarray(1), Uint8Array.of(1, 2))).toBe(true);
});

test('runs are joined in order', () => {
  expect(joined([Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)])).toEqual(Uint8Array.of(1, 2, 3));
  expect(joined([])).toHaveLength(0);
});
