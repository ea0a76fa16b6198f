import { prepareMessage } from '@sansws/core';
import { encodeText } from '@sansws/core/bytes';
import { anySession } from '@sansws/core/extension';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { SocketError } from '../src/errors.ts';
import { hardLimit } from '../src/outbox.ts';
import type { Message, Part } from '../src/inbox.ts';
import type { Socket } from '../src/socket.ts';
import { concat } from './helpers/fake.ts';
import { closeFrame, frame, framesIn, request, served, text, wordsIn } from './helpers/peer.ts';

/** The name of the refusal that `act` throws. */
function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof SocketError) return error.refusal.name;
    throw error;
  }
  return 'none';
}

test('it knows what the handshake settled', () => {
  const { socket } = served({ subprotocols: ['superchat'] });
  expect(socket.subprotocol).toBe('superchat');
  expect(socket.extensions).toEqual([]);
  expect(socket.state).toBe('open');
  expect(socket.remoteAddress).toBe('192.0.2.1');
  expect(socket.secure).toBe(false);
  expect(socket.request?.target).toBe('/chat');
  expect(socket.fields).toContainEqual(['Host', 'server.example.com']);
  expect(socket.problem).toBe(undefined);
});

test('a loop takes messages in order and ends with the connection', async () => {
  const { socket, transport } = served();
  transport.deliver(concat([text('a'), frame(2, Uint8Array.of(1)), text('c')]));
  const seen: Message[] = [];
  const done = (async () => {
    for await (const message of socket) seen.push(message);
  })();
  await turn();
  transport.deliver(concat([text('d'), closeFrame(1000)]));
  transport.listener?.ended();
  await done;
  expect(seen).toEqual(['a', Uint8Array.of(1), 'c', 'd']);
  // A loop that begins afterwards ends at once.
  for await (const message of socket) seen.push(message);
  expect(seen.length).toBe(4);
});

test('a loop that begins only after the end ends too', async () => {
  const { socket, transport } = served();
  transport.listener?.closed();
  for await (const message of socket) expect(message).toBe('never');
  expect(await socket.closed).toMatchObject({ cause: 'transport-ended' });
});

test('leaving a loop leaves the connection open', async () => {
  const { socket, transport } = served();
  transport.deliver(concat([text('a'), text('b')]));
  for await (const message of socket) {
    expect(message).toBe('a');
    break;
  }
  for await (const message of socket) {
    expect(message).toBe('b');
    break;
  }
  expect(socket.state).toBe('open');
});

test('a slow reader makes the peer wait, and loses nothing', async () => {
  const { socket, transport, world } = served();
  for (let count = 0; count < 1_000; count++) transport.deliver(text(String(count)));
  expect(transport.isPaused).toBe(true);
  let expected = 0;
  for await (const message of socket) {
    expect(message).toBe(String(expected++));
    world.clock.breathe();
    if (expected === 1_000) break;
  }
  expect(transport.isPaused).toBe(false);
});

test('a listener that leaves at once takes nothing', async () => {
  const { socket, transport } = served();
  transport.deliver(text('a'));
  socket.on('message', () => {
    throw new Error('it has left');
  })();
  await turn();
  for await (const message of socket) {
    expect(message).toBe('a');
    break;
  }
});

test('onMessage takes what waits, then all that comes', async () => {
  const { socket, transport } = served();
  const seen: Message[] = [];
  transport.deliver(text('a'));
  socket.onMessage((message, same) => {
    expect(same).toBe(socket);
    seen.push(message);
  });
  await turn();
  transport.deliver(text('b'));
  expect(seen).toEqual(['a', 'b']);
});

test('AP29 listeners that leave or join while they are told: the list is the one it began with', async () => {
  const { socket, transport } = served();
  const seen: string[] = [];
  transport.deliver(text('waits'));
  const leave = socket.on('message', () => {
    seen.push('first');
    leave();
    leaveSecond();
    socket.on('message', () => seen.push('third'));
  });
  const leaveSecond = socket.on('message', () => seen.push('second'));
  // Nobody is called before the call that made it a listener has returned.
  expect(seen).toEqual([]);
  transport.deliver(text('waits behind it'));
  await turn();
  expect(seen).toEqual(['first', 'second', 'third']);
});

