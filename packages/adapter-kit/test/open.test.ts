import { acceptOf } from '@sansws/core/handshake';
import { decodeText, encodeText } from '@sansws/core/bytes';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { HandshakeError, SocketError } from '../src/errors.ts';
import { firstStep, openSocket } from '../src/open.ts';
import type { Dial, OpenHooks, OpenOptions } from '../src/open.ts';
import type { Socket } from '../src/socket.ts';
import type { Transport } from '../src/ports.ts';
import { concat, fakeWorld, FakeTransport } from './helpers/fake.ts';
import type { FakeWorld } from './helpers/fake.ts';
import { closeFrame, frame } from './helpers/peer.ts';

interface Opening {
  readonly world: FakeWorld;
  readonly transport: FakeTransport;
  readonly opened: Promise<Socket>;
  readonly abandoned: () => number;
  readonly arrive: (transport: Transport) => void;
  readonly fail: (problem: unknown) => void;
}

function opening(options: Partial<OpenOptions> = {}, hooks: OpenHooks = {}): Opening {
  const world = fakeWorld();
  let arrive!: (transport: Transport) => void;
  let fail!: (problem: unknown) => void;
  let count = 0;
  const dial: Dial = {
    transport: new Promise((resolve, reject) => {
      arrive = resolve;
      fail = reject;
    }),
    abandon: () => count++,
  };
  const first = firstStep(world, { host: 'example.com', resourceName: '/chat', ...options });
  const opened = openSocket(world, first, dial, hooks);
  opened.catch(() => {});
  return { world, transport: new FakeTransport(), opened, abandoned: () => count, arrive, fail };
}

async function connected(options: Partial<OpenOptions> = {}, hooks: OpenHooks = {}): Promise<Opening> {
  const open = opening(options, hooks);
  open.arrive(open.transport);
  await turn();
  return open;
}

function answerTo(transport: FakeTransport): Uint8Array {
  const key = /Sec-WebSocket-Key: (\S+)/u.exec(decodeText(transport.take()) ?? '')?.[1] ?? '';
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  return encodeText(`${[...lines, `Sec-WebSocket-Accept: ${acceptOf(key)}`].join('\r\n')}\r\n\r\n`);
}

test('the request goes out at once, and what comes behind the answer is a message', async () => {
  const { transport, opened, world } = await connected({ fields: [['X-Case', 'Kept']] });
  expect(decodeText(transport.written)).toMatch(/^GET \/chat HTTP\/1.1\r\n/u);
  expect(decodeText(transport.written)).toContain('X-Case: Kept\r\n');
  transport.deliver(concat([answerTo(transport), frame(1, 'Hi', true, false)]));
  const socket = await opened;
  // Whoever awaits the socket has had a turn before that message is read.
  expect(transport.isPaused).toBe(true);
  world.clock.breathe();
  expect(socket.request).toBe(null);
  expect(socket.fields[0]).toEqual(['Upgrade', 'websocket']);
  for await (const message of socket) {
    expect(message).toBe('Hi');
    break;
  }
});

test('AP12 AP13 AP14 what no request can carry is refused before anything is connected', () => {
  const world = fakeWorld();
  const wrong: readonly Partial<OpenOptions>[] = [
    { host: 'a\r\nb' },
    { resourceName: '/a b' },
    { fields: [['Upgrade', 'x']] },
    { fields: [['X', 'a\r\nb: c']] },
    { subprotocols: ['a', 'a'] },
    { subprotocols: [''] },
  ];
  for (const options of wrong) {
    expect(() => firstStep(world, { host: 'a', resourceName: '/', ...options })).toThrow(SocketError);
  }
});

test('AP16 a source of entropy that throws: no request', () => {
  const world = fakeWorld({
    fillRandomly: () => {
      throw new Error('no entropy');
    },
  });
  expect(() => firstStep(world, { host: 'a', resourceName: '/' })).toThrow('no entropy');
});

test('a refusal is kept with its status, fields and body', async () => {
  const { transport, opened } = await connected();
  transport.deliver(encodeText('HTTP/1.1 403 Forbidden\r\nX-Why: so\r\nContent-Length: 4\r\n\r\nnope'));
  transport.listener?.ended();
  transport.listener?.closed();
  const error = (await opened.catch((problem: unknown) => problem)) as HandshakeError;
  expect(error).toBeInstanceOf(HandshakeError);
  expect(error.response?.status).toBe(403);
  expect(error.response?.fields).toContainEqual(['X-Why', 'so']);
  expect(decodeText(error.body)).toBe('nope');
  expect(error.failure).not.toBe(null);
});

