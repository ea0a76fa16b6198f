import { expect, test } from 'vitest';
import { closeCodeMayTravel, codeRanges } from '../../src/oracle/close-code.ts';

test('the ranges cover 0 to 65,535 without a gap', () => {
  let next = 0;
  for (const [from, to] of codeRanges) {
    expect(from).toBe(next);
    next = to + 1;
  }
  expect(next).toBe(65_536);
});

test.each([1000, 1003, 1007, 1014, 3000, 4999])('%d may travel', (code) => {
  expect(closeCodeMayTravel(code)).toBe(true);
});

test.each([0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535, 65_536])('%d may not', (code) => {
  expect(closeCodeMayTravel(code)).toBe(false);
});
