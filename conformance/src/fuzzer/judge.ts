/**
 * The verdict on a case that has run: strict, and in words.
 *
 * @module
 */

import type { ConformanceCase, ExpectedEvent, Outcome } from '../vectors/case.ts';

/** What a runner saw of the peer. */
export interface Observation {
  readonly events: readonly ExpectedEvent[];
  /** The status code of the peer's Close frame, 1005 for an empty one; null when none came. */
  readonly closeCode: number | null;
  /** Whether the peer's Close frame came before any Close of the fuzzer that was meant well. */
  readonly peerFirst: boolean;
  /** What the peer did wrong on the wire; null when nothing. */
  readonly fault: string | null;
  /** Looks in the middle of the script that found something wrong. */
  readonly findings: readonly string[];
  /** Whether the connection ended in the way and the time that the outcome asks for; else why not. */
  readonly unclean: string | null;
}

/** Everything that keeps the case from being strictly OK; empty when it is. */
export function judge(row: ConformanceCase, seen: Observation): readonly string[] {
  const problems = [...seen.findings];
  if (seen.fault !== null) problems.push(`the peer sent ${seen.fault}`);
  const difference = firstDifference(row.events(), seen.events);
  if (difference !== null) problems.push(difference);
  problems.push(...closeProblems(row.outcome, seen));
  if (seen.unclean !== null) problems.push(seen.unclean);
  return problems;
}

/** In cases that compress the peer must do so as well: what it compresses wrongly is seen by nobody otherwise. */
export function leftPlain(
  row: ConformanceCase,
  { events, compressed }: { readonly events: readonly ExpectedEvent[]; readonly compressed: number },
): readonly string[] {
  const plain = row.deflate === undefined ? 0 : events.length - compressed;
  return plain === 0 ? [] : [`${plain} of ${events.length} messages came uncompressed`];
}

function closeProblems(outcome: Outcome, seen: Observation): readonly string[] {
  const allowed = outcome.type === 'echo' ? [1000] : outcome.statusCodes;
  const shouldBeFirst = outcome.type === 'failure';
  if (seen.closeCode === null) return ['the peer sent no Close frame'];
  const problems: string[] = [];
  if (seen.peerFirst !== shouldBeFirst) {
    problems.push(shouldBeFirst ? 'the peer did not fail the connection' : 'the peer closed first');
  }
  if (!allowed.includes(seen.closeCode)) {
    problems.push(`the peer's Close carries ${seen.closeCode}, not ${allowed.join(' or ')}`);
  }
  return problems;
}

function firstDifference(expected: readonly ExpectedEvent[], seen: readonly ExpectedEvent[]): string | null {
  const length = Math.max(expected.length, seen.length);
  for (let index = 0; index < length; index++) {
    const wanted = expected[index];
    const got = seen[index];
    if (wanted === undefined || got === undefined || !isSame(wanted, got)) {
      return `event ${index} is ${inWords(got)}, not ${inWords(wanted)}`;
    }
  }
  return null;
}

function isSame(one: ExpectedEvent, other: ExpectedEvent): boolean {
  return one.type === other.type && Buffer.compare(one.payload, other.payload) === 0;
}

function inWords(event: ExpectedEvent | undefined): string {
  if (event === undefined) return 'missing';
  const start = Buffer.from(event.payload.subarray(0, 16)).toString('hex');
  return `${event.type} of ${event.payload.length} octets (${start}${event.payload.length > 16 ? '…' : ''})`;
}
