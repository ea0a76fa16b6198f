/**
 * Plays one case on the core alone: every answer judged as on a socket, and the events of the connection besides.
 *
 * @module
 */

import type { AnySession, ConnectionEvent, Extension, Role } from '@sansws/core';
import { formatExtensions, parseExtensions } from '@sansws/core/extension';
import { CoreEcho } from './core-echo.ts';
import type { Cutting } from './fuzzer/compile.ts';
import { readAnswer } from './fuzzer/compression.ts';
import { judge } from './fuzzer/judge.ts';
import { playDirectly } from './fuzzer/play-directly.ts';
import type { ConformanceCase, DeflateTerms } from './vectors/case.ts';

/**
 * The problems of the case, none if it is strictly OK. `role` is that of the core; `deflate` is its extension for the
 * cases that compress.
 */
export function runOnCore(
  row: ConformanceCase,
  role: Role,
  cutting: Cutting,
  deflate: Extension | null = null,
): readonly string[] {
  const fuzzer = role === 'client' ? 'server' : 'client';
  const sessions = row.deflate === undefined ? [] : [agreedOn(row.deflate, role, deflate)];
  const start = (write: (octets: Uint8Array) => void): CoreEcho => new CoreEcho(role, write, sessions);
  const { seen, peer } = playDirectly(row, fuzzer, cutting, start, readAnswer(answerOf(sessions)));
  return [...judge(row, seen), ...endProblems(row, peer.events, seen.closeCode ?? 1006)];
}

/** A server takes the first offer, a client the first answer; either is a failure of the case if it does not. */
function agreedOn({ offers, answers }: DeflateTerms, role: Role, deflate: Extension | null): AnySession {
  const first = parseExtensions([(role === 'server' ? offers : answers)[0] ?? ''], 1);
  const parameters = first.ok ? (first.value[0]?.parameters ?? []) : [];
  const session = role === 'server' ? deflate?.accept(parameters) : deflate?.confirm(parameters);
  if (session === undefined || session === null) throw new Error('permessage-deflate was not agreed on');
  return session;
}

function answerOf(sessions: readonly AnySession[]): string {
  const text = formatExtensions(sessions);
  return text.ok ? text.value : '';
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
