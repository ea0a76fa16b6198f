import { expect, test } from 'vitest';
import { clockOf } from '../src/clock.ts';

interface Asked {
  readonly delay: number;
  readonly fire: () => void;
}

function clockOnPaper(): { clock: ReturnType<typeof clockOf>; asked: Asked[]; soon: (() => void)[] } {
  const asked: Asked[] = [];
  const soon: (() => void)[] = [];
  const clock = clockOf({
    setTimer(callback, delay, target) {
      asked.push({ delay, fire: () => callback(target) });
      return setTimeout(() => {}, 1e6).unref();
    },
    soon: (callback, target) => void soon.push(() => callback(target)),
  });
  return { clock, asked, soon };
}

test('a timer is asked for by how long it takes from now on, never less than nothing, never more than a timer can', () => {
  const { clock, asked } = clockOnPaper();
  const fired: string[] = [];
  const note = (word: string): void => void fired.push(word);
  const now = clock.now();
  clock.setTimer(now + 1_000, note, 'soon enough');
  clock.setTimer(now - 5, note, 'late');
  clock.setTimer(now + 1e12, note, 'in thirty years');
  clock.setTimer(Infinity, note, 'never');
  const [first, ...others] = asked.map(({ delay }) => delay);
  expect(first).toBeGreaterThan(900);
  expect(first).toBeLessThanOrEqual(1_000);
  expect(Number.isInteger(first)).toBe(true);
  expect(others).toEqual([0, 2_147_483_647, 2_147_483_647]);
  for (const { fire } of asked) fire();
  expect(fired).toEqual(['soon enough', 'late', 'in thirty years', 'never']);
});

test('it never goes backwards, clears its timers, none included, and passes on what is to be soon', () => {
  const { clock, soon } = clockOnPaper();
  const first = clock.now();
  expect(clock.now()).toBeGreaterThanOrEqual(first);
  clock.clearTimer(clock.setTimer(first + 5, () => {}, null));
  clock.clearTimer(undefined);
  const called: number[] = [];
  clock.soon((value) => void called.push(value), 7);
  expect(called).toEqual([]);
  for (const act of soon) act();
  expect(called).toEqual([7]);
});
