import { establish, receive } from '@sansws/core';
import { encodeBase64 } from '@sansws/core/bytes';
import type { Connection, ConnectionEvent, ConnectionOptions } from '@sansws/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withLargeMessages } from '../src/large-messages.ts';
import type { TransportListener } from '../src/ports.ts';
import { concat } from './helpers/fake.ts';
import { closeFrame, frame } from './helpers/peer.ts';

/** A client's connection as a listener, what it was given, and what came of it. */
class Client implements TransportListener {
  connection: Connection;
  readonly given: Uint8Array[] = [];
  readonly told: (ConnectionEvent | string)[] = [];

  constructor(options: ConnectionOptions = {}) {
    ({ connection: this.connection } = establish({ role: 'client', chunks: 'owned', ...options }, 0));
  }

  chunk(octets: Uint8Array): void {
    this.given.push(octets);
    let step = receive(this.connection, octets, 0);
    for (;;) {
      this.connection = step.connection;
      this.told.push(...step.events);
      if (!step.more) return;
      step = receive(this.connection, new Uint8Array(0), 0);
    }
  }

  drained(): void {
    this.told.push('drained');
  }

  ended(): void {
    this.told.push('ended');
  }

  broken(problem: unknown): void {
    this.told.push(`broken: ${String(problem)}`);
  }

  closed(): void {
    this.told.push('closed');
  }
}

const lengths = (chunks: readonly Uint8Array[]): number[] => chunks.map(({ length }) => length);
const many = Uint8Array.from({ length: 70_000 }, (_, index) => index & 0xff);
const octets = (length: number): Uint8Array => many.slice(0, length);
const unmasked = (opcode: number, payload: Uint8Array | string, fin = true): Uint8Array =>
  frame(opcode, payload, fin, false);

/** Chunks in memory of their own, as transports deliver them. */
function cutAt(all: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [0, ...places.map((place) => place % all.length).sort((a, b) => a - b), all.length];
  return sorted.slice(1).map((end, index) => all.slice(sorted[index], end));
}

test('law: whatever comes, cut anywhere, leads to what it leads to without', () => {
  const size = fc.oneof(fc.nat(200), fc.integer({ min: 4_000, max: 20_000 }));
  const piece = fc.oneof(
    size.map((length) => unmasked(0x2, octets(length))),
    size.map((length) => unmasked(0x1, 'x'.repeat(length))),
    size.map((length) => concat([unmasked(0x2, octets(length), false), unmasked(0x0, octets(5_000))])),
    fc.constant(unmasked(0x9, 'ping')),
    fc.constantFrom(closeFrame(1000, false), unmasked(0x3, ''), unmasked(0x2, octets(40_000))),
  );
  const options = fc.constantFrom<ConnectionOptions>(
    {},
    { limits: { messagePayload: 15_000 } },
    { limits: { eventsPerCall: 1 } },
  );
  const cuts = fc.array(fc.nat(), { maxLength: 30 });
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), cuts, options, (pieces, places, chosen) => {
      const chunks = cutAt(concat(pieces), places);
      const [plain, client] = [new Client(chosen), new Client(chosen)];
      const listener = withLargeMessages(client);
      for (const chunk of chunks) plain.chunk(chunk);
      for (const chunk of chunks) listener.chunk(chunk);
      listener.ended();
      plain.ended();
      expect(inShort(client.told)).toBe(inShort(plain.told));
      expect(encodeBase64(concat(client.given))).toBe(encodeBase64(concat(chunks)));
    }),
    { numRuns: 500 },
  );
});

/** All that was told, as one string: comparing it is quick. */
function inShort(told: Client['told']): string {
  const words = told.map((event) => {
    if (typeof event === 'string' || !('data' in event)) return JSON.stringify(event);
    return `${event.type} ${encodeBase64(event.data)}`;
  });
  return words.join('\n');
}

test('a large message is handed on whole, and what is behind it after it', () => {
  const client = new Client();
  const listener = withLargeMessages(client);
  const message = unmasked(0x2, octets(50_000));
  const all = concat([message, message, unmasked(0x1, 'Hi')]);
  for (let at = 0; at < all.length; at += 1_400) {
    // Between the octets of a frame nothing goes on, so the state holds none of them.
    listener.chunk(all.slice(at, at + 1_400));
    expect(client.connection.inbound.position.message).toBe(null);
  }
  // What is behind a message and does not wait goes on with it: it came together, and is told together.
  expect(lengths(client.given)).toEqual([message.length, message.length + 4]);
  expect(client.told).toEqual([
    { type: 'binary', data: octets(50_000) },
    { type: 'binary', data: octets(50_000) },
    { type: 'text', text: 'Hi' },
  ]);
});

test('what is small, text, a part or too large goes on as it comes', () => {
  for (const [first, length] of [
    [0x2, 4_000],
    [0x1, 50_000],
    [0x2, 70_000],
  ] as const) {
    const client = new Client({ limits: { messagePayload: 60_000 } });
    const listener = withLargeMessages(client);
    const message = unmasked(
      first,
      octets(length).map((octet) => octet & 0x7f),
    );
    for (let at = 0; at < message.length; at += 2_000) listener.chunk(message.slice(at, at + 2_000));
    expect(client.given.length).toBe(Math.ceil(message.length / 2_000));
  }
  const client = new Client();
  const part = unmasked(0x2, octets(50_000), false);
  withLargeMessages(client).chunk(part.slice(0, 2_000));
  expect(lengths(client.given)).toEqual([2_000]);
  const inParts = new Client({ delivery: 'parts' });
  withLargeMessages(inParts).chunk(unmasked(0x2, octets(50_000)).slice(0, 2_000));
  expect(lengths(inParts.given)).toEqual([2_000]);
});

