import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/in-memory/index.ts';

function after(clock: VirtualClock, milliseconds: number): Promise<number> {
  return new Promise((resolve) => {
    clock.setTimer(clock.now() + milliseconds, () => resolve(clock.now()), undefined);
  });
}

test('what is due happens in order, at its time, with its target', async () => {
  const clock = new VirtualClock();
  const seen: string[] = [];
  const note = (word: string): void => void seen.push(`${word} ${clock.now()}`);
  clock.setTimer(30, note, 'third');
  clock.setTimer(10, note, 'first');
  clock.setTimer(10, note, 'second');
  const never = clock.setTimer(20, note, 'never');
  clock.clearTimer(never);
  await clock.pass(9);
  expect([seen, clock.now()]).toEqual([[], 9]);
  await clock.pass(21);
  expect([seen, clock.now()]).toEqual([['first 10', 'second 10', 'third 30'], 30]);
});

test('what a moment brings about is over before the next one', async () => {
  const clock = new VirtualClock();
  const seen: string[] = [];
  const follow = async (): Promise<void> => {
    for (let round = 0; round < 3; round++) seen.push(`round ${round} at ${await after(clock, 10)}`);
  };
  void follow();
  clock.soon((word) => seen.push(word), 'soon');
  await clock.pass(100);
  expect(seen).toEqual(['soon', 'round 0 at 10', 'round 1 at 20', 'round 2 at 30']);
});

test('until: as much time as it takes, and no more', async () => {
  const clock = new VirtualClock();
  expect(await clock.until(after(clock, 250).then((at) => at * 2))).toBe(500);
  expect(clock.now()).toBe(250);
  expect(await clock.until(Promise.resolve('at once'))).toBe('at once');
  expect(clock.now()).toBe(250);
  const problem = new Error('no');
  await expect(clock.until(Promise.reject(problem))).rejects.toBe(problem);
});

test('until: what never comes is an error, not a test that hangs', async () => {
  const clock = new VirtualClock();
  await expect(clock.until(new Promise(() => {}))).rejects.toThrow('Nothing is under way');
  const again = (): void => void clock.setTimer(clock.now() + 60_000, again, undefined);
  again();
  await expect(clock.until(new Promise(() => {}))).rejects.toThrow('An hour on this clock');
});

test('a timer that is due already is due now: time does not go back', async () => {
  const clock = new VirtualClock();
  await clock.pass(100);
  const seen: number[] = [];
  clock.setTimer(50, () => seen.push(clock.now()), undefined);
  await clock.pass(0);
  expect([seen, clock.now()]).toEqual([[100], 100]);
});
