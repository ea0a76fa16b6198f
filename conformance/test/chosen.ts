// Which cases this run plays, and how many messages those of groups 12 and 13 have; `run.mjs` asks for more or fewer.
import { allMessages, fewMessages, type MessageCount } from '../src/vectors/12-compression.ts';
import type { ConformanceCase } from '../src/vectors/case.ts';

/** Whether all 1000 messages a case are asked for. */
export const isWhole: boolean = process.env['SANSWS_ALL_MESSAGES'] === '1';

/** Few, unless all are asked for. */
export const chosenMessages: MessageCount = isWhole ? allMessages : fewMessages;

/** The cases of the group that is asked for, such as `13.3`; all unless one is. */
export function chosen(cases: readonly ConformanceCase[]): readonly ConformanceCase[] {
  const group = process.env['SANSWS_CASES'];
  return group === undefined ? cases : cases.filter(({ id }) => `${id}.`.startsWith(`${group}.`));
}
