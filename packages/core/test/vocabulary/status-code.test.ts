import { expect, test } from 'vitest';
import { mayTravel, statusCodes } from '../../src/vocabulary/status-code.ts';

test('may travel: of all 65,536 codes those of RFC 6455 §7.4 and the registry', () => {
  const travelling = Array.from({ length: 65_536 }, (_, code) => code).filter(mayTravel);
  const expected: number[] = [];
  for (const [first, last] of [
    [1000, 1003],
    [1007, 1014],
    [3000, 4999],
  ] as const) {
    for (let code = first; code <= last; code++) expected.push(code);
  }
  expect(travelling).toEqual(expected);
});

test('a code that is no whole number may not travel', () => {
  expect([1000.5, Number.NaN, Number.POSITIVE_INFINITY, -1000].filter(mayTravel)).toEqual([]);
});

test('the registered names stand for their numbers', () => {
  expect(Object.values(statusCodes)).toEqual([
    1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015,
  ]);
});
