import type { Trial } from '../src/laws/law.ts';

/** Enough to find what is broken on purpose; the same inputs each time. */
export const trial: Trial = { runs: 400, seed: 6_455 };

/** A twin re-reads everything with every octet: fewer runs. */
export const fewTrials: Trial = { runs: 50, seed: 6_455 };
