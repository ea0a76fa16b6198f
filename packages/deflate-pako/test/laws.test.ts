import { env } from 'node:process';
import { expect, test } from 'vitest';
import { everyDeflatingLaw } from '@sansws/testing';
import { zlibEngine } from '@sansws/deflate-zlib';
import { pakoEngine } from '../src/engine.ts';

test('DF24 every law of permessage-deflate, windows among them; zlib as the twin', () => {
  const trial = {
    runs: Number(env['SANSWS_RUNS'] ?? 2_000),
    seed: Number(env['SANSWS_SEED'] ?? 7_692),
    replay: (seed: number) =>
      `Again: SANSWS_SEED=${seed} npx vitest run --project deflate-pako test/laws.test.ts`,
  };
  expect(() => everyDeflatingLaw(pakoEngine(), zlibEngine(), trial)).not.toThrow();
});
