import { once } from 'node:events';
import * as net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import * as tls from 'node:tls';
import { afterEach, expect, test, vi } from 'vitest';
import { connect, listen } from '../src/index.ts';
import type { ListenOptions, Server } from '../src/index.ts';
import { certificate } from './helpers/certificate.ts';
import { masked, rawClient, request } from './helpers/raw.ts';

const open: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of open.splice(0)) await end();
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

test('it knows where it listens and how many there are', async () => {
  const server = await serve({ backlog: 10 });
  expect(server.port).toBeGreaterThan(0);
  expect(server.address).toMatchObject({ address: '127.0.0.1', port: server.port });
  const socket = await connect(`ws://127.0.0.1:${server.port}/`);
  expect(server.connections).toBe(1);
  await socket.close();
  await delay(20);
  expect(server.connections).toBe(0);
  await server.close();
  expect([server.port, server.address]).toEqual([0, null]);
});

test('without a host it listens everywhere', async () => {
  const server = await listen({ origins: 'any' });
  await (await connect(`ws://127.0.0.1:${server.port}/`)).close();
  await server[Symbol.asyncDispose]();
});

test('TR8 a port that is taken: the system’s error', async () => {
  const server = await serve();
  await expect(listen({ host: '127.0.0.1', port: server.port, origins: 'any' })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});

test('TR8 an error when a connection is accepted (EMFILE) is told, and the server goes on', async () => {
  const errors: unknown[] = [];
  // The kernel cannot be asked to run out of descriptors for one test, so the server is told that it did.
  const listening = vi.spyOn(net.Server.prototype, 'listen');
  const server = await serve({ onError: (error) => errors.push(error) });
  const created = listening.mock.contexts[0] as net.Server;
  listening.mockRestore();
  const problem = Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' });
  created.emit('error', problem);
  expect(errors).toEqual([problem]);
  const socket = await connect(`ws://127.0.0.1:${server.port}/`);
  await socket.close();
});

test('TR9 shutdown: 1001 to all, then gone; new ones are not taken', async () => {
  const server = await serve();
  const uri = `ws://127.0.0.1:${server.port}/`;
  const sockets = await Promise.all(Array.from({ length: 20 }, () => connect(uri)));
  const closed = server.close();
  await expect(connect(uri)).rejects.toMatchObject({ name: 'HandshakeError' });
  await closed;
  for (const socket of sockets) {
    expect(await socket.closed).toMatchObject({ statusCode: 1001, clean: true, first: 'remote' });
  }
});

test('TR9 shutdown with peers that never answer, half handshakes and TLS that never begins: the deadline', async () => {
  const server = await serve();
  await rawClient(server.port);
  const half = net.connect(server.port, '127.0.0.1');
  half.on('error', () => {});
  half.write(request.slice(0, 20));
  const { cert, key } = await certificate;
  const secure = await serve({ tls: { cert, key } });
  const silent = net.connect(secure.port, '127.0.0.1');
  silent.on('error', () => {});
  await once(silent, 'connect');
  await delay(50);
  const begun = performance.now();
  await Promise.all([server.close({ statusCode: 1012, deadline: 200 }), secure.close({ deadline: 200 })]);
  expect(performance.now() - begun).toBeLessThan(2_000);
  expect(performance.now() - begun).toBeGreaterThan(150);
});

test('V-G13 V-G3 what comes behind a refused request is never a second request', async () => {
  const targets: string[] = [];
  const server = await serve({
    onRequest: ({ request: { target } }) => {
      targets.push(target);
      return { type: 'refuse', status: 403, body: Buffer.from('no') };
    },
  });
  const socket = net.connect(server.port, '127.0.0.1');
  socket.write(request + request.replace('/chat', '/smuggled') + request);
  let answer = '';
  socket.on('data', (chunk) => (answer += String(chunk)));
  await once(socket, 'close');
  expect(targets).toEqual(['/chat']);
  expect(answer.match(/HTTP\/1\.1/gu)?.length).toBe(1);
  expect(answer).toMatch(/connection: close\r\n/iu);
  expect(answer.endsWith('no')).toBe(true);
});

test('V-B5 every limit reaches the core', async () => {
  const server = await serve({ limits: { messagePayload: 10 } });
  const socket = await connect(`ws://127.0.0.1:${server.port}/`);
  void socket.send('0123456789');
  for await (const message of socket) {
    expect(message).toBe('0123456789');
    break;
  }
  void socket.send('0123456789a');
  expect(await socket.closed).toMatchObject({ statusCode: 1009 });
});

test('V-F9 a malformed frame, and nobody listens: the process lives, both ends know what was wrong', async () => {
  const records: unknown[] = [];
  const server = await serve({
    onSocket: (socket) => void socket.closed.then((record) => records.push(record)),
  });
  const { socket, until } = await rawClient(server.port);
  socket.write(masked(0x3, 'reserved'));
  const received = await until(4);
  expect([received[0], received.readUInt16BE(2)]).toEqual([0x88, 1002]);
  socket.end();
  await once(socket, 'close');
  await delay(20);
  expect(records).toMatchObject([{ cause: 'violation', violation: { name: 'opcode-reserved', offset: 0 } }]);
});

test('V-G14 whether it is secure is known from the transport, never from a header', async () => {
  const { cert, key } = await certificate;
  const seen: boolean[] = [];
  const options: Partial<ListenOptions> = {
    onRequest: (_, peer) => {
      seen.push(peer.secure);
      return { type: 'accept' };
    },
  };
  const plain = await serve(options);
  const secure = await serve({ ...options, tls: { cert, key } });
  const fields = [['X-Forwarded-Proto', 'https']] as const;
  await (await connect(`ws://127.0.0.1:${plain.port}/`, { fields })).close();
  await (await connect(`wss://localhost:${secure.port}/`, { fields, tls: { ca: cert } })).close();
  expect(seen).toEqual([false, true]);
});

test('TR7 TLS that is nonsense, ends in the handshake, or is cut off: the server lives', async () => {
  const { cert, key } = await certificate;
  const server = await serve({ tls: { cert, key } });
  const nonsense = net.connect(server.port, '127.0.0.1');
  nonsense.on('error', () => {});
  nonsense.write('GET / HTTP/1.1\r\n\r\n');
  const reset = net.connect(server.port, '127.0.0.1');
  reset.on('error', () => {});
  await once(reset, 'connect');
  reset.write(Buffer.of(22, 3, 1, 2, 0, 1));
  reset.resetAndDestroy();
  const socket = await connect(`wss://localhost:${server.port}/`, { tls: { ca: cert } });
  void socket.send('still here');
  for await (const message of socket) {
    expect(message).toBe('still here');
    break;
  }
  // No close_notify, no Close: the TCP connection just ends, in the middle of a frame.
  const raw = net.connect(server.port, '127.0.0.1');
  const stream = tls.connect({ socket: raw, ca: cert, servername: 'localhost' });
  stream.on('error', () => {});
  stream.write(request);
  await once(stream, 'data');
  expect(server.connections).toBe(2);
  stream.write(masked(0x1, 'half a frame').subarray(0, 8));
  await delay(20);
  raw.resetAndDestroy();
  await delay(100);
  expect(server.connections).toBe(1);
  await socket.close();
});
