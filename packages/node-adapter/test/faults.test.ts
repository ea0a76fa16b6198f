/** The transport faults of security.md on real sockets: whatever happens, one terminal event and no dead process. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as net from 'node:net';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test, vi } from 'vitest';
import { connect, listen, SocketError } from '../src/index.ts';
import type { ListenOptions, Server, Socket } from '../src/index.ts';
import { answerHandshake, masked, rawClient, rawServer, request } from './helpers/raw.ts';

// What hangs is a fault found, and soon.
vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 });

const open: (() => unknown)[] = [];
const unexpected: unknown[] = [];

function note(problem: unknown): void {
  unexpected.push(problem);
}
process.on('unhandledRejection', note);
process.on('uncaughtExceptionMonitor', note);

afterEach(async () => {
  for (const end of open.splice(0)) await end();
  expect(unexpected.splice(0)).toEqual([]);
});

async function serve(options: Partial<ListenOptions> = {}): Promise<Server> {
  const server = await listen({
    host: '127.0.0.1',
    origins: 'any',
    onSocket: (socket) => socket.onMessage((message) => socket.send(message)),
    ...options,
  });
  open.push(() => server.close({ deadline: 200 }));
  return server;
}

/** A server that keeps its sockets for the test to look at, and counts their ends. */
async function watched(options: Partial<ListenOptions> = {}): Promise<{
  server: Server;
  sockets: Socket[];
  causes: string[];
  errors: unknown[];
}> {
  const sockets: Socket[] = [];
  const causes: string[] = [];
  const errors: unknown[] = [];
  const server = await serve({
    onError: (error) => errors.push(error),
    ...options,
    onSocket: (socket, asked) => {
      sockets.push(socket);
      socket.on('closed', ({ cause }) => causes.push(cause));
      return options.onSocket?.(socket, asked);
    },
  });
  return { server, sockets, causes, errors };
}

async function until(condition: () => boolean): Promise<void> {
  for (let rounds = 0; !condition(); rounds++) {
    if (rounds > 500) throw new Error('it never came to that');
    await delay(10);
  }
}

// What the server's peer has done when it goes, from the first octet to the end.
const states: readonly (readonly [string, (socket: net.Socket) => Promise<void> | void])[] = [
  ['connected', () => {}],
  ['half a request sent', (socket) => void socket.write(request.slice(0, 30))],
  ['a request sent', (socket) => void socket.write(request)],
  ['open', async (socket) => void (socket.write(request), await once(socket, 'data'))],
  ['half a header sent', async (socket) => void (await opened(socket), socket.write(Buffer.of(0x81)))],
  [
    'half a frame sent',
    async (socket) => void (await opened(socket), socket.write(masked(1, 'abc').subarray(0, 7))),
  ],
  [
    'half a message sent',
    async (socket) => void (await opened(socket), socket.write(masked(1, 'abc', false))),
  ],
  ['a message sent', async (socket) => void (await opened(socket), socket.write(masked(1, 'abc')))],
  ['a ping sent', async (socket) => void (await opened(socket), socket.write(masked(9, 'abc')))],
  ['a violation sent', async (socket) => void (await opened(socket), socket.write(masked(3, 'abc')))],
  ['a Close sent', async (socket) => void (await opened(socket), socket.write(masked(8, Buffer.of(3, 232))))],
  [
    'a Close answered',
    async (socket) => {
      await opened(socket);
      socket.write(masked(8, Buffer.of(3, 232)));
      await once(socket, 'data');
    },
  ],
];

async function opened(socket: net.Socket): Promise<void> {
  socket.write(request);
  await once(socket, 'data');
}

