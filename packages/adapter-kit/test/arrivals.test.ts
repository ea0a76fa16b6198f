import { expect, test } from 'vitest';
import { Arrivals } from '../src/arrivals.ts';
import { fakeWorld } from './helpers/fake.ts';

test('whoever takes too long is dropped, once, and whoever is through is not', () => {
  const { clock } = fakeWorld();
  const dropped: string[] = [];
  const arrivals = new Arrivals<string>(clock, 100, (name) => void dropped.push(name));
  arrivals.add('slow');
  clock.pass(60);
  arrivals.add('quick');
  arrivals.add('later');
  arrivals.delete('quick');
  arrivals.delete('stranger');
  clock.pass(60);
  expect(dropped).toEqual(['slow']);
  // What dropping it leads to: it is gone.
  arrivals.delete('slow');
  clock.pass(60);
  arrivals.delete('later');
  expect(dropped).toEqual(['slow', 'later']);
  expect(clock.timers.size).toBe(0);
});

test('when the server goes all are dropped at once, and no timer is left', () => {
  const { clock } = fakeWorld();
  const dropped: string[] = [];
  const arrivals = new Arrivals<string>(clock, 100, (name) => {
    dropped.push(name);
    // As sockets do that tell of their end at once.
    arrivals.delete(name);
  });
  for (const name of ['a', 'b', 'c']) arrivals.add(name);
  arrivals.dropAll();
  arrivals.dropAll();
  clock.pass(1_000);
  expect(dropped).toEqual(['a', 'b', 'c']);
  expect(clock.timers.size).toBe(0);
});
