/** Three tests of the runner itself: one is right, one is wrong, one asks for what a Worker does not have. */
import { isUtf8 } from 'node:buffer';
import { expect, test } from 'vitest';

test('right', async () => {
  expect({ deep: [Uint8Array.of(1)] }).toEqual({ deep: [Uint8Array.of(1)] });
});

test.each([3])('wrong: two is %d', (three) => {
  expect(2).toBe(three);
});

test('lacking', () => {
  expect(() => isUtf8(Uint8Array.of(1))).toThrow();
});
