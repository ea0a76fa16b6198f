import { env } from 'node:process';
import { expect, test } from 'vitest';
import { everyDeflatingLaw } from '@sansws/testing';
import { pakoEngine } from '@sansws/deflate-pako';
import { zlibEngine } from '../src/engine.ts';

test('DF24 every law of permessage-deflate, windows among them; pako as the twin', () => {
  const trial = {
    runs: Number(env['SANSWS_RUNS'] ?? 2_000),
    seed: Number(env['SANSWS_SEED'] ?? 7_692),
    replay: (seed: number) =>
      `Again: SANSWS_SEED=${seed} npx vitest run --project deflate-zlib test/laws.test.ts`,
  };
  expect(() => everyDeflatingLaw(zlibEngine(), pakoEngine(), trial)).not.toThrow();
});
