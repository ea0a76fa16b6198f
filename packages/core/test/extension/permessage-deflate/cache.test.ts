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
  const cache = streamCache(4);
  const put = (name: string, underWay: boolean): void => cache.put(name, make(name), underWay);
  put('midway', true);
  for (const name of ['oldest', 'older', 'newer', 'newest']) put(name, false);
  expect(freed).toEqual(['oldest']);
  put('midway too', true);
  expect(freed).toEqual(['oldest', 'older']);
  expect(cache.size()).toBe(4);
});

test('those in the middle of a message have the half of the places that they never lose, and no more', () => {
  const { freed, make } = streams();
  const cache = streamCache(5);
  const put = (name: string, underWay: boolean): void => cache.put(name, make(name), underWay);
  for (let index = 0; index < 8; index++) put(`midway ${index}`, true);
  // Places that nobody else wants are theirs.
  expect([freed, cache.size()]).toEqual([['midway 0', 'midway 1', 'midway 2'], 5]);
  put('one', false);
  put('two', false);
  expect(freed.slice(3)).toEqual(['midway 3', 'midway 4']);
  put('three', false);
  expect(freed.slice(5)).toEqual(['one']);
  put('midway 8', true);
  expect(freed.slice(6)).toEqual(['midway 5']);
  expect(cache.size()).toBe(5);
});

test('a single place belongs to the one in the middle of a message', () => {
  const { freed, make } = streams();
  const cache = streamCache(1);
  cache.put('midway', make('midway'), true);
  cache.put('resting', make('resting'), false);
  expect(freed).toEqual(['resting']);
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

test('a full cache spares what it would give up, to one of its kind', () => {
  const { freed, make } = streams();
  const cache = streamCache(3);
  const put = (name: string, kind: string, underWay = false): void =>
    cache.put(name, { ...make(name), kind }, underWay);
  put('one', 'a');
  put('two', 'b');
  expect(cache.spare('a')).toBeNull();
  put('three', 'a', true);
  expect(cache.spare('b')).toBeNull();
  expect(cache.spare('a')).toMatchObject({ kind: 'a' });
  expect([cache.size(), cache.take('one'), freed]).toEqual([2, null, []]);
  put('four', 'c');
  expect(cache.spare('b')).toMatchObject({ kind: 'b' });
  cache.take('four');
  put('five', 'a', true);
  put('six', 'c', true);
  // More than half of the places are taken by messages under way: the oldest of these is next.
  expect(cache.spare('a')).toMatchObject({ kind: 'a' });
  expect([cache.take('three'), cache.size()]).toEqual([null, 2]);
  expect(streamCache(0).spare('a')).toBeNull();
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
