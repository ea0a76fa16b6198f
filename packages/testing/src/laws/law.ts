/**
 * What a law is: inputs, a judgement of each, and a word on how to see a failure again.
 *
 * @module
 */

import fc from 'fast-check';

/** How often a law is tried, and from where. */
export interface Trial {
  readonly runs: number;
  /** The same seed tries the same inputs. Left out, every trial is another one. */
  readonly seed?: number;
  /** Where a failure was found, to go there at once: the `path` that its message names. */
  readonly path?: string;
  /** How to run this trial again, as it stands in the message of a failure. */
  readonly replay?: (seed: number, path: string) => string;
}

/** What is wrong with an input, in one sentence; `null` if nothing is. */
export type Judgement = string | null;

/**
 * Tries a law on arbitrary inputs. Throws an `Error` for the smallest input that breaks it, with what was
 * wrong and how to try it again. Whatever a judged function throws counts as broken, too.
 *
 * @example
 * ```ts
 * import { tryLaw } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { throws } from 'node:assert/strict';
 * const small = (number: number) => (number < 100 ? null : `${number} is not small`);
 * throws(() => tryLaw('numbers are small', fc.nat(), small, { runs: 100, seed: 1 }), /100 is not small/);
 * ```
 */
export function tryLaw<Input>(
  name: string,
  inputs: fc.Arbitrary<Input>,
  judge: (input: Input) => Judgement,
  trial: Trial,
): void {
  const property = fc.property(inputs, (input) => {
    const wrong = judge(input);
    if (wrong !== null) throw new Error(wrong);
  });
  const { runs, seed, path, replay } = trial;
  const outcome = fc.check(property, {
    numRuns: runs,
    ...(seed === undefined ? {} : { seed }),
    ...(path === undefined ? {} : { path }),
  });
  if (!outcome.failed) return;
  const again = replay?.(outcome.seed, String(outcome.counterexamplePath)) ?? '';
  const wrong = String(outcome.errorInstance);
  throw new Error(`The law "${name}" is broken: ${wrong}\n${fc.defaultReportMessage(outcome)}\n${again}`);
}

/**
 * A value as text, short enough for the message of a failure.
 *
 * @example
 * ```ts
 * import { shown } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * equal(shown([1]), '[1]');
 * ```
 */
export function shown(value: unknown): string {
  const whole = fc.stringify(value);
  return whole.length > longestShown ? `${whole.slice(0, longestShown)}…` : whole;
}

const longestShown = 2_000;
