// The judge must see every fault that the cases are there for.
import { describe, expect, test } from 'vitest';
import { judge, type Observation } from '../src/fuzzer/judge.ts';
import type { ConformanceCase } from '../src/vectors/case.ts';
import { allCases } from '../src/vectors/index.ts';

const echo = rowOf('1.1.2');
const failure = rowOf('3.7');
const close = rowOf('7.9.4');
const good: Observation = {
  events: echo.events(),
  closeCode: 1000,
  peerFirst: false,
  fault: null,
  findings: [],
  unclean: null,
};
const failed: Observation = { ...good, events: [], closeCode: 1002, peerFirst: true };

describe('the judge', () => {
  test('has nothing to say of a good echo and of a good failure', () => {
    expect(judge(echo, good)).toEqual([]);
    expect(judge(failure, failed)).toEqual([]);
  });

  test.each([
    ['a missing echo', { events: [] }],
    ['a second echo', { events: [...good.events, ...good.events] }],
    [
      'an echo of the other type',
      { events: good.events.map((event) => ({ ...event, type: 'binary' as const })) },
    ],
    [
      'another payload',
      { events: good.events.map((event) => ({ ...event, payload: event.payload.slice(1) })) },
    ],
    ['no Close', { closeCode: null }],
    ['an empty Close', { closeCode: 1005 }],
    ['a Close before ours', { peerFirst: true }],
    ['a fault on the wire', { fault: 'a masked frame' }],
    ['an end that is not clean', { unclean: 'TCP still up' }],
    ['a finding on the way', { findings: ['the peer failed too early'] }],
  ])('sees %s', (_, change: Partial<Observation>) => {
    expect(judge(echo, { ...good, ...change })).toHaveLength(1);
  });

  test('takes neither an empty Close nor a good one for a failure', () => {
    expect(judge(failure, { ...failed, closeCode: 1005 })).toHaveLength(1);
    expect(judge(failure, { ...failed, peerFirst: false, closeCode: 1000 })).toHaveLength(2);
    expect(judge(close, { ...failed, closeCode: 1005 })).toHaveLength(1);
  });
});

function rowOf(id: string): ConformanceCase {
  const row = allCases.find((candidate) => candidate.id === id);
  if (row === undefined) throw new Error(`no case ${id}`);
  return row;
}
