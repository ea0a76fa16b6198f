import { once } from 'node:events';
import * as net from 'node:net';
import { HandshakeError, ProxyError } from '@sansws/adapter-kit';
import type { ServiceOptions, Socket } from '@sansws/adapter-kit';
import { expect, test } from 'vitest';
import { capabilities, connect, listen } from '../src/index.ts';
import type { ConnectOptions } from '../src/index.ts';
import { caCerts, certificate, foreignCertificate } from './helpers/certificate.ts';

const runtime = 'deno';
const inUse = Deno.errors.AddrInUse;
const trust: ConnectOptions = { tls: { caCerts } };
const local = { host: '127.0.0.1', origins: 'any' } as const;
const echo: Pick<ServiceOptions, 'onSocket'> = {
  onSocket: (socket) => socket.onMessage((message) => socket.send(message)),
};

/** How connecting failed. */
async function failure(uri: string, options: ConnectOptions = {}): Promise<HandshakeError> {
  const outcome: unknown = await connect(uri, options).then(
    () => 'it did not fail',
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(HandshakeError);
  return outcome as HandshakeError;
}

async function echoes(socket: Socket, text = 'Hello'): Promise<void> {
  void socket.send(text);
  for await (const message of socket) {
    expect(message).toBe(text);
    break;
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

const request =
  'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('TR7 a certificate for another name, or by nobody known, is refused with a cause of its own', async () => {
  const sockets: Socket[] = [];
  const server = await listen({
    ...local,
    tls: foreignCertificate,
    onSocket: (socket) => sockets.push(socket),
  });
  for (const options of [trust, {}]) {
    const { record, cause, response } = await failure(`wss://localhost:${server.port}/`, options);
    expect([record.statusCode, record.cause, record.clean, response]).toEqual([
      1006,
      'transport-broken',
      false,
      null,
    ]);
    expect(String(cause)).toMatch(/certificate|issuer|self.signed/iu);
  }
  expect([sockets, server.connections]).toEqual([[], 0]);
  await server.close();
});

test('TR7 TLS with a plain server, a plain client with TLS: both fail, nobody dies', async () => {
  const plain = await listen({ ...local });
  const { cause } = await failure(`wss://localhost:${plain.port}/`, trust);
  expect(cause).toBeInstanceOf(Error);
  await plain.close();
  const secured = await listen({ ...local, ...echo, tls: certificate });
  const client = net.connect(secured.port, '127.0.0.1');
  client.on('error', () => {});
  client.end('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  client.resume();
  // `once` of events would reject with an error that may come first.
  await new Promise((resolve) => client.once('close', resolve));
  const socket = await connect(`wss://localhost:${secured.port}/`, trust);
  expect(socket.secure).toBe(true);
  await echoes(socket);
  await socket.close();
  await secured.close();
});

test('TR7 whoever never begins TLS is nobody’s connection and keeps no server from closing', async () => {
  // Deno itself keeps such a socket open until its peer goes, whatever is closed.
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const server = await listen({
    ...local,
    tls: certificate,
    handshakeTimeout: 100,
    onError,
    maxConnections: 1,
  });
  const silent = net.connect(server.port, '127.0.0.1');
  await once(silent, 'connect');
  await sleep(200);
  expect(server.connections).toBe(0);
  await (await connect(`wss://localhost:${server.port}/`, trust)).close();
  await server.close();
  silent.destroy();
  expect(errors).toEqual([]);
});

test('TR7 TLS that is cut off without close_notify is told, and is no clean end', async () => {
  const sockets: Socket[] = [];
  const server = await listen({ ...local, tls: certificate, onSocket: (socket) => sockets.push(socket) });
  const front = net.createServer((near) => {
    const far = net.connect(server.port, '127.0.0.1');
    near.pipe(far, { end: false }).pipe(near);
    for (const socket of [near, far]) socket.on('error', () => {});
    front.once('cut', () => far.end());
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  const { port } = front.address() as net.AddressInfo;
  const socket = await connect(`wss://localhost:${port}/`, trust);
  await until(() => sockets.length === 1);
  front.emit('cut');
  const record = await (sockets[0] as Socket).closed;
  expect([record.statusCode, record.clean]).toEqual([1006, false]);
  socket.abort();
  front.close();
  await server.close();
});

test('nobody there, no such name, no such path: a handshake error with the system’s error', async () => {
  const unused = await listen({ ...local });
  const { port } = unused;
  await unused.close();
  for (const uri of [
    `ws://127.0.0.1:${port}/`,
    `wss://127.0.0.1:${port}/`,
    'ws://nobody.invalid/',
    'ws+unix:/nowhere/at/all.sock:/',
  ]) {
    const { record, cause } = await failure(uri);
    expect([record.statusCode, record.cause]).toEqual([1006, 'transport-broken']);
    expect(cause).toBeInstanceOf(Error);
  }
});

test('an address in use is an error of listening, on TCP and on Unix sockets', async () => {
  const server = await listen({ ...local, ...echo });
  await expect(listen({ ...local, port: server.port })).rejects.toThrow(inUse);
  await server.close();
  const path = `/tmp/sansws-${runtime}-${process.pid}.sock`;
  const first = await listen({ path, origins: 'any', ...echo });
  expect([first.address, first.port]).toEqual([path, 0]);
  await expect(listen({ path, origins: 'any' })).rejects.toThrow(inUse);
  await echoes(await connect(`ws+unix:${path}:/`));
  await first.close();
  expect(first.address).toBeNull();
  // The name is free again.
  await (await listen({ path, origins: 'any' })).close();
});

test('a wrong option is an error of listening too', async () => {
  await expect(listen({ ...local, limits: { messagePayload: -1 } })).rejects.toThrow(RangeError);
});

test('TR19 IPv6, where the machine has it', async () => {
  const server = await listen({ host: '::1', origins: 'any', ...echo }).catch(() => null);
  if (server === null) return;
  expect(server.address).toMatchObject({ address: '::1', family: 'IPv6' });
  const socket = await connect(`ws://[::1]:${server.port}/`);
  await echoes(socket);
  expect(socket.remoteAddress).toBe('::1');
  await socket.close();
  await server.close();
});

test('TR19 no host is all of IPv4, and `::` is IPv6 and IPv4 in one', async () => {
  for (const [host, address, hosts] of [
    [undefined, '0.0.0.0', ['127.0.0.1']],
    ['::', '::', ['127.0.0.1', '[::1]']],
  ] as const) {
    const server = await listen({ origins: 'any', ...echo, ...(host === undefined ? {} : { host }) }).catch(
      () => null,
    );
    // A machine without IPv6.
    if (server === null && host === '::') continue;
    expect(server?.address).toMatchObject({ address });
    for (const one of hosts) {
      const socket = await connect(`ws://${one}:${server?.port}/`);
      await echoes(socket);
      await socket.close();
    }
    await server?.close();
  }
});

test('a signal that aborts in the TLS handshake: its reason', async () => {
  const held = new Set<net.Socket>();
  const silent = net.createServer((socket) => void held.add(socket.resume().on('error', () => {})));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as net.AddressInfo;
  const controller = new AbortController();
  const attempt = connect(`wss://localhost:${port}/`, { ...trust, signal: controller.signal });
  await until(() => held.size === 1);
  controller.abort(new Error('mine'));
  await expect(attempt).rejects.toThrow('mine');
  for (const socket of held) socket.destroy();
  silent.close();
});

test('TM14 an attempt that timed out or was aborted ends: when there is room again, nobody comes', async () => {
  // Nobody takes in whoever comes: soon the kernel lets nobody wait any more, and answers nothing.
  const listener = Deno.listen({ hostname: '127.0.0.1', port: 0, tcpBacklog: 1 });
  const { port } = listener.addr;
  const waiting: Deno.Conn[] = [];
  for (let isFull = false; !isFull;) {
    const conn = await Deno.connect({ port, signal: AbortSignal.timeout(200) }).catch(() => null);
    if (conn === null) isFull = true;
    else waiting.push(conn);
  }
  for (const uri of [`ws://127.0.0.1:${port}/`, `wss://127.0.0.1:${port}/`]) {
    const { record } = await failure(uri, { ...trust, handshakeTimeout: 100 });
    expect(record.cause).toBe('handshake-timeout');
    const signal = AbortSignal.timeout(100);
    await expect(connect(uri, { ...trust, signal })).rejects.toMatchObject({ name: 'TimeoutError' });
  }
  for (const conn of waiting) {
    (await listener.accept()).close();
    conn.close();
  }
  // Whoever still tried would ask again after one second, and after three.
  const comer = listener.accept().catch(() => null);
  expect(await Promise.race([comer, sleep(3_200)])).toBeUndefined();
  listener.close();
  await comer;
});

/** A proxy: what it was asked, and what it answers; a tunnel to anywhere if that is 200. */
async function proxy(status: number): Promise<{ port: number; asked: string[]; close(): void }> {
  const asked: string[] = [];
  const server = net.createServer((near) => {
    near.on('error', () => {});
    near.once('data', (octets) => {
      const head = String(octets);
      asked.push(head);
      const [, host, port] = /^CONNECT (\S+):(\d+) /u.exec(head) ?? [];
      near.write(`HTTP/1.1 ${status} Whatever\r\nVia: 1.1 test\r\n\r\n`);
      if (status !== 200) {
        near.end();
        return;
      }
      const far = net.connect(Number(port), host === 'localhost' ? '127.0.0.1' : host);
      far.on('error', () => near.destroy());
      near.pipe(far).pipe(near);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as net.AddressInfo).port, asked, close: () => void server.close() };
}

test('through a proxy: plain, with TLS inside, with a password', async () => {
  const tunnel = await proxy(200);
  for (const [scheme, options] of [
    ['ws', { ...local, ...echo }],
    ['wss', { ...local, ...echo, tls: certificate }],
  ] as const) {
    const server = await listen(options);
    const uri = `${scheme}://localhost:${server.port}/`;
    const socket = await connect(uri, { ...trust, proxy: `http://me:secret@127.0.0.1:${tunnel.port}` });
    expect(socket.secure).toBe(scheme === 'wss');
    await echoes(socket);
    expect((await socket.close()).clean).toBe(true);
    await server.close();
    expect(tunnel.asked.pop()).toContain('Proxy-Authorization: Basic bWU6c2VjcmV0');
  }
  tunnel.close();
});

test('a proxy that refuses is the cause; the certificate behind one is checked', async () => {
  const refusing = await proxy(407);
  const { cause } = await failure('ws://localhost:1/', { proxy: `http://127.0.0.1:${refusing.port}` });
  expect(cause).toBeInstanceOf(ProxyError);
  expect((cause as ProxyError).status).toBe(407);
  refusing.close();
  const tunnel = await proxy(200);
  const server = await listen({ ...local, tls: foreignCertificate });
  const uri = `wss://localhost:${server.port}/`;
  const { cause: why } = await failure(uri, { ...trust, proxy: `http://127.0.0.1:${tunnel.port}` });
  expect(String(why)).toMatch(/certificate|altname/iu);
  expect(server.connections).toBe(0);
  tunnel.close();
  await server.close();
});

test('what this runtime cannot do is said before anything is tried', async () => {
  expect(capabilities.attach).toBe(false);
  const throughTls = connect('wss://localhost:1/', { proxy: 'https://localhost:1' });
  await expect(throughTls).rejects.toThrow(/no TLS within TLS/u);
  await expect(connect('ws://localhost:1/', { proxy: 'ftp://localhost:1' })).rejects.toThrow(TypeError);
});

test('TLS on a Unix socket is more than Deno can do', async () => {
  expect(capabilities.tlsOverUnix).toBe(false);
  await expect(connect('wss+unix:/tmp/app.sock:/')).rejects.toThrow(/no TLS on Unix sockets/u);
  await expect(listen({ path: '/tmp/app.sock', tls: certificate, origins: 'any' })).rejects.toThrow(
    TypeError,
  );
});

test('a stream of one’s own', async () => {
  const server = await listen({ ...local, ...echo });
  const socket = await connect('ws://somewhere.example/', {
    createConnection: () => Deno.connect({ hostname: '127.0.0.1', port: server.port }),
  });
  await echoes(socket);
  await socket.close();
  const { cause } = await failure('ws://somewhere.example/', {
    createConnection: () => Promise.reject(new Error('mine')),
  });
  expect(String(cause)).toContain('mine');
  await server.close();
});

test('TR5 TLS: a peer that reads nothing makes the sender wait, and loses nothing', async () => {
  const listener = Deno.listenTls({ hostname: '127.0.0.1', port: 0, ...certificate });
  const sockets: Socket[] = [];
  const server = await listen({ ...local, tls: certificate, onSocket: (socket) => sockets.push(socket) });
  // Our server, a client of Deno's own that reads later.
  const conn = await Deno.connectTls({ hostname: 'localhost', port: server.port, caCerts });
  await conn.write(new TextEncoder().encode(request));
  await until(() => sockets.length === 1);
  const socket = sockets[0] as Socket;
  const piece = new Uint8Array(65_536).fill(7);
  let sent = 0;
  let room: true | Promise<true> = true;
  while (room === true || (await Promise.race([room, sleep(200)])) === true) {
    expect(sent).toBeLessThan(1_000);
    room = socket.send(piece);
    sent++;
  }
  expect(socket.bufferedOctets).toBeGreaterThan(0);
  const expected = sent * (piece.length + 10);
  const target = new Uint8Array(65_536);
  let came = -129; // the head of the answer
  while (came < expected) came += (await conn.read(target)) ?? expected;
  expect([came, await room, socket.bufferedOctets]).toEqual([expected, true, 0]);
  conn.close();
  listener.close();
  await server.close();
});

test('an error of the application that nobody takes is reported, and closes with 1011', async () => {
  const reported: unknown[][] = [];
  const { error } = console;
  console.error = (...words: unknown[]) => void reported.push(words);
  const server = await listen({
    ...local,
    onSocket: () => {
      throw new Error('mine');
    },
  });
  const socket = await connect(`ws://127.0.0.1:${server.port}/`);
  expect((await socket.closed).statusCode).toBe(1011);
  console.error = error;
  expect(reported).toEqual([[expect.stringContaining('onError'), expect.stringContaining('mine')]]);
  await server.close();
});
