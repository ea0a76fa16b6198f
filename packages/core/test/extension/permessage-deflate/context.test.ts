import { expect, test } from 'vitest';
import { inRow, noRuns, withCopy } from '../../../src/bytes/runs.ts';
import { streamCache } from '../../../src/extension/permessage-deflate/cache.ts';
import {
  carry,
  contextOf,
  initialContext,
  snapshotOf,
} from '../../../src/extension/permessage-deflate/context.ts';
import type { Context } from '../../../src/extension/permessage-deflate/context.ts';
import { emptyWindow, slide, windowOctets } from '../../../src/extension/permessage-deflate/window.ts';

const midway: Context = {
  on: false,
  message: 'compressed',
  window: slide(emptyWindow, Uint8Array.of(1, 2, 3), 16),
  compressed: withCopy(noRuns, Uint8Array.of(4, 5)),
};

test('a context survives JSON', () => {
  expect(contextOf(JSON.parse(JSON.stringify(snapshotOf(initialContext))))).toEqual(initialContext);
  const resumed = contextOf(JSON.parse(JSON.stringify(snapshotOf(midway))));
  expect([resumed.on, resumed.message]).toEqual([false, 'compressed']);
  expect([...windowOctets(resumed.window)]).toEqual([1, 2, 3]);
  expect(inRow(resumed.compressed)).toEqual([Uint8Array.of(4, 5)]);
});

test('only the window is written, not what slid out of it', () => {
  const long = slide(slide(emptyWindow, new Uint8Array(32_768), 32_768), new Uint8Array(5_000), 32_768);
  const { window: text } = snapshotOf({ ...midway, window: long }) as { readonly window: string };
  expect(text).toHaveLength(Math.ceil(32_768 / 3) * 4);
});

test('anything else is refused by a TypeError', () => {
  const fine = snapshotOf(midway) as object;
  const wrong: readonly unknown[] = [
    undefined,
    null,
    'x',
    {},
    { ...fine, on: 1 },
    { ...fine, message: 'half' },
    { ...fine, window: 'A' },
    { ...fine, window: 7 },
    { ...fine, compressed: null },
    { ...fine, window: 'AAAA'.repeat(10_923) },
    { ...fine, message: 'none' },
  ];
  for (const value of wrong) expect(() => contextOf(value)).toThrow(TypeError);
  expect(contextOf({ ...fine, message: 'plain', compressed: '' }).message).toBe('plain');
});

test('what stands beside a value comes along to another that means the same', () => {
  const cache = streamCache(2);
  const live = { free: () => {} };
  cache.put(midway, live, true);
  const other = { ...midway, on: true };
  carry(cache, midway, other);
  expect([cache.take(midway), cache.take(other)]).toEqual([null, live]);
  carry(cache, midway, other);
  expect(cache.size()).toBe(0);
});
