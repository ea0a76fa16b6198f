import { expect, test } from 'vitest';
import { pakoEngine } from '@sansws/deflate-pako';
import { streamCache } from '../../../src/extension/permessage-deflate/cache.ts';
import { choicesOf } from '../../../src/extension/permessage-deflate/options.ts';
import type { PermessageDeflateOptions } from '../../../src/extension/permessage-deflate/options.ts';

const engine = pakoEngine();

test('what is left out is filled in', () => {
  const { cache, ...others } = choicesOf({ engine });
  expect(cache.size()).toBe(0);
  expect(others).toEqual({
    engine,
    level: 6,
    memLevel: 8,
    strategy: 'default',
    threshold: 1_024,
    inflateRatio: Infinity,
    strictWindows: false,
    offers: [{ clientMaxWindowBits: true }],
    preferences: {
      serverNoContextTakeover: false,
      clientNoContextTakeover: false,
      serverMaxWindowBits: 15,
      clientMaxWindowBits: 15,
    },
  });
});

test('what is said holds', () => {
  const options: PermessageDeflateOptions = {
    engine,
    cache: streamCache(3),
    level: 0,
    memLevel: 1,
    strategy: 'rle',
    threshold: 0,
    inflateRatio: 100,
    strictWindows: true,
    offers: [{ serverMaxWindowBits: 9, clientMaxWindowBits: 9 }, {}],
    prefer: { serverMaxWindowBits: 10 },
  };
  const choices = choicesOf(options);
  expect(choices).toMatchObject({
    level: 0,
    memLevel: 1,
    strategy: 'rle',
    threshold: 0,
    inflateRatio: 100,
    strictWindows: true,
    offers: [{ serverMaxWindowBits: 9, clientMaxWindowBits: 9 }, {}],
    preferences: { serverMaxWindowBits: 10, clientMaxWindowBits: 15 },
  });
  expect(choices.cache).toBe(options.cache);
});

test('a threshold that no message reaches is one', () => {
  expect(choicesOf({ engine, threshold: Infinity }).threshold).toBe(Infinity);
});

test('what no engine or header can have is a mistake of the program (AP26); so are windows of 8', () => {
  const wrong: readonly object[] = [
    { level: 10 },
    { level: -1 },
    { level: 1.5 },
    { memLevel: 0 },
    { memLevel: 10 },
    { strategy: 'fast' },
    { threshold: -1 },
    { threshold: NaN },
    { threshold: -Infinity },
    { inflateRatio: 0.5 },
    { inflateRatio: NaN },
    { strictWindows: 1 as never },
    { offers: [] },
    { offers: 7 },
    { offers: [null] },
    { offers: [{ serverMaxWindowBits: true }] },
    { offers: [{ serverNoContextTakeover: 'no' }] },
    { engine: undefined },
    { engine: { ...engine, name: 7 } },
    { engine: { ...engine, inflater: null } },
    { cache: {} },
    { cache: { ...streamCache(1), spare: undefined } },
    { cache: null },
    { prefer: null },
    { prefer: 7 },
    { prefer: { serverMaxWindowBits: true } },
    { prefer: { serverMaxWindowBits: NaN } },
    { prefer: { clientMaxWindowBits: true } },
    { prefer: { clientMaxWindowBits: '12' } },
    { prefer: { clientNoContextTakeover: 1 } },
    { offers: [{ serverMaxWindowBits: 8 }] },
    { offers: [{ clientMaxWindowBits: 8 }] },
    { offers: [{ clientMaxWindowBits: 16 }] },
    { prefer: { serverMaxWindowBits: 8 } },
    { prefer: { clientMaxWindowBits: 7 } },
  ];
  for (const options of wrong) {
    expect(() => choicesOf({ engine, ...options }), JSON.stringify(options)).toThrow(RangeError);
  }
});

test('what is wrong is told with its name', () => {
  const told = (options: object): unknown => {
    try {
      return choicesOf({ engine, ...options });
    } catch (error) {
      return String(error);
    }
  };
  expect(told({ prefer: { clientMaxWindowBits: true } })).toContain(
    'prefer: clientMaxWindowBits cannot be true',
  );
  expect(told({ offers: [{ clientMaxWindowBits: 8 }] })).toContain('offers: clientMaxWindowBits cannot be 8');
  expect(told({ engine: undefined })).toContain('engine cannot be undefined');
  expect(told({ cache: {} })).toContain('cache cannot be');
});

test('a preference that is undefined is left out', () => {
  const prefer = { serverMaxWindowBits: undefined, clientNoContextTakeover: undefined } as object;
  expect(choicesOf({ engine, prefer }).preferences).toEqual(choicesOf({ engine }).preferences);
});
