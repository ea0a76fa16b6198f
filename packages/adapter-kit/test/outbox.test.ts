import { establish, plainPrimitives, prepareMessage } from '@sansws/core';
import type { Command, Outbound } from '@sansws/core';
import { expect, test } from 'vitest';
import { MaskingKeys } from '../src/masking-keys.ts';
import { hardLimit, Outbox, softMark, turnMark } from '../src/outbox.ts';
import { WriteMemory } from '../src/write-memory.ts';
import { countingEntropy, FakeTransport } from './helpers/fake.ts';
import { framesIn, wordsIn } from './helpers/peer.ts';

function frame(opcode: number, payload: string | Uint8Array, masked = false): Outbound {
  return { type: 'frame', fin: true, reserved: 0, opcode, masked, payload } as Outbound;
}

function outboxOn(transport: FakeTransport): Outbox {
  return new Outbox(transport, new MaskingKeys(countingEntropy()), new WriteMemory(plainPrimitives));
}

/** An outbox whose transport took `first` and is full. */
function blocked(): { outbox: Outbox; transport: FakeTransport } {
  const transport = new FakeTransport();
  const outbox = outboxOn(transport);
  transport.isFull = true;
  outbox.add([frame(1, 'first')], false);
  outbox.flush();
  transport.take();
  return { outbox, transport };
}

test('all that was added leaves in one write', () => {
  const transport = new FakeTransport();
  const outbox = outboxOn(transport);
  outbox.add([frame(1, 'a'), frame(1, 'b')], false);
  outbox.add([frame(9, 'c')], false);
  expect(transport.writes).toEqual([]);
  expect(outbox.isEmpty).toBe(false);
  outbox.flush();
  expect(transport.writes.length).toBe(1);
  expect(wordsIn(transport.written)).toEqual(['text a', 'text b', 'ping 1']);
  expect(outbox.isEmpty).toBe(true);
  outbox.flush();
  expect(transport.writes.length).toBe(1);
});

test('V-H1 each masked frame takes a key of its own', () => {
  const transport = new FakeTransport();
  const outbox = outboxOn(transport);
  for (let count = 0; count < 3_000; count++) outbox.add([frame(1, 'x', true)], false);
  outbox.flush();
  const keys = framesIn(transport.written).map(({ maskingKey }) => maskingKey);
  expect(keys.length).toBe(3_000);
  expect(new Set(keys).size).toBeGreaterThan(60);
  expect(keys[0]).not.toBe(keys[1]);
});

for (const how of ['added', 'posted'] as const) {
  test(`a tick without end is written piece by piece, in larger ones within a turn: messages that are ${how}`, () => {
    const { connection } = establish({ role: 'server' }, 0);
    const payload = new Uint8Array(1_000);
    for (const [inTurn, mark] of [
      [false, softMark],
      [true, turnMark],
    ] as const) {
      const transport = new FakeTransport();
      const outbox = outboxOn(transport);
      outbox.inTurn = inTurn;
      for (let count = 0; count < 1.5 * (mark / 1_000); count++) {
        if (how === 'added') outbox.add([frame(2, payload)], false);
        else outbox.post(connection, payload);
      }
      expect(transport.writes.length).toBe(1);
      expect(Math.abs(transport.written.length - mark)).toBeLessThan(2_000);
      expect(transport.segments.length).toBe(1);
    }
  });
}

