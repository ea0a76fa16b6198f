/** What comes over a port from somebody who does not speak the protocol, or speaks it badly. */
import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { setTimeout as delay } from 'node:timers/promises';
import type { TransportListener } from '@sansws/adapter-kit';
import { afterEach, expect, test } from 'vitest';
import { PortTransport, portWindow } from '../src/index.ts';
import type { EventPort } from '../src/index.ts';

const open: MessagePort[] = [];

afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

interface Met {
  readonly transport: PortTransport;
  readonly port: MessagePort;
  readonly told: string[];
  readonly chunks: Uint8Array[];
  readonly came: unknown[];
}

function meet(): Met {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  const told: string[] = [];
  const chunks: Uint8Array[] = [];
  const came: unknown[] = [];
  port2.on('message', (message) => came.push(message));
  const transport = new PortTransport(port1, { remoteAddress: 'here', secure: false });
  const listener: TransportListener = {
    chunk(octets) {
      told.push(`chunk ${octets.length}`);
      chunks.push(octets);
    },
    drained: () => told.push('drained'),
    ended: () => told.push('ended'),
    broken: (problem) => told.push(`broken ${(problem as Error).message}`),
    closed: () => told.push('closed'),
  };
  transport.start(listener);
  return { transport, port: port2, told, chunks, came };
}

/** A transport whose messages come when they are delivered, not when a port sees fit. */
function meetByHand(): Pick<Met, 'transport' | 'chunks'> & { readonly deliver: (data: unknown) => void } {
  const chunks: Uint8Array[] = [];
  const nothing = (): void => {};
  let listen: (event: object) => void = nothing;
  const port: EventPort = {
    postMessage: nothing,
    addEventListener(type, listener) {
      if (type === 'message') listen = listener;
    },
  };
  const transport = new PortTransport(port, { remoteAddress: '', secure: false });
  transport.start({
    chunk: (octets) => chunks.push(octets),
    drained: nothing,
    ended: nothing,
    broken: nothing,
    closed: nothing,
  });
  return { transport, chunks, deliver: (data) => listen({ data }) };
}

/** Newer than the ES2022 of these types. */
interface Growable extends SharedArrayBuffer {
  grow(length: number): void;
}

async function until(isSo: () => boolean): Promise<void> {
  for (let round = 0; !isSo(); round++) {
    if (round > 500) throw new Error('it never came to that');
    await delay(2);
  }
}

for (const [name, messages, problem] of [
  ['a string', ['Hello'], 'The other end does not speak the port protocol'],
  ['an object', [{ credit: 5 }], 'The other end does not speak the port protocol'],
  ['another kind of array', [Uint16Array.of(1)], 'The other end does not speak the port protocol'],
  ['octets after the end', [null, Uint8Array.of(1)], 'The other end does not speak the port protocol'],
  ['two ends', [null, null], 'The other end does not speak the port protocol'],
  ['no octets', [new Uint8Array(0)], 'A message without octets came, which costs no credit'],
  ['too many octets', [new Uint8Array(portWindow + 1)], 'More octets came than there was credit for'],
  ['credit for nothing', [1], '1 octets of credit cannot be right'],
  ['no credit', [0], '0 octets of credit cannot be right'],
  ['half an octet of credit', [0.5], '0.5 octets of credit cannot be right'],
  ['credit that is no number', [Number.NaN], 'NaN octets of credit cannot be right'],
  ['a reset', ['reset'], 'The other end has let go'],
] as const) {
  test(`a port that sends ${name} breaks, once`, async () => {
    const { port, told } = meet();
    for (const message of messages) port.postMessage(message);
    await until(() => told.includes('closed'));
    await delay(5);
    expect(told.filter((word) => word !== 'ended')).toEqual([`broken ${problem}`, 'closed']);
  });
}

test('a port that is closed without an end', async () => {
  const { port, told } = meet();
  port.close();
  await until(() => told.includes('closed'));
  expect(told).toEqual(['broken The port was closed without an end', 'closed']);
});

test('what is sent never exceeds the credit, and goes on as it comes', async () => {
  const { transport, port, told, came } = meet();
  expect(transport.write([new Uint8Array(portWindow)])).toBe(true);
  expect(transport.write([new Uint8Array(10), new Uint8Array(90)])).toBe(false);
  expect(transport.bufferedOctets).toBe(100);
  await delay(10);
  expect(octetsIn(came)).toBe(portWindow);
  port.postMessage(30);
  await until(() => octetsIn(came) === portWindow + 30);
  expect([transport.bufferedOctets, told]).toEqual([70, []]);
  port.postMessage(1_000);
  await until(() => told.length > 0);
  expect([transport.bufferedOctets, told]).toEqual([0, ['drained']]);
});

