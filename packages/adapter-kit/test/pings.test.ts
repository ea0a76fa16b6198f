import { expect, test } from 'vitest';
import { Pings } from '../src/pings.ts';

test('each ping of its own making has data of its own', () => {
  const pings = new Pings();
  expect([...pings.next()]).toEqual([0, 0, 0, 0]);
  expect([...pings.next()]).toEqual([0, 0, 0, 1]);
});

test('a pong answers the newest ping with its data, and all older ones', async () => {
  const pings = new Pings();
  const first = pings.await(Uint8Array.of(1), 0);
  const second = pings.await(Uint8Array.of(2), 10);
  const third = pings.await(Uint8Array.of(3), 20);
  pings.answer(Uint8Array.of(9), 25);
  pings.answer(Uint8Array.of(2), 30);
  expect(await first).toBe(30);
  expect(await second).toBe(20);
  pings.answer(Uint8Array.of(3), 50);
  expect(await third).toBe(30);
});

test('the data may change once it is sent', async () => {
  for (const data of [Uint8Array.of(1), Buffer.of(1)]) {
    const pings = new Pings();
    const answered = pings.await(data, 0);
    data[0] = 2;
    pings.answer(Uint8Array.of(1), 5);
    expect(await answered).toBe(5);
  }
});

test('the end rejects all that wait, and kills nobody who does not', async () => {
  const pings = new Pings();
  void pings.await(Uint8Array.of(1), 0);
  const awaited = pings.await(Uint8Array.of(2), 0);
  pings.end(new Error('gone'));
  await expect(awaited).rejects.toThrow('gone');
});