for (const role of ['server', 'client'] as const) {
  const { connection } = establish({ role }, 0);

  test(`messages that a ${role} posts leave in their order among all else, as frames`, () => {
    const transport = new FakeTransport();
    const outbox = outboxOn(transport);
    expect(outbox.post(connection, 'a')).toBe(true);
    outbox.add([frame(9, 'c', role === 'client')], false);
    expect(outbox.post(connection, Uint8Array.of(0x62))).toBe(true);
    expect(outbox.bufferedOctets).toBe(3 + 3 * 14);
    outbox.flush();
    expect(transport.writes.length).toBe(1);
    expect(wordsIn(transport.written)).toEqual(['text a', 'ping 1', 'binary 1']);
    expect(outbox.bufferedOctets).toBe(0);
    expect(new Set(framesIn(transport.written).map(({ maskingKey }) => maskingKey)).size).toBe(
      role === 'client' ? 3 : 1,
    );
  });

  test(`a ${role} posts nothing that it could not send, nothing while the transport is full, nothing after the end`, () => {
    const { outbox, transport } = blocked();
    expect(outbox.post(connection, 'waits')).toBe(false);
    transport.isFull = false;
    outbox.drained();
    expect(outbox.post(connection, '\ud800')).toBe(false);
    expect(outbox.isEmpty).toBe(true);
    expect(outbox.post(connection, 'goes')).toBe(true);
    outbox.end();
    expect(outbox.post(connection, 'too late')).toBe(false);
    expect(outbox.isEmpty).toBe(true);
  });
}

test('while the transport is full, controls go before messages, in their own order', () => {
  const { outbox, transport } = blocked();
  outbox.add([frame(1, 'm1'), frame(1, 'm2')], false);
  outbox.add([frame(9, 'p1')], false);
  outbox.add([frame(10, 'asked')], false);
  outbox.add([frame(1, 'm3')], false);
  outbox.flush();
  expect(transport.writes).toEqual([]);
  transport.isFull = false;
  outbox.drained();
  expect(wordsIn(transport.written)).toEqual(['ping 2', 'pong 5', 'text m1', 'text m2', 'text m3']);
});

test('a Close frame keeps its place: what was sent before it still arrives', () => {
  const { outbox, transport } = blocked();
  outbox.add([frame(1, 'm1'), frame(8, Uint8Array.of(3, 232))], false);
  outbox.add([frame(9, '')], false);
  transport.isFull = false;
  outbox.drained();
  expect(wordsIn(transport.written)).toEqual(['ping 0', 'text m1', 'close 1000']);
});

test('RS7 a million pings while the output is full: one pong waits, the latest', () => {
  const { outbox, transport } = blocked();
  outbox.add([frame(9, 'ours')], false);
  const before = outbox.bufferedOctets;
  const pongs = Array.from({ length: 251 }, (_, value) => [frame(10, new Uint8Array(125).fill(value))]);
  for (let count = 0; count < 1_000_000; count++) {
    outbox.add(pongs[count % 251] as Outbound[], true);
  }
  expect(outbox.bufferedOctets - before).toBeLessThan(1_024);
  transport.isFull = false;
  outbox.drained();
  const [ping, pong, ...more] = framesIn(transport.written);
  expect(ping?.opcode).toBe(9);
  expect([...(pong?.payload ?? [])]).toEqual(Array(125).fill(999_999 % 251));
  expect(more).toEqual([]);
  // The slot is free again.
  transport.isFull = true;
  outbox.add([frame(10, 'a')], true);
  outbox.flush();
  outbox.add([frame(10, 'b')], true);
  outbox.add([frame(10, 'c')], true);
  transport.take();
  transport.isFull = false;
  outbox.drained();
  expect(framesIn(transport.written).map(({ payload }) => String.fromCharCode(...payload))).toEqual(['c']);
});

test('RS8 pings while the output is open: a pong for each', () => {
  const transport = new FakeTransport();
  const outbox = outboxOn(transport);
  for (let count = 0; count < 10; count++) outbox.add([frame(10, String(count))], true);
  outbox.flush();
  expect(framesIn(transport.written).length).toBe(10);
});

