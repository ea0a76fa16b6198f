// Each case is there for a fault. An endpoint with one fault must fail the cases that are there for it, and an
// endpoint with none must fail none.
import { describe, expect, test } from 'vitest';
import { judge } from '../src/fuzzer/judge.ts';
import { playDirectly } from '../src/fuzzer/play-directly.ts';
import { protocolCases } from '../src/vectors/index.ts';
import { type Fault, FaultyEcho } from './faulty-echo.ts';

const invalidTexts = protocolCases
  .filter(({ id, outcome }) => id.startsWith('6.') && outcome.type === 'failure')
  .map(({ id }) => id);

const caught: readonly (readonly [Fault, readonly string[]])[] = [
  ['no look at reserved bits', ids('3.', 1, 7)],
  ['reserved opcodes skipped', [...ids('4.1.', 1, 5), ...ids('4.2.', 1, 5)]],
  ['fragmented control frames taken', ['5.1', '5.2']],
  ['long control frames taken', ['2.5', '7.3.6']],
  ['a stray continuation begins a message', ids('5.', 12, 16)],
  ['a final stray continuation is a message', ['5.9', '5.10', '5.11', '5.17']],
  ['a message may begin inside another', ['5.18']],
  [
    'no pong',
    ['2.1', '2.2', '2.3', '2.4', '2.6', '2.9', '2.10', '2.11', '5.6', '5.7', '5.8', '5.19', '5.20'],
  ],
  [
    'pongs without their payload',
    ['2.2', '2.3', '2.4', '2.6', '2.9', '2.10', '2.11', '5.6', '5.7', '5.8', '5.19', '5.20'],
  ],
  ['no look at UTF-8', invalidTexts],
  ['UTF-8 looked at once the message is whole', ids('6.4.', 1, 4)],
  ['any status code taken', [...ids('7.9.', 1, 9), '7.13.1', '7.13.2']],
  ['any close reason taken', ['7.5.1']],
  ['a close body of one octet taken', ['7.3.2']],
];

describe('an endpoint', () => {
  test('without a fault fails no case', () => {
    expect(failedCases(null)).toEqual([]);
  });

  test('finds 75 texts in group 6 that are not UTF-8', () => {
    expect(invalidTexts).toHaveLength(75);
  });

  test.each(caught)('with %s', (fault, expected) => {
    expect(failedCases(fault)).toEqual(expected);
  });

  test('that does not answer a Close fails every case that ends well', () => {
    expect(failedCases('no Close in answer')).toEqual(idsOf((outcome) => outcome !== 'failure'));
  });

  test.each(['failing without a code', 'failing without a Close'] as const)(
    '%s fails every case that ends badly',
    (fault) => {
      expect(failedCases(fault)).toEqual(idsOf((outcome) => outcome === 'failure'));
    },
  );

  test('that keeps TCP up fails every case', () => {
    expect(failedCases('TCP kept up')).toEqual(idsOf(() => true));
  });

  test('that goes on after a Close fails every case in which something comes after one', () => {
    const more = ids('7.1.', 2, 6);
    expect(failedCases('going on after a Close')).toEqual(
      protocolCases
        .filter(({ id, outcome }) => outcome.type === 'failure' || more.includes(id))
        .map(({ id }) => id),
    );
  });

  test('that echoes everything as text fails every binary case', () => {
    expect(failedCases('everything echoed as text')).toEqual(ids('1.2.', 1, 8));
  });

  test('that loses octets fails every case with an echo that is not empty', () => {
    const echoes = protocolCases.filter(({ events }) =>
      events().some(({ type, payload }) => type !== 'pong' && payload.length > 0),
    );
    expect(failedCases('the last octet lost')).toEqual(echoes.map(({ id }) => id));
  });
});

function failedCases(fault: Fault | null): readonly string[] {
  return protocolCases
    .filter((row) => {
      const { seen } = playDirectly(row, 'client', 'as-written', (write) => new FaultyEcho(fault, write));
      return judge(row, seen).length > 0;
    })
    .map(({ id }) => id);
}

function ids(group: string, first: number, last: number): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `${group}${first + index}`);
}

function idsOf(chosen: (outcome: 'echo' | 'close' | 'failure') => boolean): readonly string[] {
  return protocolCases.filter(({ outcome }) => chosen(outcome.type)).map(({ id }) => id);
}