test('while it is paused nothing is told and no credit given; after it, all', async () => {
  const { transport, port, told, came } = meet();
  transport.pause();
  for (let sent = 0; sent < portWindow; sent += 65_536) port.postMessage(new Uint8Array(65_536));
  port.postMessage(null);
  await delay(10);
  expect([told, came]).toEqual([[], []]);
  transport.resume();
  await until(() => told.includes('ended'));
  expect(told).toEqual([...Array.from({ length: 4 }, () => 'chunk 65536'), 'ended']);
  await until(() => came.length === 2);
  expect(came).toEqual([portWindow / 2, portWindow / 2]);
});

test('octets in memory that is shared are copied: nobody writes to them again', async () => {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  const chunks: Uint8Array[] = [];
  const nothing = (): void => {};
  new PortTransport(port1, { remoteAddress: '', secure: false }).start({
    chunk: (octets) => chunks.push(octets),
    drained: nothing,
    ended: nothing,
    broken: nothing,
    closed: nothing,
  });
  const shared = new Uint8Array(new SharedArrayBuffer(4)).fill(7);
  port2.postMessage(shared);
  await until(() => chunks.length === 1);
  shared.fill(9);
  expect(chunks[0]).toEqual(Uint8Array.of(7, 7, 7, 7));
});

test('memory that grows between being asked for its length and being copied: no more than was paid for', () => {
  const most = { maxByteLength: portWindow * 4 };
  const shared = Reflect.construct(SharedArrayBuffer, [4, most]) as Growable;
  // What another thread may do at any moment, done at the worst.
  class Growing extends Uint8Array<SharedArrayBuffer> {
    override get length(): number {
      const { length } = new Uint8Array(shared);
      shared.grow(most.maxByteLength);
      return length;
    }
  }
  const { chunks, deliver } = meetByHand();
  deliver(new Growing(shared));
  expect(chunks.map(({ byteLength }) => byteLength)).toEqual([4]);
});

test('few octets of much memory, while it is paused: only the octets are kept', async () => {
  const { transport, port, chunks } = meet();
  transport.pause();
  const memory = new ArrayBuffer(1_048_576);
  port.postMessage(new Uint8Array(memory, 7, 1), [memory]);
  const reserved = Reflect.construct(ArrayBuffer, [1, { maxByteLength: 1_048_576 }]) as ArrayBuffer;
  port.postMessage(new Uint8Array(reserved), [reserved]);
  await delay(10);
  transport.resume();
  await until(() => octetsIn(chunks) === 2);
  const kept = new Set(chunks.map(({ buffer }) => buffer));
  expect([...kept].reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeLessThan(10_000);
});

test('single octets by the thousand, while it is paused: they are kept in few pieces', async () => {
  const { transport, chunks, deliver } = meetByHand();
  transport.pause();
  const sent = Uint8Array.from({ length: portWindow / 8 }, (_, index) => index * 7);
  for (const octet of sent) deliver(Uint8Array.of(octet));
  expect(chunks).toEqual([]);
  transport.resume();
  await until(() => octetsIn(chunks) === sent.length);
  expect(Buffer.concat(chunks).equals(sent)).toBe(true);
  expect(chunks.length).toBeLessThan(100);
});

for (const [name, late] of [
  ['octets', Uint8Array.of(1)],
  ['another end', null],
] as const) {
  test(`${name} after the end break it at once, also while it is paused`, async () => {
    const { transport, port, told } = meet();
    transport.pause();
    port.postMessage(null);
    port.postMessage(late);
    await until(() => told.includes('closed'));
    expect(told).toEqual(['broken The other end does not speak the port protocol', 'closed']);
  });
}

test('after the end every order is taken and does nothing; the end is told once', async () => {
  const { transport, told } = meet();
  transport.abort();
  transport.abort();
  expect(transport.write([Uint8Array.of(1)])).toBe(true);
  transport.endWriting();
  transport.close();
  transport.pause();
  transport.resume();
  await delay(5);
  expect(told).toEqual(['closed']);
});

test('a transport that was let go before anybody listened says so', async () => {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  const transport = new PortTransport(port1, { remoteAddress: '', secure: false });
  transport.abort();
  const told: string[] = [];
  const tell = (word: string) => () => void told.push(word);
  transport.start({
    chunk: tell('chunk'),
    drained: tell('drained'),
    ended: tell('ended'),
    broken: tell('broken'),
    closed: tell('closed'),
  });
  await delay(5);
  expect(told).toEqual(['closed']);
});

function octetsIn(messages: readonly unknown[]): number {
  return messages.reduce<number>(
    (sum, message) => sum + (message instanceof Uint8Array ? message.length : 0),
    0,
  );
}
