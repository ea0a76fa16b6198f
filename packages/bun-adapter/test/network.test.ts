import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as net from 'node:net';
import { createInterface } from 'node:readline';
import { HandshakeError, ProxyError } from '@sansws/adapter-kit';
import type { ServiceOptions, Socket } from '@sansws/adapter-kit';
import { expect, test } from 'vitest';
import { capabilities, connect, listen } from '../src/index.ts';
import type { ConnectOptions } from '../src/index.ts';
import { caCerts, certificate, foreignCertificate } from './helpers/certificate.ts';

const runtime = 'bun';
const inUse = expect.objectContaining({ code: 'EADDRINUSE' });
const trust: ConnectOptions = { tls: { ca: caCerts } };
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

test('TR7 whoever never begins TLS is dropped in time, and at once when the server goes', async () => {
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const server = await listen({ ...local, tls: certificate, handshakeTimeout: 100, onError });
  const silent = net.connect(server.port, '127.0.0.1').resume();
  silent.on('error', () => {});
  await new Promise((resolve) => silent.once('close', resolve));
  expect(server.connections).toBe(0);
  await server.close();
  const patient = await listen({ ...local, tls: certificate, onError });
  const another = net.connect(patient.port, '127.0.0.1').resume();
  another.on('error', () => {});
  await once(another, 'connect');
  await sleep(50);
  const gone = new Promise((resolve) => another.once('close', resolve));
  await patient.close();
  await gone;
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
  await expect(listen({ ...local, port: server.port })).rejects.toEqual(inUse);
  await server.close();
  const path = `/tmp/sansws-${runtime}-${process.pid}.sock`;
  const first = await listen({ path, origins: 'any', ...echo });
  expect([first.address, first.port]).toEqual([path, 0]);
  await expect(listen({ path, origins: 'any' })).rejects.toEqual(inUse);
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

test('a signal that aborts in the TLS handshake: its reason, and no connection left', async () => {
  const held = new Set<net.Socket>();
  const silent = net.createServer((socket) => void held.add(socket.resume().on('error', () => {})));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as net.AddressInfo;
  const controller = new AbortController();
  const attempt = connect(`wss://localhost:${port}/`, { ...trust, signal: controller.signal });
  await until(() => held.size === 1);
  controller.abort(new Error('mine'));
  const gone = Promise.all(
    [...held].map((socket) => new Promise((resolve) => socket.once('close', resolve))),
  );
  await expect(attempt).rejects.toThrow('mine');
  await gone;
  silent.close();
});

/** Tells where it listens, and of all who come with what and leave. */
const hole = `
  const server = require('node:net').createServer((socket) => {
    let octets = 0;
    console.log('came');
    socket.on('error', () => {}).on('data', (chunk) => (octets += chunk.length)).on('end', () => socket.end());
    socket.on('close', () => console.log('left ' + octets));
  });
  server.listen({ host: '127.0.0.1', port: 0 }, () => console.log('port ' + server.address().port));
`;

test('TM14 an attempt that timed out or was aborted cannot be ended: if it connects after all, it leaves and has sent nothing', async () => {
  expect(capabilities.abortAttempt).toBe(false);
  const child = spawn(process.execPath, ['-e', hole], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  await until(() => lines.length === 1);
  const port = Number(lines[0]?.slice('port '.length));
  // Who stands still takes nobody in: soon the kernel lets nobody wait any more, and answers nothing.
  process.kill(child.pid as number, 'SIGSTOP');
  const waiting: net.Socket[] = [];
  for (let isFull = false; !isFull;) {
    const socket = net.connect(port, '127.0.0.1').on('error', () => {});
    const connected = new Promise<boolean>((resolve) => socket.once('connect', () => resolve(false)));
    isFull = await Promise.race([connected, sleep(200).then(() => true)]);
    if (isFull) socket.destroy();
    else waiting.push(socket);
  }
  const uri = `ws://127.0.0.1:${port}/`;
  const { record } = await failure(uri, { handshakeTimeout: 100 });
  expect(record.cause).toBe('handshake-timeout');
  await expect(connect(uri, { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({
    name: 'TimeoutError',
  });
  process.kill(child.pid as number, 'SIGCONT');
  for (const socket of waiting) socket.end();
  // The kernel asks again after one second, or after three.
  const all = waiting.length + 2;
  await until(() => lines.filter((line) => line.startsWith('left')).length === all);
  child.kill('SIGKILL');
  expect(lines.filter((line) => line === 'came').length).toBe(all);
  expect(lines.filter((line) => line === 'left 0').length).toBe(all);
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

test('TLS on a Unix socket', async () => {
  expect(capabilities.tlsOverUnix).toBe(true);
  const path = `/tmp/sansws-bun-tls-${process.pid}.sock`;
  const server = await listen({ path, origins: 'any', tls: certificate, ...echo });
  const socket = await connect(`wss+unix:${path}:/`, trust);
  expect(socket.secure).toBe(true);
  await echoes(socket);
  await socket.close();
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