test('RS17 what waits has a limit, to the octet', () => {
  const { outbox } = blocked();
  const may = (command: Command): boolean => outbox.mayTake(command);
  const binary = (octets: number, fragmentOctets?: number): Command => ({
    type: 'binary',
    data: new Uint8Array(octets),
    ...(fragmentOctets === undefined ? {} : { fragmentOctets }),
  });
  expect(may(binary(hardLimit))).toBe(false);
  const left = hardLimit - outbox.bufferedOctets - 14;
  expect([may(binary(left)), may(binary(left + 1))]).toEqual([true, false]);
  // A header for each frame.
  expect([may(binary(left - 14, left - 15)), may(binary(left - 13, left - 14))]).toEqual([true, false]);
  expect([may(binary(left, left)), may(binary(0))]).toEqual([true, true]);
  for (const length of [left, left + 1]) {
    const [text, data] = ['x'.repeat(length), new Uint8Array(length)];
    const prepared = prepareMessage(data);
    if (!prepared.ok) throw new Error(prepared.problem.name);
    const commands: readonly Command[] = [
      { type: 'text', text },
      { type: 'text-part', text, final: true },
      { type: 'binary-part', data, final: true },
      { type: 'prepared', message: prepared.value },
      { type: 'ping', applicationData: data },
      { type: 'pong', applicationData: data },
    ];
    expect(commands.map(may)).toEqual(commands.map(() => length === left));
  }
  outbox.add([frame(2, new Uint8Array(left))], false);
  // What sends nothing, and what ends a connection, is not put off.
  const others: readonly Command[] = [{ type: 'close' }, { type: 'abort' }, { type: 'limit', limits: {} }];
  expect([{ type: 'ping' } as const, ...others].map(may)).toEqual([false, true, true, true]);
});

test('RS17 one message alone may be larger than what may wait', () => {
  const { outbox, transport } = blocked();
  const large: Command = { type: 'binary', data: new Uint8Array(2 * hardLimit) };
  expect(outbox.mayTake(large)).toBe(false);
  transport.bufferedOctets = 0;
  expect(outbox.mayTake(large)).toBe(true);
  transport.isFull = false;
  outbox.drained();
  expect(outbox.mayTake(large)).toBe(true);
});

test('there is room up to the soft mark', () => {
  const { outbox, transport } = blocked();
  expect(outbox.hasRoom).toBe(true);
  outbox.add([frame(2, new Uint8Array(softMark))], false);
  expect(outbox.hasRoom).toBe(false);
  transport.drain();
  expect(outbox.hasRoom).toBe(false);
  outbox.drained();
  expect(outbox.hasRoom).toBe(true);
});

test('RS18 a prepared message is one memory for all servers', () => {
  const prepared = prepareMessage(new Uint8Array(20_000));
  const { frame: octets } = prepared.ok ? prepared.value : { frame: new Uint8Array(0) };
  for (let peer = 0; peer < 3; peer++) {
    const transport = new FakeTransport();
    const outbox = outboxOn(transport);
    outbox.add([{ type: 'octets', octets }], false);
    outbox.flush();
    expect(transport.segments[0]).toBe(octets);
  }
});

test('an encoder and an outbox that count keys differently are a bug, and said to be', () => {
  const transport = new FakeTransport();
  const keys = new MaskingKeys(countingEntropy());
  keys.take = () => keys.words.length;
  const outbox = new Outbox(transport, keys, new WriteMemory(plainPrimitives));
  outbox.add([frame(1, 'x', true)], false);
  expect(() => outbox.flush()).toThrow('count keys differently');
});

test('a write that throws leaves the shared memory in order', () => {
  const transport = new FakeTransport();
  transport.copies = true;
  const memory = new WriteMemory(plainPrimitives);
  const outbox = new Outbox(transport, new MaskingKeys(countingEntropy()), memory);
  const write = transport.write.bind(transport);
  transport.write = () => {
    throw new Error('mine');
  };
  outbox.add([frame(1, 'a')], false);
  expect(() => outbox.flush()).toThrow('mine');
  transport.write = write;
  const buffers = ['b', 'c'].map((payload) => {
    transport.take();
    outbox.add([frame(1, payload)], false);
    outbox.flush();
    return transport.segments[0]?.buffer;
  });
  // Only if every write before it has ended can memory serve again.
  expect(buffers[0]).toBe(buffers[1]);
});
