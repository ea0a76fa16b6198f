import { expect, test } from 'vitest';
import { Listeners } from '../src/listeners.ts';

test('the same function twice is two listeners; a list once taken does not change', () => {
  const listeners = new Listeners();
  const seen: string[] = [];
  const hear = (value: string): unknown => seen.push(value);
  const leave = listeners.add('message', hear);
  listeners.add('message', hear);
  const before = listeners.of('message');
  leave();
  leave();
  expect(before.length).toBe(2);
  expect(listeners.of('message').length).toBe(1);
  expect(listeners.of('closed')).toEqual([]);
  for (const listener of listeners.of('message')) listener('x' as never);
  expect(seen).toEqual(['x']);
});
