import { expect, test } from 'vitest';
import { randomNumber, randomNumbers } from '../src/random.ts';

test('a seed gives its numbers in order, and each without the others', () => {
  const next = randomNumbers(42);
  const first = Array.from({ length: 100 }, () => next());
  expect(Array.from({ length: 100 }, (_, index) => randomNumber(42, index))).toEqual(first);
  expect(new Set(first).size).toBe(100);
  expect(first.every((number) => number >= 0 && number < 2 ** 32)).toBe(true);
  expect(randomNumber(43, 0)).not.toBe(first[0]);
});
