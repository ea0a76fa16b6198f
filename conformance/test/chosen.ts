// Which cases this run plays, and how many messages those of groups 12 and 13 have; `run.mjs` asks for more or fewer.
import { allMessages, fewMessages, type MessageCount } from '../src/vectors/12-compression.ts';
import type { ConformanceCase } from '../src/vectors/case.ts';

/** Whether all 1000 messages a case are asked for. */
export const isWhole: boolean = process.env['SANSWS_ALL_MESSAGES'] === '1';

/** Few, unless all are asked for. */
export const chosenMessages: MessageCount = isWhole ? allMessages : fewMessages;

/** The cases whose numbers begin with one of those that are asked for, such as `13.3,12.1.4`; all unless some are. */
export function chosen(cases: readonly ConformanceCase[]): readonly ConformanceCase[] {
  const groups = process.env['SANSWS_CASES']?.split(',');
  if (groups === undefined) return cases;
  return cases.filter(({ id }) => groups.some((group) => `${id}.`.startsWith(`${group}.`)));
}