test('every event can be listened to', async () => {
  const { socket, transport, world } = served();
  const seen: string[] = [];
  for (const name of ['message', 'ping', 'pong', 'closing', 'failed', 'closed', 'drain'] as const) {
    socket.on(name, () => seen.push(name));
  }
  transport.deliver(concat([text('a'), frame(9, 'x'), frame(10, 'y')]));
  transport.isFull = true;
  const room = socket.send(new Uint8Array(100_000));
  expect(room).not.toBe(true);
  transport.drain();
  expect(await room).toBe(true);
  transport.deliver(frame(0x3, ''));
  transport.listener?.closed();
  world.clock.breathe();
  expect(seen).toEqual(['message', 'ping', 'pong', 'drain', 'failed', 'closed']);
  expect((await socket.closed).violation?.name).toBe('opcode-reserved');
});

test('parts as they arrive', () => {
  const { socket, transport } = served({ delivery: 'parts' });
  const parts: unknown[] = [];
  socket.on('part', (part) => parts.push(part));
  transport.deliver(frame(1, 'a', false), frame(0, 'b'), frame(2, Uint8Array.of(1)));
  expect(parts.map((part) => (part as { final: boolean }).final).at(-1)).toBe(true);
  expect(parts.filter((part) => typeof (part as { data: Message }).data === 'string').length).toBeGreaterThan(
    0,
  );
});

test('delivery in parts: a loop gets each part, and the peer waits for a slow one', async () => {
  const { socket, transport, world } = served({ delivery: 'parts' });
  const fragments = [frame(1, 'Hel', false), ...Array.from({ length: 300 }, () => frame(0, 'x', false))];
  transport.deliver(concat([...fragments, frame(0, 'lo'), frame(2, Uint8Array.of(1))]));
  expect(transport.isPaused).toBe(true);
  transport.listener?.ended();
  const seen: Part[] = [];
  for await (const part of socket.parts()) {
    seen.push(part);
    world.clock.breathe();
  }
  expect(seen.length).toBe(303);
  expect([seen[0], ...seen.slice(-2)]).toEqual([
    { data: 'Hel', final: false },
    { data: 'lo', final: true },
    { data: Uint8Array.of(1), final: true },
  ]);
});

test('delivery in parts: those that came before anybody listened are not lost', async () => {
  const { socket, transport } = served({ delivery: 'parts' });
  transport.deliver(frame(1, 'a', false), frame(0, 'b'));
  const seen: unknown[] = [];
  socket.on('part', ({ data, final }) => seen.push([data, final]));
  await Promise.resolve();
  transport.deliver(frame(1, 'c'));
  expect(seen).toEqual([
    ['a', false],
    ['b', true],
    ['c', true],
  ]);
});

test('whoever listens for what never comes is told so at once', () => {
  const inParts = served({ delivery: 'parts' }).socket;
  const whole = served().socket;
  const wrong: readonly (readonly [() => unknown, RegExp])[] = [
    [() => inParts[Symbol.asyncIterator](), /delivers parts .* for await/u],
    [() => inParts.onMessage(() => {}), /delivers parts .* onMessage/u],
    [() => inParts.on('message', () => {}), /delivers parts .* on\('message'\)/u],
    [() => whole.parts(), /whole messages.* parts\(\)/u],
    [() => whole.on('part', () => {}), /whole messages.* on\('part'\)/u],
  ];
  for (const [listen, message] of wrong) {
    expect(refusalOf(listen)).toBe('delivered-otherwise');
    expect(listen).toThrow(message);
  }
});

test('RS17 TM6 a peer that never reads: send says wait, then overloaded, and nothing is lost silently', async () => {
  const { socket, transport, world } = served();
  transport.isFull = true;
  let taken = 0;
  const waits: (true | Promise<true>)[] = [];
  const refused = refusalOf(() => {
    for (;;) {
      waits.push(socket.send(new Uint8Array(100_000)));
      taken++;
    }
  });
  expect(refused).toBe('overloaded');
  expect(waits.at(-1)).toBeInstanceOf(Promise);
  expect(taken * 100_000).toBeLessThanOrEqual(hardLimit);
  expect(socket.bufferedOctets).toBeLessThanOrEqual(hardLimit);
  // What was refused was not sent, what was taken is, and closing is always possible.
  void socket.close(1013);
  transport.drain();
  world.clock.breathe();
  for (const wait of waits) if (wait !== true) expect(await wait).toBe(true);
  const frames = framesIn(transport.written);
  expect(frames.map(({ opcode }) => opcode)).toEqual([...Array(taken).fill(2), 8]);
});

