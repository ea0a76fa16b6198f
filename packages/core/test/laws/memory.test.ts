/**
 * Memory and time of tiny parts: what a peer can cost that sends one octet at a time.
 */
import { cpuUsage, memoryUsage } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { gather, gatherNothing } from '../../src/bytes/gathered.ts';
import { establish, receive, type Connection } from '../../src/connection/index.ts';

// A collection at will makes "retained" a number instead of a mood.
const { Bun } = globalThis as { readonly Bun?: { readonly gc: (atOnce: boolean) => void } };
if (Bun === undefined) setFlagsFromString('--expose-gc');
const collectGarbage = Bun === undefined ? (runInNewContext('gc') as () => void) : () => Bun.gc(true);

const mebibyte = 1024 * 1024;
const million = 1_000_000;

test.each([
  ['RS2 1,000,000 one-octet fragments', fragments],
  ['RS5 one frame in 1,000,000 one-octet chunks', chunks],
])('%s: at most 4 MiB retained, time linear', async (_, family) => {
  const before = await held();
  const connection = family(million);
  const retained = (await held()) - before;
  expect(retained).toBeLessThanOrEqual(4 * mebibyte);
  // The octets themselves must be there, give or take what the heap let go meanwhile: else nothing was measured.
  expect(retained).toBeGreaterThanOrEqual(million / 2);
  expect(connection.phase.type).toBe('open');

  const growths = Array.from({ length: 9 }, () => timeOf(family, million) / timeOf(family, million / 2));
  expect(median(growths)).toBeLessThanOrEqual(2.3);
});

test('a fork of a fork takes no more room than the value that it left from', () => {
  const chunk = Uint8Array.of(1);
  let value = gather(gatherNothing(40), chunk, 0, 1);
  for (let count = 0; count < 30; count++) {
    gather(value, chunk, 0, 1); // the detour, after which `value` is no longer the newest of its store
    value = gather(value, chunk, 0, 1);
  }
  expect(value.store.length).toBe(40);
});

/** A client that has received a message in `count` one-octet fragments, and no end of it. */
function fragments(count: number): Connection {
  const limits = { fragments: Infinity, messagePayload: 2 * million };
  const first = receive(establish({ role: 'client', limits }, 0).connection, Uint8Array.of(0x02, 1, 7), 0);
  const fragment = Uint8Array.of(0x00, 1, 7);
  let { connection } = first;
  for (let index = 1; index < count; index++) connection = receive(connection, fragment, 0).connection;
  return connection;
}

/** A client that has received `count` octets of a frame, each by itself, and still awaits one. */
function chunks(count: number): Connection {
  const header = new Uint8Array(10);
  header[0] = 0x82;
  header[1] = 127;
  new DataView(header.buffer).setUint32(6, count + 1);
  const limits = { messagePayload: 2 * million };
  let { connection } = receive(establish({ role: 'client', limits }, 0).connection, header, 0);
  const chunk = Uint8Array.of(7);
  for (let index = 0; index < count; index++) connection = receive(connection, chunk, 0).connection;
  return connection;
}

/** Memory in use once all garbage is gone; array buffers go a turn of the event loop after the collection. */
async function held(): Promise<number> {
  for (let count = 0; count < 3; count++) {
    collectGarbage();
    await setTimeout(10);
  }
  const { heapUsed, external } = memoryUsage();
  return heapUsed + external;
}

/** Time of the processor, not of the clock: other processes do not count, nor does what was left behind before. */
function timeOf(family: (count: number) => Connection, count: number): number {
  collectGarbage();
  const { user, system } = cpuUsage();
  family(count);
  const spent = cpuUsage({ user, system });
  return spent.user + spent.system;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] as number;
}