for (const [how, end] of [
  ['TR2 V-K1 CL20 reset', (socket: net.Socket) => socket.resetAndDestroy()],
  ['TR1 destroyed', (socket: net.Socket) => socket.destroy()],
  ['TR4 half-closed', (socket: net.Socket) => socket.end()],
] as const) {
  for (const [state, lead] of states) {
    test(`${how} by the client: ${state}`, async () => {
      const { server, sockets, causes } = await watched();
      const socket = net.connect({
        port: server.port,
        host: '127.0.0.1',
        allowHalfOpen: how.includes('half'),
      });
      socket.on('error', () => {});
      await once(socket, 'connect');
      await lead(socket);
      end(socket);
      if (how.includes('half')) socket.resume();
      await until(() => server.connections === 0 && socket.destroyed);
      expect(causes.length).toBe(sockets.length);
      for (const { state: after } of sockets) expect(after).toBe('closed');
    });
  }

  test(`${how} by the server, in the handshake and once open`, async () => {
    const early = await rawServer((socket) => end(socket));
    open.push(early.close);
    await expect(connect(`ws://127.0.0.1:${early.port}/`)).rejects.toMatchObject({ name: 'HandshakeError' });
    const late = await rawServer((socket) => {
      void answerHandshake(socket).then(async () => {
        await delay(20);
        end(socket);
      });
    });
    open.push(late.close);
    const socket = await connect(`ws://127.0.0.1:${late.port}/`);
    let ends = 0;
    socket.on('closed', () => ends++);
    expect(await socket.closed).toMatchObject({ statusCode: 1006, clean: false });
    await delay(20);
    expect(ends).toBe(1);
  });
}

test('TR4 CL21 the peer ends its side without a Close and goes on reading: our side ends too', async () => {
  const { server, causes } = await watched();
  const { socket } = await rawClient(server.port, { allowHalfOpen: true });
  socket.end();
  await once(socket, 'end');
  expect(causes).toEqual(['transport-ended']);
});

async function child(port: number): Promise<ChildProcess> {
  const peer = fork(fileURLToPath(new URL('helpers/idle-peer.mjs', import.meta.url)), [String(port)]);
  open.push(() => {
    peer.kill('SIGKILL');
  });
  await once(peer, 'message');
  return peer;
}

test('TR1 a peer process that is killed', async () => {
  const { server, causes } = await watched();
  const peer = await child(server.port);
  await until(() => server.connections === 1);
  peer.kill('SIGKILL');
  await until(() => server.connections === 0);
  expect(causes.length).toBe(1);
});

test('TR10 a peer whose worker is terminated, and one whose process exits', async () => {
  const { server, causes } = await watched();
  const code = `const socket = require('node:net').connect(${server.port}, '127.0.0.1');
    socket.write(${JSON.stringify(request)});
    socket.once('data', () => require('node:worker_threads').parentPort.postMessage('open'));`;
  const worker = new Worker(code, { eval: true });
  await once(worker, 'message');
  expect(server.connections).toBe(1);
  await worker.terminate();
  await until(() => server.connections === 0);
  const peer = await child(server.port);
  await until(() => server.connections === 1);
  peer.kill('SIGTERM');
  await until(() => server.connections === 0);
  expect(causes.length).toBe(2);
});

test('TR3 a peer process that stands still: the ping is not answered, and that is the end', async () => {
  const { server, sockets } = await watched({ keepalive: { interval: 100, timeout: 150 } });
  const peer = await child(server.port);
  await until(() => sockets.length === 1);
  await delay(400);
  // It answers pings as long as it runs.
  expect(sockets[0]?.state).toBe('open');
  peer.kill('SIGSTOP');
  expect(await sockets[0]?.closed).toMatchObject({
    cause: 'keepalive-timeout',
    statusCode: 1006,
    clean: false,
  });
  await until(() => server.connections === 0);
});

test('TR5 a peer that reads nothing for a while and then all: nothing is lost', async () => {
  const { server, sockets } = await watched({ onSocket: () => {} });
  const { socket, until: received } = await rawClient(server.port);
  await until(() => sockets.length === 1);
  socket.pause();
  const server0 = sockets[0] as Socket;
  let sent = 0;
  let waits: true | Promise<true> = true;
  while (waits === true) {
    waits = server0.send(new Uint8Array(65_532).fill(sent));
    sent++;
    if (sent % 8 === 0) await delay(1);
  }
  await delay(200);
  expect(server0.bufferedOctets).toBeGreaterThan(0);
  socket.resume();
  await waits;
  const octets = await received(sent * 65_536);
  for (let index = 0; index < sent; index++) {
    expect(octets.readUInt32BE(index * 65_536)).toBe(0x827efffc);
    expect([octets[index * 65_536 + 4], octets[index * 65_536 + 65_535]]).toEqual([index & 255, index & 255]);
  }
  expect(server0.bufferedOctets).toBe(0);
  socket.destroy();
});