test('a send that is refused is refused before an extension goes on', () => {
  let transformed = 0;
  const session = anySession<number>({
    name: 'x-count',
    parameters: [],
    reservedBits: 0,
    initial: 0,
    outbound: (state, part) => {
      transformed++;
      return { ok: true, state: state + 1, reserved: part.reserved, payload: [part.payload] };
    },
    inbound: (state, part) => ({ ok: true, state, reserved: part.reserved, payload: [part.payload] }),
    snapshot: (state) => state,
    resume: Number,
  });
  const extension = { name: 'x-count', offers: [[]], accept: () => session, confirm: () => session };
  const asked = concat([request.subarray(0, -2), encodeText('Sec-WebSocket-Extensions: x-count\r\n\r\n')]);
  const { socket, transport } = served({ extensions: [extension] }, asked);
  transport.isFull = true;
  void socket.send(new Uint8Array(hardLimit));
  for (let count = 0; count < 3; count++) {
    expect(refusalOf(() => socket.send(new Uint8Array(100_000)))).toBe('overloaded');
  }
  expect(transformed).toBe(1);
  // What the core would have refused anyway is told by its own name.
  void socket.close();
  expect(refusalOf(() => socket.send(new Uint8Array(100_000)))).toBe('already-closing');
});

test('a callback that gives back what send gave makes the peer wait for room', () => {
  const { socket, transport, world } = served();
  transport.isFull = true;
  socket.onMessage((message) => socket.send(message));
  const message = frame(2, new Uint8Array(40_000));
  for (let count = 0; count < 200; count++) transport.deliver(message);
  expect(transport.isPaused).toBe(true);
  expect(socket.bufferedOctets).toBeLessThan(200_000);
  for (let rounds = 0; rounds < 200; rounds++) {
    transport.isFull = false;
    transport.drain();
    transport.isFull = rounds % 2 === 0;
    world.clock.breathe();
  }
  transport.isFull = false;
  transport.drain();
  world.clock.breathe();
  expect(socket.state).toBe('open');
  expect(framesIn(transport.written).length).toBe(200);
});

test('AP1 AP2 send, ping and sendPrepared after close and after the end: refused, zero octets', () => {
  const { socket, transport, world } = served();
  const prepared = prepareMessage('x');
  void socket.close();
  world.clock.breathe();
  transport.take();
  const attempts = [
    () => socket.send('x'),
    () => socket.send(new Uint8Array(1)),
    () => socket.ping(),
    () => prepared.ok && socket.sendPrepared(prepared.value),
  ];
  for (const attempt of attempts) expect(refusalOf(attempt)).toMatch(/^(?:already-closing|not-open)$/u);
  transport.listener?.closed();
  for (const attempt of attempts) expect(refusalOf(attempt)).toMatch(/^(?:already-closing|not-open)$/u);
  world.clock.breathe();
  expect(transport.written.length).toBe(0);
});

test('AP3 AP5 AP7 AP8 AP9 AP10 what no frame can carry is refused, zero octets', () => {
  const { socket, transport, world } = served();
  const anything = (value: unknown): never => value as never;
  for (const wrong of [50, {}, null, undefined, new Float32Array(5), new ArrayBuffer(2)]) {
    expect(refusalOf(() => socket.send(anything(wrong)))).not.toBe('none');
    if (wrong !== undefined) expect(() => socket.ping(anything(wrong))).toThrow();
  }
  expect(refusalOf(() => socket.send('\ud83d'))).toBe('text-not-well-formed');
  expect(refusalOf(() => socket.ping(new Uint8Array(126)))).toBe('control-payload-too-long');
  for (const code of [0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 1000.5, Number.NaN, '1000']) {
    expect(refusalOf(() => socket.close(anything(code)))).toBe('status-code-not-allowed');
  }
  expect(refusalOf(() => socket.close(1000, 'x'.repeat(124)))).toBe('close-reason-too-long');
  world.clock.breathe();
  expect(transport.written.length).toBe(0);
  expect(socket.state).toBe('open');
});

test('AP11 the caller keeps its memory, but must leave it alone until it is written', () => {
  const { socket, transport, world } = served();
  const data = new Uint8Array(20_000);
  void socket.send(data);
  world.clock.breathe();
  // Lent, not copied, for a large payload of a server.
  expect(transport.segments.some((segment) => segment.buffer === data.buffer)).toBe(true);
  expect(data.every((octet) => octet === 0)).toBe(true);
  // Written: from here on it may change.
  const written = transport.take();
  data.fill(1);
  expect(written.at(-1)).toBe(0);
});

test('AP17 sends from several tasks, within a callback, and a close in between: order is the order of calls', async () => {
  const { socket, transport, world } = served();
  socket.onMessage(() => {
    void socket.send('within');
    void socket.close(4001);
  });
  const task = async (name: string): Promise<void> => {
    for (let count = 0; count < 3; count++) {
      await socket.send(`${name}${count}`);
    }
  };
  await Promise.all([task('a'), task('b')]);
  transport.deliver(text('go'));
  world.clock.breathe();
  expect(wordsIn(transport.written)).toEqual([
    ...['a0', 'b0', 'a1', 'b1', 'a2', 'b2', 'within'].map((word) => `text ${word}`),
    'close 4001',
  ]);
});

