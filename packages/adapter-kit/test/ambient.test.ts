import { expect, test } from 'vitest';
import { isThenable, whenAborted } from '../src/ambient.ts';

test('a signal calls once, later or at once, and can be forgotten', () => {
  let count = 0;
  const controller = new AbortController();
  whenAborted(controller.signal, () => count++);
  const forget = whenAborted(controller.signal, () => (count += 10));
  forget();
  controller.abort();
  expect(count).toBe(1);
  whenAborted(controller.signal, () => (count += 100))();
  expect(count).toBe(101);
  whenAborted(undefined, () => (count += 1_000))();
  expect(count).toBe(101);
});

test('a promise of any make is known', () => {
  expect(isThenable(Promise.resolve())).toBe(true);
  const foreign: unknown = Object.fromEntries([[['th', 'en'].join(''), () => {}]]);
  expect(isThenable(foreign)).toBe(true);
  expect([undefined, null, true, 'x', {}, []].some((value) => isThenable(value))).toBe(false);
});
