import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { attach, connect } from '../src/index.ts';
import type { AttachOptions, Server } from '../src/index.ts';
import { certificate } from './helpers/certificate.ts';
import { masked, rawClient, request } from './helpers/raw.ts';

const open: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of open.splice(0)) await end();
});

interface Attached {
  readonly server: http.Server;
  readonly port: number;
  readonly sockets: Server;
}

async function attached(
  options: Partial<AttachOptions> = {},
  server: http.Server = http.createServer((_, response) => response.end('plain')),
): Promise<Attached> {
  const sockets = attach(server, {
    origins: 'any',
    onSocket: (socket) => socket.onMessage((message) => socket.send(message)),
    ...options,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(async () => {
    await sockets.close({ deadline: 200 });
    server.closeAllConnections();
    server.close();
  });
  return { server, port: (server.address() as net.AddressInfo).port, sockets };
}

async function echoes(uri: string, options = {}): Promise<void> {
  const socket = await connect(uri, options);
  void socket.send('Hello');
  for await (const message of socket) {
    expect(message).toBe('Hello');
    break;
  }
  expect((await socket.close()).clean).toBe(true);
}

test('beside an HTTP server that goes on with its own work', async () => {
  const { port } = await attached();
  await echoes(`ws://127.0.0.1:${port}/`);
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('plain');
});

test('beside an HTTPS server, secure by its transport', async () => {
  const { cert, key } = await certificate;
  const seen: boolean[] = [];
  const server = https.createServer({ cert, key });
  const options: Partial<AttachOptions> = {
    onSocket: (socket) => {
      seen.push(socket.secure);
      socket.onMessage((message) => socket.send(message));
    },
  };
  const { port } = await attached(options, server);
  await echoes(`wss://localhost:${port}/`, { tls: { ca: cert } });
  expect(seen).toEqual([true]);
});

test('upgrades that are not ours are left to others', async () => {
  const { server, port } = await attached({ filter: ({ url }) => url === '/ours' });
  server.on('upgrade', (message: http.IncomingMessage, socket) => {
    if (message.url !== '/ours') socket.end('HTTP/1.1 404 Theirs\r\n\r\n');
  });
  await echoes(`ws://127.0.0.1:${port}/ours`);
  await expect(connect(`ws://127.0.0.1:${port}/theirs`)).rejects.toMatchObject({ response: { status: 404 } });
});

test('AP27 a filter that throws: the upgrade is dropped, the error told, the process lives', async () => {
  const errors: unknown[] = [];
  const { port } = await attached({
    filter: () => {
      throw new Error('mine');
    },
    onError: (error) => errors.push(error),
  });
  await expect(connect(`ws://127.0.0.1:${port}/`)).rejects.toMatchObject({ name: 'HandshakeError' });
  expect(errors).toEqual([new Error('mine')]);
});

test('TR13 head octets of the upgrade: empty, one frame, half a frame', async () => {
  const { port } = await attached();
  const frame = masked(0x1, 'early');
  for (let cut = 0; cut <= frame.length; cut += 3) {
    const socket = net.connect(port, '127.0.0.1');
    socket.write(Buffer.concat([Buffer.from(request), frame.subarray(0, cut)]));
    let all = Buffer.alloc(0);
    socket.on('data', (chunk) => (all = Buffer.concat([all, chunk])));
    await once(socket, 'data');
    socket.write(frame.subarray(cut));
    while (!all.includes('early')) await once(socket, 'data');
    socket.destroy();
  }
});

test('TR13 head octets that come before a decision that comes late', async () => {
  const { port } = await attached({
    onRequest: async () => {
      await delay(30);
      return { type: 'accept' };
    },
  });
  const socket = net.connect(port, '127.0.0.1');
  socket.write(Buffer.concat([Buffer.from(request), masked(0x1, 'early')]));
  let all = '';
  socket.on('data', (chunk) => (all += String(chunk)));
  await delay(10);
  socket.write(masked(0x1, 'later'));
  while (!all.includes('later')) await once(socket, 'data');
  expect(all.indexOf('early')).toBeLessThan(all.indexOf('later'));
  socket.destroy();
});

test('TR14 the patience of the HTTP server is none of ours', async () => {
  const server = http.createServer({
    requestTimeout: 100,
    headersTimeout: 100,
    keepAliveTimeout: 50,
    connectionsCheckingInterval: 20,
  });
  server.setTimeout(100);
  const { port } = await attached({}, server);
  const socket = await connect(`ws://127.0.0.1:${port}/`);
  await delay(400);
  expect(socket.state).toBe('open');
  expect(await socket.ping()).toBeGreaterThanOrEqual(0);
  await socket.close();
});

test('V-G8 TR2 reset while the application thinks: the process lives, nothing is kept', async () => {
  const errors: unknown[] = [];
  const { port, sockets } = await attached({
    onRequest: async () => {
      await delay(50);
      return { type: 'accept' };
    },
    onError: (error) => errors.push(error),
  });
  for (const how of ['resetAndDestroy', 'destroy', 'end'] as const) {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(request);
    await delay(10);
    expect(sockets.connections).toBe(1);
    socket[how]();
    await delay(150);
    expect(sockets.connections).toBe(0);
  }
  expect(errors).toEqual([]);
});

test('V-G7 RS15 bad handshakes are answered and let go', async () => {
  const names: string[] = [];
  const { port, sockets } = await attached({ onRefused: ({ name }) => names.push(name) });
  for (const bad of [
    request.replace(/Sec-WebSocket-Key: .*\r\n/u, ''),
    request.replace('dGhl', 'x'),
    request.replace(': 13', ': 8'),
    request.replace('GET', 'POST'),
  ]) {
    const socket = net.connect(port, '127.0.0.1');
    socket.write(bad);
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /u);
  }
  expect(names.length).toBe(4);
  while (sockets.connections > 0) await delay(5);
});

test('V-G9 a request target is never joined to Host', async () => {
  const targets: string[] = [];
  const { port } = await attached({
    onRequest: ({ request: { target } }) => {
      targets.push(target);
      return { type: 'refuse', status: 403 };
    },
  });
  for (const target of ['//evil.example/ws', '/../..//x']) {
    const socket = net.connect(port, '127.0.0.1');
    socket.write(request.replace('/chat', target));
    socket.resume();
    await once(socket, 'close');
  }
  expect(targets).toEqual(['//evil.example/ws', '/../..//x']);
});

test('V-F1 V-F5 names of Object.prototype, repeats and casing of header lines arrive as they were', async () => {
  const heads: unknown[] = [];
  const { port } = await attached({
    onRequest: (offer) => {
      heads.push(offer.request.fields.filter(([name]) => /proto|constructor|twice/iu.test(name)));
      return { type: 'accept' };
    },
  });
  const fields = [
    ['__proto__', 'a'],
    ['constructor', 'b'],
    ['X-Twice', '1'],
    ['x-tWICE', '2'],
  ] as const;
  await (await connect(`ws://127.0.0.1:${port}/`, { fields })).close();
  expect(heads).toEqual([fields]);
});

test('closing leaves the HTTP server as it was', async () => {
  const { server, port, sockets } = await attached();
  const { socket } = await rawClient(port);
  const ended = once(socket, 'close');
  expect(sockets.port).toBe(port);
  await sockets.close({ deadline: 50 });
  expect([sockets.address, sockets.port]).toEqual([null, 0]);
  await sockets[Symbol.asyncDispose]();
  await ended;
  expect(server.listenerCount('upgrade')).toBe(0);
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('plain');
});
