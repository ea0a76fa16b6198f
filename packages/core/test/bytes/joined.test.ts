import { expect, test } from 'vitest';
import { joined } from '../../src/bytes/joined.ts';

test('pieces come one after the other, in new memory', () => {
  const pieces = [Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)];
  expect(joined(pieces)).toEqual(Uint8Array.of(1, 2, 3));
  expect(joined([])).toEqual(new Uint8Array(0));
});

test('a single piece stays as it is', () => {
  const only = Uint8Array.of(1);
  expect(joined([only])).toBe(only);
});
