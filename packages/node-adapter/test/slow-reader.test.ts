/** Readers that are slow, and readers that never come, on real sockets. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { connect, listen } from '../src/index.ts';
import type { ListenOptions, Server } from '../src/index.ts';
import { masked, rawClient } from './helpers/raw.ts';

const open: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of open.splice(0)) await end();
});

async function serve(options: Partial<ListenOptions> = {}): Promise<Server> {
  const server = await listen({ host: '127.0.0.1', origins: 'any', ...options });
  open.push(() => server.close({ deadline: 200 }));
  return server;
}

/** After how many milliseconds the server has no connections any more. */
async function untilEmpty(server: Server): Promise<number> {
  const begun = performance.now();
  while (server.connections > 0) await delay(10);
  return performance.now() - begun;
}

test('3,000 messages and a FIN: a slow loop gets them all', async () => {
  const seen: unknown[] = [];
  let done = (): void => {};
  const read = new Promise<void>((resolve) => {
    done = resolve;
  });
  const server = await serve({
    onSocket: async (socket) => {
      for await (const message of socket) {
        seen.push(message);
        if (seen.length % 50 === 0) await delay(2);
      }
      done();
    },
  });
  const { socket: client } = await rawClient(server.port);
  client.end(Buffer.concat(Array.from({ length: 3_000 }, (_, index) => masked(1, String(index)))));
  await read;
  expect(seen).toEqual(Array.from({ length: 3_000 }, (_, index) => String(index)));
  await untilEmpty(server);
});

test('(a) nobody reads and the peer falls silent: gone', async () => {
  const server = await serve({ keepalive: { interval: 100, timeout: 100 } });
  const { socket: client } = await rawClient(server.port);
  client.write(Buffer.concat(Array.from({ length: 64 }, () => masked(1, ''))));
  await delay(20);
  expect(await untilEmpty(server)).toBeLessThan(2_000);
});

test('a live peer that never reads while a callback waits for room: gone, and all that came is told', async () => {
  const seen: number[] = [];
  let record: Promise<unknown> = Promise.resolve();
  const server = await serve({
    keepalive: { interval: 100, timeout: 100 },
    onSocket: (socket) => {
      record = socket.closed;
      socket.onMessage((message) => {
        seen.push(message.length);
        let room = socket.send(new Uint8Array(20_000));
        while (room === true) room = socket.send(new Uint8Array(20_000));
        return room;
      });
    },
  });
  const { socket: client } = await rawClient(server.port);
  client.pause();
  const talk = setInterval(() => client.write(masked(1, 'still here')), 20);
  open.push(() => clearInterval(talk));
  client.on('error', () => {});
  await delay(100);
  // The kernel takes some megabytes before it is full; each octet that waits gets its time.
  expect(await untilEmpty(server)).toBeLessThan(30_000);
  expect(await record).toMatchObject({ cause: 'transport-stalled' });
  expect(seen.length).toBeGreaterThan(0);
  client.destroy();
});

test('(b) nobody reads and an orderly client closes: gone', async () => {
  const server = await serve();
  const client = await connect(`ws://127.0.0.1:${server.port}/`);
  for (let count = 0; count < 70; count++) void client.send('');
  void client.close();
  await client.closed;
  expect(await untilEmpty(server)).toBeLessThan(7_000);
});

test('(c) nobody reads, then Close and FIN: gone', async () => {
  const server = await serve();
  const { socket: client } = await rawClient(server.port);
  const frames = Array.from({ length: 64 }, () => masked(1, ''));
  client.end(Buffer.concat([...frames, masked(8, Uint8Array.of(3, 0xe8))]));
  await delay(20);
  expect(await untilEmpty(server)).toBeLessThan(7_000);
});
