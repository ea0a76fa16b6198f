import { expect, test } from 'vitest';
import { limitsExact } from '../../src/laws/limits.ts';
import type { Receiver } from '../../src/subject.ts';
import { twinReceiver, type TwinMemory } from '../../src/twin/subjects.ts';
import { trial } from '../trial.ts';

const twin = twinReceiver('messages');

test.each(['frames', 'messages'] as const)('the limits of the twin are exact at the floor of %s', (floor) => {
  expect(() => limitsExact(twinReceiver(floor), trial)).not.toThrow();
});

/** The twin, opened with each limit moved by `by`. */
function moved(by: number): Receiver<TwinMemory> {
  return {
    ...twin,
    open: ({ role, limits }) => {
      const changed = Object.entries(limits).map(([name, limit]) => [name, Math.max(0, limit + by)]);
      return twin.open({ role, limits: Object.fromEntries(changed) });
    },
  };
}

test('a limit that is one too high or one too low is found', () => {
  expect(() => limitsExact(moved(1), trial)).toThrow(/expected/);
  expect(() => limitsExact(moved(-1), trial)).toThrow(/reaches the limit/);
});

test('a limit that is judged without knowing the length is found', () => {
  const hasty: Receiver<TwinMemory> = {
    ...twin,
    receive: (state, chunk) => {
      const received = twin.receive(state, chunk);
      const long = chunk.length > 1 && ((chunk[1] ?? 0) & 0x7f) === 127;
      return long && chunk.length < 10
        ? { ...received, fault: { name: 'frame-too-big', offset: 1 } }
        : received;
    },
  };
  expect(() => limitsExact(hasty, trial)).toThrow(/before the payload length was known|expected/);
});
