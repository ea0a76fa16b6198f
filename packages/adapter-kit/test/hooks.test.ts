import { expect, test } from 'vitest';
import { errorCallback, reporterOf } from '../src/hooks.ts';
import { fakeWorld } from './helpers/fake.ts';

test('an error that nobody takes is told as the runtime shows it, a string as it is', () => {
  const told: string[][] = [];
  const report = reporterOf(
    (value) => `shown ${String(value)}`,
    (...words) => void told.push(words),
  );
  for (const thrown of [new Error('mine'), 'a string', null]) report(thrown);
  expect(told.map(([, thrown]) => thrown)).toEqual(['shown Error: mine', 'a string', 'shown null']);
  for (const [what] of told) expect(what).toContain('onError');
});

test('anything can be thrown, also what cannot be shown', () => {
  const told: string[] = [];
  const inspect = (): never => {
    throw new Error('not even shown');
  };
  reporterOf(inspect, (_, thrown) => void told.push(thrown))({});
  expect(told).toEqual(['what it threw cannot be shown']);
});

test('AP27 a callback for errors that throws: both errors are reported, and nothing throws', () => {
  const { runtime, reported } = fakeWorld();
  const another = new Error('another');
  const callback = errorCallback(runtime, () => {
    throw another;
  });
  callback('mine', null);
  expect(reported).toEqual(['mine', another]);
  const mute = errorCallback(
    {
      ...runtime,
      report: () => {
        throw another;
      },
    },
    undefined,
  );
  mute('mine', null);
  expect(reported.length).toBe(2);
});
