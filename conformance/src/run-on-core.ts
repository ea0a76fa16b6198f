/**
 * Plays one case on the core alone: every answer judged as on a socket, and the events of the connection besides.
 *
 * @module
 */

import type { ConnectionEvent, Role } from '@sansws/core';
import { CoreEcho } from './core-echo.ts';
import type { Cutting } from './fuzzer/compile.ts';
import { judge } from './fuzzer/judge.ts';
import { playDirectly } from './fuzzer/play-directly.ts';
import type { ConformanceCase } from './vectors/case.ts';

/** The problems of the case, none if it is strictly OK. `role` is that of the core. */
export function runOnCore(row: ConformanceCase, role: Role, cutting: Cutting): readonly string[] {
  const fuzzer = role === 'client' ? 'server' : 'client';
  const { seen, peer } = playDirectly(row, fuzzer, cutting, (write) => new CoreEcho(role, write));
  return [...judge(row, seen), ...endProblems(row, peer.events, seen.closeCode ?? 1006)];
}

/** The last event is `closed`, exactly once, and its record says what happened. */
function endProblems(
  row: ConformanceCase,
  events: readonly ConnectionEvent[],
  sent: number,
): readonly string[] {
  const problems: string[] = [];
  const last = events.at(-1);
  if (last?.type !== 'closed') return ['the last event is not closed'];
  if (events.filter(({ type }) => type === 'closed').length !== 1) problems.push('closed more than once');
  const { record } = last;
  const failed = events.filter(({ type }) => type === 'failed').length;
  if (record.sent?.statusCode !== sent) problems.push(`the record says ${record.sent?.statusCode} was sent`);
  if (row.outcome.type === 'failure') {
    if (failed !== 1) problems.push(`${failed} events say that the connection failed`);
    if (record.violation?.statusCode !== sent) problems.push('the record has not the violation of the Close');
    return problems;
  }
  if (failed !== 0) problems.push('an event says that the connection failed');
  if (!record.clean) problems.push('the record does not say clean');
  if (record.first !== 'remote') problems.push(`the record says ${record.first} was first`);
  return problems;
}
