/**
 * Plays one case on the core alone: no socket, no clock, every answer judged as on a socket and the events of
 * the connection besides.
 *
 * @module
 */

import type { ConnectionEvent, Role } from '@sansws/core';
import { CoreEcho } from './core-echo.ts';
import { compile, type Cutting, type WireStep } from './fuzzer/compile.ts';
import { type FuzzerRole, PeerReader, writeFrame } from './fuzzer/framing.ts';
import { judge } from './fuzzer/judge.ts';
import type { ConformanceCase } from './vectors/case.ts';
import { close } from './vectors/frames.ts';

/** The problems of the case, none if it is strictly OK. `role` is that of the core. */
export function runOnCore(row: ConformanceCase, role: Role, cutting: Cutting): readonly string[] {
  const fuzzer: FuzzerRole = role === 'client' ? 'server' : 'client';
  const reader = new PeerReader(fuzzer);
  const core = new CoreEcho(role, (octets) => reader.read(octets));
  const findings: string[] = [];
  for (const step of compile(row.script(), fuzzer, cutting)) perform(step, core, reader, findings);
  // Where the script itself closes, the close record knows who was first; see below.
  let peerFirst = false;
  if (row.outcome.type !== 'close') {
    peerFirst = reader.close !== null;
    const key = fuzzer === 'client' ? Uint8Array.of(1, 2, 3, 4) : null;
    core.receive(writeFrame(close(reader.close?.statusCode ?? 1000), key));
  }
  // RFC 6455 §7.1.1: the server closes TCP first, the client waits for it.
  if (role === 'server' && core.order === 'keep-open') findings.push('the server keeps TCP up');
  core.receiveEnd();
  const problems = judge(row, {
    events: reader.events,
    closeCode: reader.close?.statusCode ?? null,
    peerFirst,
    fault: reader.fault,
    findings,
    unclean: null,
  });
  return [...problems, ...endProblems(row, core.events, reader.close?.statusCode ?? 1006)];
}

function perform(step: WireStep, core: CoreEcho, reader: PeerReader, findings: string[]): void {
  switch (step.type) {
    case 'write':
      core.receive(step.octets);
      return;
    case 'await-events':
      if (reader.events.length < step.count) findings.push(`event ${step.count} did not come`);
      return;
    case 'still-open':
      if (reader.close !== null) findings.push('failed too early');
      return;
    case 'has-failed':
      if (reader.close === null) findings.push('did not fail at the first fault');
      return;
    case 'pause':
      return;
  }
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