test('RS17 TM6 a peer that never reads: overloaded, told, and closed at the deadline', async () => {
  const { server, sockets, causes } = await watched({ onSocket: () => {}, closeTimeout: 100 });
  const { socket } = await rawClient(server.port);
  await until(() => sockets.length === 1);
  socket.pause();
  const sender = sockets[0] as Socket;
  let refused: unknown;
  while (refused === undefined) {
    try {
      void sender.send(new Uint8Array(1_000_000));
    } catch (error) {
      refused = error;
    }
    await delay(1);
  }
  expect(refused).toBeInstanceOf(SocketError);
  expect((refused as SocketError).refusal.name).toBe('overloaded');
  await sender.close(1013);
  expect(causes).toEqual(['close-timeout']);
  socket.destroy();
});

test('RS7 a ping flood from a peer that reads nothing: little is kept', async () => {
  const { server, sockets } = await watched();
  const { socket } = await rawClient(server.port);
  await until(() => sockets.length === 1);
  socket.pause();
  const pings = Buffer.concat(Array.from({ length: 500 }, () => masked(9, 'x'.repeat(125))));
  let most = 0;
  for (let count = 0; count < 200; count++) {
    socket.write(pings);
    await delay(0);
    most = Math.max(most, (sockets[0] as Socket).bufferedOctets);
  }
  expect(most).toBeLessThan(256 * 1024);
  expect(sockets[0]?.state).toBe('open');
  socket.destroy();
});

test('TR12 a proxy that cuts, merges and delays: the same messages, in order', async () => {
  const server = await serve({ limits: { messagePayload: 4 * 1024 * 1024 } });
  let seed = 1;
  const random = (limit: number): number => (seed = (seed * 48_271) % 2_147_483_647) % limit;
  const relay = (from: net.Socket, to: net.Socket): void => {
    let line = Promise.resolve();
    from.on('data', (chunk: Buffer) => {
      line = line.then(async () => {
        for (let at = 0; at < chunk.length;) {
          const length = Math.min(chunk.length - at, 1 + random(random(4) === 0 ? 3 : 60_000));
          to.write(chunk.subarray(at, at + length));
          at += length;
          if (random(10) === 0) await delay(random(3));
        }
      });
    });
    from.on('end', () => void line.then(() => to.end()));
    from.on('error', () => to.destroy());
  };
  const proxy = await rawServer(
    (socket) => {
      const onward = net.connect(server.port, '127.0.0.1');
      relay(socket, onward);
      relay(onward, socket);
    },
    { allowHalfOpen: true },
  );
  open.push(proxy.close);
  const socket = await connect(`ws://127.0.0.1:${proxy.port}/`);
  const messages = Array.from(
    { length: 60 },
    (_, index) => `${index}:${'ä'.repeat(random(index % 10 === 0 ? 200_000 : 200))}`,
  );
  void (async () => {
    for (const message of messages) await socket.send(message);
  })();
  const seen: unknown[] = [];
  for await (const message of socket) {
    seen.push(message);
    if (seen.length === messages.length) break;
  }
  expect(seen).toEqual(messages);
  expect((await socket.close()).clean).toBe(true);
});

