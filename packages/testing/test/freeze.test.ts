import { expect, test } from 'vitest';
import { deepFreeze, watch } from '../src/freeze.ts';

test('everything inside is frozen, typed arrays and what was frozen already aside', () => {
  const octets = Uint8Array.of(1);
  const circle: { self?: unknown; inner: { list: number[]; octets: Uint8Array } } = {
    inner: { list: [1], octets },
  };
  circle.self = circle;
  expect(deepFreeze(circle)).toBe(circle);
  expect(() => circle.inner.list.push(2)).toThrow(TypeError);
  expect(Object.isFrozen(circle.inner)).toBe(true);
  octets[0] = 2;
  expect(circle.inner.octets[0]).toBe(2);
  expect(deepFreeze(1)).toBe(1);
});

test('a change of any octet inside is seen', () => {
  const octets = Uint8Array.of(1, 2);
  const untouched = watch([{ octets }, null, 7]);
  expect(untouched()).toBe(true);
  octets[1] = 3;
  expect(untouched()).toBe(false);
});
