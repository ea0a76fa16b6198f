import { expect, test } from 'vitest';
import { streamCache } from '../../../src/extension/permessage-deflate/cache.ts';
import type { Live } from '../../../src/extension/permessage-deflate/cache.ts';

/** Streams that tell when they are freed. */
function streams(): { readonly freed: string[]; readonly make: (name: string) => Live } {
  const freed: string[] = [];
  return { freed, make: (name) => ({ free: () => void freed.push(name) }) };
}

test('what was put at a place is taken from it, once', () => {
  const { freed, make } = streams();
  const cache = streamCache(2);
  const [place, one] = [{}, make('one')];
  cache.put(place, one, false);
  expect(cache.size()).toBe(1);
  expect(cache.take({})).toBeNull();
  expect(cache.take(place)).toBe(one);
  expect(cache.take(place)).toBeNull();
  expect([cache.size(), freed]).toEqual([0, []]);
});

test('the one used longest ago is given up first, one in the middle of a message last', () => {
  const { freed, make } = streams();
  const cache = streamCache(2);
  cache.put('midway', make('midway'), true);
  cache.put('older', make('older'), false);
  cache.put('newer', make('newer'), false);
  expect(freed).toEqual(['older']);
  cache.put('midway too', make('midway too'), true);
  expect(freed).toEqual(['older', 'newer']);
  cache.put('third', make('third'), true);
  expect(freed).toEqual(['older', 'newer', 'midway']);
  expect(cache.size()).toBe(2);
});

test('a second stream at a place takes the place of the first', () => {
  const { freed, make } = streams();
  const cache = streamCache(2);
  cache.put('place', make('first'), false);
  const second = make('second');
  cache.put('place', second, true);
  expect(freed).toEqual(['first']);
  expect(cache.take('place')).toBe(second);
});

test('a cache of none keeps none', () => {
  const { freed, make } = streams();
  const cache = streamCache(0);
  cache.put('one', make('one'), false);
  cache.put('two', make('two'), true);
  expect([cache.size(), freed, cache.take('one')]).toEqual([0, ['one', 'two'], null]);
});

test('cleared, it has freed all', () => {
  const { freed, make } = streams();
  const cache = streamCache(3);
  cache.put('one', make('one'), false);
  cache.put('two', make('two'), true);
  cache.clear();
  expect([cache.size(), freed]).toEqual([0, ['one', 'two']]);
});

test('a size that is none is a mistake of the program (AP26)', () => {
  for (const most of [-1, 1.5, NaN, Infinity, '1' as unknown as number]) {
    expect(() => streamCache(most)).toThrow(RangeError);
  }
});
