/**
 * How often the laws are tried here: 10,000 runs from a fixed seed. `SANSWS_SEED`, `SANSWS_RUNS` and
 * `SANSWS_PATH` try others; a failure says which.
 */
import { env } from 'node:process';
import type { Trial } from '@sansws/testing';

/** The trial of the test file `file` (below `test/laws`). */
export function trialOf(file: string): Trial {
  const path = env['SANSWS_PATH'];
  return {
    runs: Number(env['SANSWS_RUNS'] ?? 10_000),
    seed: Number(env['SANSWS_SEED'] ?? 6_455),
    ...(path === undefined ? {} : { path }),
    replay: (seed, at) =>
      `Again: SANSWS_SEED=${seed} SANSWS_PATH=${at} npx vitest run --project core test/laws/${file}`,
  };
}