test('a peer that masks, or memory that is written again: there is nothing between', () => {
  const borrowed = new Client({ chunks: 'borrowed' });
  expect(withLargeMessages(borrowed)).toBe(borrowed);
  const server = new Client();
  ({ connection: server.connection } = establish({ role: 'server', chunks: 'owned' }, 0));
  expect(withLargeMessages(server)).toBe(server);
});

test('RS a message in bits is the core’s to gather: no list of them grows', () => {
  const client = new Client();
  const listener = withLargeMessages(client);
  const message = unmasked(0x2, octets(60_000));
  for (let at = 0; at < 100; at++) listener.chunk(message.slice(at, at + 1));
  // The header is in ten chunks of its own; some bits wait, then all have gone on.
  expect(lengths(client.given).reduce((sum, length) => sum + length)).toBe(100);
  listener.chunk(message.slice(100));
  expect(client.told).toEqual([{ type: 'binary', data: octets(60_000) }]);
});

test('whoever is told of a message is told of what came with it in the same step', () => {
  for (const behind of [closeFrame(1000, false), unmasked(0x3, ''), unmasked(0x1, 'Hi')]) {
    const client = new Client();
    const listener = withLargeMessages(client);
    const message = unmasked(0x2, octets(9_000));
    listener.chunk(message.slice(0, 5_000));
    listener.chunk(concat([message.slice(5_000), behind]));
    expect(lengths(client.given)).toEqual([message.length + behind.length]);
  }
});

test('what comes while a message is told comes behind what came before it', () => {
  const client = new Client();
  const listener = withLargeMessages(client);
  const [one, two, three] = [9_000, 8_000, 7_000].map((length) => unmasked(0x2, octets(length))) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const asked = client.chunk.bind(client);
  let answers: readonly Uint8Array[] = [
    concat([two.slice(3_000), three.slice(0, 5_000)]),
    three.slice(5_000),
  ];
  client.chunk = (given) => {
    asked(given);
    const [answer, ...others] = answers;
    answers = others;
    if (answer !== undefined) listener.chunk(answer);
  };
  listener.chunk(one.slice(0, 5_000));
  listener.chunk(concat([one.slice(5_000), two.slice(0, 3_000)]));
  expect(
    client.told.map((event) => (typeof event === 'object' && 'data' in event ? event.data.length : event)),
  ).toEqual([9_000, 8_000, 7_000]);
});

test('a payload begins where numbers may', () => {
  for (const length of [5_000, 20_000, 66_000, 69_000]) {
    const client = new Client();
    const listener = withLargeMessages(client);
    const message = unmasked(0x2, octets(length));
    listener.chunk(message.slice(0, 4_000));
    listener.chunk(message.slice(4_000));
    const [event] = client.told as { readonly data: Uint8Array }[];
    expect([event?.data.length, (event?.data.byteOffset ?? 1) % 8]).toEqual([length, 0]);
  }
});

test('what waits goes on when it is told to', () => {
  const client = new Client();
  const listener = withLargeMessages(client);
  const message = unmasked(0x2, octets(9_000));
  listener.chunk(message.slice(0, 5_000));
  listener.give?.();
  expect(lengths(client.given)).toEqual([5_000]);
  listener.give?.();
  listener.chunk(message.slice(5_000));
  expect(client.told).toEqual([{ type: 'binary', data: octets(9_000) }]);
});

test('RS a few octets do not hold on to much memory', () => {
  const client = new Client();
  const listener = withLargeMessages(client);
  const message = unmasked(0x2, octets(9_000));
  const memory = new Uint8Array(65_536);
  for (let at = 0; at < message.length; at += 3_000) {
    const chunk = memory.subarray(100, 100 + message.slice(at, at + 3_000).length);
    chunk.set(message.slice(at, at + 3_000));
    listener.chunk(chunk);
  }
  // All of them were copied: the memory could be written again between them.
  expect(client.told).toEqual([{ type: 'binary', data: octets(9_000) }]);
});

test.each(['ended', 'broken', 'closed'] as const)(
  'what waits goes on before it is told that all %s',
  (how) => {
    const client = new Client();
    const listener = withLargeMessages(client);
    const message = unmasked(0x2, octets(9_000));
    listener.drained();
    listener.chunk(message.slice(0, 5_000));
    expect(client.given).toEqual([]);
    listener[how]('reset');
    expect(client.given).toEqual([message.slice(0, 5_000)]);
    expect(client.told).toEqual(['drained', how === 'broken' ? 'broken: reset' : how]);
    // Once is enough.
    listener.closed();
    expect(client.given.length).toBe(1);
  },
);

test('once the connection is not open any more nothing waits', () => {
  const client = new Client();
  const listener = withLargeMessages(client);
  const message = unmasked(0x2, octets(9_000));
  listener.chunk(message.slice(0, 5_000));
  client.connection = receive(client.connection, closeFrame(1000, false), 0).connection;
  listener.chunk(message.slice(5_000, 7_000));
  expect(lengths(client.given)).toEqual([5_000, 2_000]);
});