test('a transport that breaks before the answer', async () => {
  const { transport, opened } = await connected();
  const problem = new Error('ECONNRESET');
  transport.listener?.broken(problem);
  transport.listener?.closed();
  await expect(opened).rejects.toMatchObject({ name: 'HandshakeError', cause: problem, failure: null });
});

test('no transport at all', async () => {
  const { opened, fail } = opening();
  const problem = new Error('ECONNREFUSED');
  fail(problem);
  await expect(opened).rejects.toMatchObject({ cause: problem, record: { cause: 'transport-broken' } });
});

test('TM14 the deadline counts from the beginning: while connecting, and while the answer is awaited', async () => {
  const connecting = opening();
  connecting.world.clock.pass(10_000);
  await expect(connecting.opened).rejects.toMatchObject({ record: { cause: 'handshake-timeout' } });
  expect(connecting.abandoned()).toBe(1);
  const waiting = opening();
  waiting.world.clock.pass(9_000);
  waiting.arrive(waiting.transport);
  await turn();
  const answer = answerTo(waiting.transport);
  waiting.world.clock.pass(1_000);
  waiting.transport.deliver(answer);
  await expect(waiting.opened).rejects.toMatchObject({ record: { cause: 'handshake-timeout' } });
});

test('a signal gives up: before, while connecting, during the handshake, and once open', async () => {
  const reason = new Error('enough');
  await expect(opening({}, { signal: AbortSignal.abort(reason) }).opened).rejects.toBe(reason);
  const first = new AbortController();
  const connecting = opening({}, { signal: first.signal });
  first.abort(reason);
  await expect(connecting.opened).rejects.toBe(reason);
  expect(connecting.abandoned()).toBe(1);
  const second = new AbortController();
  const asking = await connected({}, { signal: second.signal });
  second.abort(reason);
  asking.world.clock.breathe();
  await expect(asking.opened).rejects.toBe(reason);
  expect(asking.transport.orders).toEqual(['abort']);
  const third = new AbortController();
  const open = await connected({}, { signal: third.signal });
  open.transport.deliver(answerTo(open.transport));
  const socket = await open.opened;
  third.abort(reason);
  open.world.clock.breathe();
  expect(await socket.closed).toMatchObject({ cause: 'aborted' });
});

test('a signal is forgotten once the connection is gone', async () => {
  const controller = new AbortController();
  const { transport, opened, world } = await connected({}, { signal: controller.signal });
  transport.deliver(answerTo(transport));
  const socket = await opened;
  world.clock.breathe();
  transport.deliver(closeFrame(1000, false));
  transport.listener?.ended();
  transport.listener?.closed();
  controller.abort();
  world.clock.breathe();
  expect(await socket.closed).toMatchObject({ clean: true });
  expect(transport.orders).not.toContain('abort');
});

test('V-H1 V-H2 a client masks every frame with a key of its own', async () => {
  const { transport, opened, world } = await connected();
  transport.deliver(answerTo(transport));
  const socket = await opened;
  for (let count = 0; count < 50; count++) void socket.send('same');
  world.clock.breathe();
  const octets = transport.written;
  const keys = new Set<string>();
  for (let at = 0; at < octets.length; at += 10) {
    expect((octets[at + 1] as number) & 0x80).toBe(0x80);
    keys.add(octets.slice(at + 2, at + 6).join());
  }
  expect(keys.size).toBe(50);
});

test('a large message that is under way is judged by the limits under which it began', async () => {
  const { transport, opened, world } = await connected();
  transport.deliver(answerTo(transport));
  const socket = await opened;
  world.clock.breathe();
  const lengths: number[] = [];
  socket.onMessage((message) => void lengths.push(message.length));
  const message = frame(2, new Uint8Array(60_000), true, false);
  transport.deliver(message.slice(0, 50_000));
  socket.limit({ messagePayload: 10_000, framePayload: 10_000 });
  transport.deliver(message.slice(50_000));
  expect(lengths).toEqual([60_000]);
  transport.deliver(message.slice(0, 50_000));
  transport.listener?.closed();
  expect((await socket.closed).violation?.name).toBe('frame-too-big');
});