test('AP18 AP19 AP20 while a message goes out in parts: no other message, but pings and Close', async () => {
  const { socket, transport, world } = served();
  let proceed = (): void => {};
  async function* source(): AsyncGenerator<string> {
    yield 'a\ud83d';
    await new Promise<void>((resolve) => {
      proceed = resolve;
    });
    yield '\ude00b';
  }
  const sent = socket.sendParts(source());
  await turn();
  expect(refusalOf(() => socket.send('x'))).toBe('message-unfinished');
  const prepared = prepareMessage('x');
  expect(refusalOf(() => prepared.ok && socket.sendPrepared(prepared.value))).toBe('message-unfinished');
  await expect(socket.sendParts(['y'])).rejects.toThrow(SocketError);
  void socket.ping(Uint8Array.of(1));
  proceed();
  expect(await sent).toBe(true);
  world.clock.breathe();
  expect(wordsIn(transport.written)).toEqual(['text… a', 'ping 1', 'continuation… 😀b', 'continuation ']);
  expect(socket.send('free again')).toBe(true);
});

test('a source that fails leaves half a message: 1011, and the error goes on', async () => {
  const { socket, transport, world } = served();
  function* source(): Generator<string> {
    yield 'half';
    throw new Error('disk on fire');
  }
  await expect(socket.sendParts(source())).rejects.toThrow('disk on fire');
  world.clock.breathe();
  expect(wordsIn(transport.written)).toEqual(['text… half', 'close 1011']);
  await expect(socket.sendParts(['x'])).rejects.toThrow(SocketError);
});

test('pings give their round trip, or reject when the connection ends first', async () => {
  const { socket, transport, world } = served();
  const first = socket.ping();
  const second = socket.ping(Uint8Array.of(7));
  world.clock.breathe();
  world.clock.time += 30;
  transport.deliver(frame(10, Uint8Array.of(7)));
  expect(await first).toBe(30);
  expect(await second).toBe(30);
  const unanswered = socket.ping();
  transport.listener?.broken(new Error('reset'));
  await expect(unanswered).rejects.toThrow(SocketError);
});

test('CL25 closing in the handler of the peer’s Close: one Close goes out', async () => {
  const { socket, transport, world } = served();
  socket.on('closing', () => void socket.close(4000));
  transport.deliver(closeFrame(1001));
  world.clock.breathe();
  expect(wordsIn(transport.written)).toEqual(['close 1001']);
  transport.listener?.ended();
  expect(await socket.close()).toMatchObject({ clean: true, statusCode: 1001, first: 'remote' });
});

test('close: messages on the way still come, but nobody waits for ever for a reader', async () => {
  const { socket, transport, world } = served();
  for (let count = 0; count < 100; count++) transport.deliver(text(String(count)));
  expect(transport.isPaused).toBe(true);
  const record = socket.close(1000, 'done');
  world.clock.breathe();
  expect(transport.isPaused).toBe(false);
  for (let count = 0; count < 100; count++) transport.deliver(text('late'));
  transport.deliver(closeFrame(1000));
  transport.listener?.ended();
  expect(await record).toMatchObject({
    clean: true,
    first: 'local',
    sent: { statusCode: 1000, reason: 'done' },
  });
});

test('abort: at once, no Close frame, one record', async () => {
  const { socket, transport, world } = served();
  const waiting = socket.ping();
  socket.abort();
  socket.abort();
  world.clock.breathe();
  expect(transport.orders).toEqual(['abort']);
  expect(transport.written.length).toBe(6);
  expect(await socket.closed).toMatchObject({ cause: 'aborted', clean: false });
  await expect(waiting).rejects.toThrow(SocketError);
  socket.abort();
});

test('await using closes', async () => {
  const { socket, transport, world } = served();
  const disposed = socket[Symbol.asyncDispose]();
  world.clock.breathe();
  transport.deliver(closeFrame(1000));
  transport.listener?.ended();
  await disposed;
  expect(socket.state).toBe('closed');
});