test('TR18 writes after the transport is destroyed: no throw but our own', async () => {
  const { server, sockets, causes } = await watched();
  const { socket } = await rawClient(server.port);
  await until(() => sockets.length === 1);
  const ours = sockets[0] as Socket;
  socket.resetAndDestroy();
  for (let count = 0; count < 100 && causes.length === 0; count++) {
    try {
      void ours.send('into the void');
    } catch (error) {
      expect(error).toBeInstanceOf(SocketError);
    }
    await delay(1);
  }
  await ours.closed;
  expect(() => ours.send('x')).toThrow(SocketError);
  expect(() => ours.ping()).toThrow(SocketError);
  ours.abort();
  ours.pause();
  ours.resume();
  await ours.close();
  expect(causes.length).toBe(1);
});

test('TR20 one octet a write, and sixteen mebibytes', async () => {
  const server = await serve({ limits: { messagePayload: 17 * 1024 * 1024 } });
  const { socket, until: received } = await rawClient(server.port);
  for (const octet of masked(2, 'octet by octet')) {
    socket.write(Buffer.of(octet));
    await delay(0);
  }
  expect(String((await received(16)).subarray(2))).toBe('octet by octet');
  socket.destroy();
  const large = await connect(`ws://127.0.0.1:${server.port}/`, {
    limits: { messagePayload: 17 * 1024 * 1024 },
  });
  const data = new Uint8Array(16 * 1024 * 1024).map((_, index) => index * 7);
  void large.send(data);
  for await (const message of large) {
    expect(Buffer.compare(Buffer.from(message as Uint8Array), Buffer.from(data))).toBe(0);
    break;
  }
  await large.close();
});

test('RS14 RS16 many that come and go, in order or not: nothing is left', async () => {
  const { server, sockets, causes } = await watched();
  for (let round = 0; round < 10; round++) {
    await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const { socket } = await rawClient(server.port);
        if (index % 3 === 0) socket.resetAndDestroy();
        else if (index % 3 === 1) socket.destroy();
        else socket.end(masked(8, Buffer.of(3, 232)));
      }),
    );
  }
  await until(() => server.connections === 0);
  expect(sockets.length).toBe(300);
  expect(causes.length).toBe(300);
});

test('TR1 a stream of the caller’s that fails at once: connecting rejects with its error, the process lives', async () => {
  const failing: readonly (readonly [string, () => net.Socket | Promise<net.Socket>])[] = [
    ['ECONNREFUSED', () => net.connect({ host: '127.0.0.1', port: 1 })],
    ['at once', () => new net.Socket().destroy(Object.assign(new Error('gone'), { code: 'at once' }))],
    ['promised', async () => dying('promised')],
    ['EACCES', () => net.connect({ host: '255.255.255.255', port: 9 })],
  ];
  for (const [code, createConnection] of failing) {
    // From a timer, outside of any promise: what is emitted at the next tick comes before all that is awaited.
    const rejection = await new Promise<unknown>((resolve) => {
      setTimeout(() => void connect('ws://x/', { createConnection }).catch(resolve), 1);
    });
    expect(rejection).toMatchObject({ name: 'HandshakeError', record: { cause: 'transport-broken' } });
    const { cause } = rejection as { cause: NodeJS.ErrnoException };
    expect(cause).toBeInstanceOf(Error);
    // Systems differ in what they say of a broadcast.
    if (code !== 'EACCES') expect(cause.code).toBe(code);
  }
});

/** A stream that fails as soon as somebody listens for its errors. */
function dying(code: string): net.Socket {
  const socket = new net.Socket();
  socket.once('newListener', (event) => {
    if (event === 'error') socket.destroy(Object.assign(new Error('gone'), { code }));
  });
  return socket;
}

test('TR1 a tunnel that breaks as soon as it is there rejects and harms nothing', async () => {
  const proxy = await rawServer((socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.resetAndDestroy();
    });
  });
  open.push(proxy.close);
  const options = { proxy: `http://127.0.0.1:${proxy.port}`, handshakeTimeout: 5_000 };
  for (const uri of ['ws://127.0.0.1:1/', 'wss://127.0.0.1:1/']) {
    for (let round = 0; round < 5; round++) {
      const begun = performance.now();
      await expect(connect(uri, options)).rejects.toMatchObject({ name: 'HandshakeError' });
      expect(performance.now() - begun).toBeLessThan(4_000);
    }
  }
});
