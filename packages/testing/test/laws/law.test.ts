import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shown, tryLaw } from '../../src/laws/law.ts';

const isSmall = (number: number): string | null => (number < 100 ? null : `${number} is not small`);

test('a law that holds says nothing', () => {
  expect(() => tryLaw('any', fc.nat(), () => null, { runs: 10 })).not.toThrow();
});

test('a law that is broken names itself, the smallest input and how to see it again', () => {
  const replay = (seed: number, path: string): string => `again with ${seed} at ${path}`;
  const broken = (): void => tryLaw('numbers are small', fc.nat(), isSmall, { runs: 100, seed: 1, replay });
  expect(broken).toThrow(/The law "numbers are small" is broken: Error: 100 is not small/);
  expect(broken).toThrow(/again with 1 at \d+/);
});

test('without a word on how, the seed and the path stand in the message all the same', () => {
  const broken = (): void => tryLaw('small', fc.nat(), isSmall, { runs: 100, seed: 1 });
  expect(broken).toThrow(/seed: 1, path: "\d+/);
});

test('a path goes straight to a failure', () => {
  const tried: number[] = [];
  const judge = (number: number): string | null => {
    tried.push(number);
    return isSmall(number);
  };
  expect(() => tryLaw('small', fc.nat(), judge, { runs: 100, seed: 1 })).toThrow();
  const first = tried.findIndex((number) => number >= 100);
  const at = tried[first];
  tried.length = 0;
  expect(() => tryLaw('small', fc.nat(), judge, { runs: 100, seed: 1, path: String(first) })).toThrow();
  expect(tried[0]).toBe(at);
});

test('what a judged function throws breaks the law', () => {
  const judge = (): null => {
    throw new Error('boom');
  };
  expect(() => tryLaw('calm', fc.nat(), judge, { runs: 1 })).toThrow(/"calm" is broken: Error: boom/);
});

test('a value is shown whole when it is short', () => {
  expect(shown([1])).toBe('[1]');
  expect(shown('x'.repeat(5_000))).toHaveLength(2_001);
});