test('pause stops events in the middle of a chunk, resume goes on where it stopped', () => {
  const { socket, transport, world } = served();
  const seen: Message[] = [];
  socket.onMessage((message) => {
    seen.push(message);
    if (message === 'a') socket.pause();
  });
  transport.deliver(concat([text('a'), text('b')]), text('c'));
  world.clock.breathe();
  expect(seen).toEqual(['a']);
  expect(transport.isPaused).toBe(true);
  socket.resume();
  world.clock.breathe();
  expect(seen).toEqual(['a', 'b', 'c']);
  socket.resume();
  void socket.close();
  socket.pause();
  expect(transport.isPaused).toBe(false);
});

const failures: readonly (readonly [string, (socket: Socket) => unknown])[] = [
  [
    'throws',
    () => {
      throw new Error('mine');
    },
  ],
  ['rejects', () => Promise.reject(new Error('mine'))],
];
for (const [how, fails] of failures) {
  test(`AP27 CL26 a callback that ${how}: 1011 once, reported, nothing unhandled`, async () => {
    const errors: unknown[] = [];
    const { socket, transport, world } = served({ onError: (error) => errors.push(error) });
    let calls = 0;
    socket.onMessage((_, same) => {
      calls++;
      return fails(same);
    });
    transport.deliver(text('a'));
    await turn();
    transport.deliver(text('b'));
    world.clock.breathe();
    await turn();
    expect(calls).toBe(1);
    expect(errors).toEqual([new Error('mine')]);
    expect(wordsIn(transport.written)).toEqual(['close 1011']);
  });
}

test('AP27 without onError the runtime is told; an onError that throws is reported with what it was given', () => {
  const silent = served();
  silent.socket.onMessage(() => {
    throw new Error('mine');
  });
  silent.transport.deliver(text('a'));
  expect(silent.world.reported).toEqual([new Error('mine')]);
  const clumsy = served({
    onError: () => {
      throw new Error('mine too');
    },
  });
  clumsy.socket.onMessage(() => {
    throw new Error('mine');
  });
  clumsy.transport.deliver(text('a'));
  expect(clumsy.world.reported).toEqual([new Error('mine'), new Error('mine too')]);
});

test('AP27 a callback that gives what is no promise, or never settles, does no harm', () => {
  const { socket, transport } = served();
  const gifts: unknown[] = [1, {}, null, new Promise(() => {})];
  socket.onMessage(() => gifts.pop());
  for (let count = 0; count < 5; count++) transport.deliver(text('a'));
  expect(gifts.length).toBe(0);
  expect(socket.state).toBe('open');
});

test('an answer that comes too late, because the peer went first, is no error', async () => {
  const errors: unknown[] = [];
  const { socket, transport } = served({ onError: (error) => errors.push(error) });
  socket.onMessage(async () => {
    await turn();
    return socket.send('too late');
  });
  transport.deliver(concat([text('a'), closeFrame(1000)]));
  await turn();
  await turn();
  expect(errors).toEqual([]);
});

test('a waiting send rejects when the connection ends, and kills nobody who does not wait', async () => {
  const { socket, transport } = served();
  transport.isFull = true;
  const room = socket.send(new Uint8Array(100_000));
  transport.listener?.closed();
  await expect(room).rejects.toThrow(SocketError);
});

test('sending with options', () => {
  const { socket, transport, world } = served();
  void socket.send('abcd', { fragmentOctets: 2, compress: false });
  world.clock.breathe();
  expect(wordsIn(transport.written)).toEqual(['text… ab', 'continuation cd']);
});

test('a Pong by hand, with data and without', () => {
  const { socket, transport, world } = served({ autoPong: false });
  socket.on('ping', (data) => void socket.pong(data));
  transport.deliver(frame(9, 'abc'));
  expect(socket.pong()).toBe(true);
  world.clock.breathe();
  expect(wordsIn(transport.written)).toEqual(['pong 3', 'pong 0']);
  expect(refusalOf(() => socket.pong(new Uint8Array(126)))).not.toBe('none');
  socket.abort();
  expect(refusalOf(() => socket.pong())).toBe('not-open');
});

test('limits can be changed while open', async () => {
  const { socket, transport } = served();
  socket.limit({ messagePayload: 3 });
  transport.deliver(text('abc'));
  expect(socket.state).toBe('open');
  transport.deliver(text('abcd'));
  transport.listener?.closed();
  expect((await socket.closed).sent).toMatchObject({ statusCode: 1009 });
});

test('sendParts that fails and that nobody awaits kills nobody', async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown): number => unhandled.push(error);
  process.on('unhandledRejection', note);
  const { socket } = served();
  void socket.sendParts(['a', Uint8Array.of(1)]);
  const failed = socket.sendParts(['b']);
  await turn();
  await turn();
  await expect(failed).rejects.toThrow(SocketError);
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
  expect(socket.state).toBe('closing');
});
