import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import * as tls from 'node:tls';
import { afterEach, expect, test, vi } from 'vitest';
import { connect, HandshakeError, listen, ProxyError, SocketError } from '../src/index.ts';
import type { ConnectOptions, ListenOptions, Server, Socket } from '../src/index.ts';
import { certificate, foreignCertificate } from './helpers/certificate.ts';
import { rawServer } from './helpers/raw.ts';

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

async function echoes(socket: Socket): Promise<void> {
  void socket.send('Grüße 你好 😀');
  void socket.send(Uint8Array.of(1, 2, 3));
  const seen: unknown[] = [];
  for await (const message of socket) {
    seen.push(message);
    if (seen.length === 2) break;
  }
  expect(seen).toEqual(['Grüße 你好 😀', Uint8Array.of(1, 2, 3)]);
  expect(await socket.ping()).toBeGreaterThanOrEqual(0);
  expect((await socket.close(1000, 'done')).clean).toBe(true);
}

test('TR19 over TCP, IPv4 and IPv6 and by name', async () => {
  const server = await serve();
  await echoes(await connect(`ws://127.0.0.1:${server.port}/`));
  const six = await serve({ host: '::1' });
  const socket = await connect(`ws://[::1]:${six.port}/`);
  expect(socket.remoteAddress).toBe('::1');
  await echoes(socket);
  // Both families of a name are tried, as Node does it (RFC 8305).
  await echoes(await connect(`ws://localhost:${server.port}/`));
});

test('TR19 over a Unix socket', async () => {
  const path = join(tmpdir(), `sansws-${process.pid}-connect.sock`);
  const server = await serve({ path });
  expect(server.address).toBe(path);
  expect(server.port).toBe(0);
  const socket = await connect(`ws+unix:${path}:/chat?a=b`);
  await echoes(socket);
});

test('over TLS, with HTTP/1.1 agreed on and the name sent along', async () => {
  const { cert, key } = await certificate;
  const server = await serve({ tls: { cert, key } });
  const socket = await connect(`wss://localhost:${server.port}/`, { tls: { ca: cert } });
  expect(socket.secure).toBe(true);
  await echoes(socket);
  const other = tls.createServer({ cert, key, ALPNProtocols: ['h2', 'http/1.1'] });
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  open.push(() => other.close());
  const asked = connect(`wss://localhost:${(other.address() as net.AddressInfo).port}/`, {
    tls: { ca: cert },
  });
  const [stream] = (await once(other, 'secureConnection')) as [tls.TLSSocket];
  expect([stream.alpnProtocol, (stream as { servername?: string }).servername]).toEqual([
    'http/1.1',
    'localhost',
  ]);
  stream.destroy();
  await expect(asked).rejects.toBeInstanceOf(HandshakeError);
});

test('TR7 V-I4 a certificate for another host, or by nobody known, is refused by default', async () => {
  const own = await certificate;
  const foreign = await foreignCertificate;
  const elsewhere = await serve({ tls: foreign });
  const wrongHost = connect(`wss://localhost:${elsewhere.port}/`, { tls: { ca: foreign.cert } });
  await expect(wrongHost).rejects.toMatchObject({ cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
  const unknown = await serve({ tls: own });
  await expect(connect(`wss://localhost:${unknown.port}/`)).rejects.toBeInstanceOf(HandshakeError);
  expect(elsewhere.connections + unknown.connections).toBe(0);
});

test('what is asked for arrives as it was written', async () => {
  let raw = '';
  const server = await rawServer((socket) => {
    socket.on('data', (chunk) => {
      raw += String(chunk);
      if (raw.includes('\r\n\r\n'))
        socket.end('HTTP/1.1 418 I am a teapot\r\nX-Tea: Earl Grey\r\nContent-Length: 5\r\n\r\nshort');
    });
  });
  open.push(server.close);
  const options: ConnectOptions = {
    fields: [['X-CaSe', 'kept']],
    subprotocols: ['a', 'b'],
    origin: 'https://example.com',
  };
  const refused = connect(`ws://us%20er:secret@127.0.0.1:${server.port}/a?b=c`, options);
  const error = await refused.catch((problem: unknown) => problem as HandshakeError);
  expect(error).toBeInstanceOf(HandshakeError);
  expect((error as HandshakeError).response?.status).toBe(418);
  expect((error as HandshakeError).response?.fields).toContainEqual(['X-Tea', 'Earl Grey']);
  expect(Buffer.from((error as HandshakeError).body).toString()).toBe('short');
  expect(raw).toMatch(/^GET \/a\?b=c HTTP\/1\.1\r\n/u);
  for (const line of [
    `Host: 127.0.0.1:${server.port}`,
    'X-CaSe: kept',
    'Sec-WebSocket-Protocol: a, b',
    'Origin: https://example.com',
    `Authorization: Basic ${Buffer.from('us er:secret').toString('base64')}`,
  ]) {
    expect(raw).toContain(`${line}\r\n`);
  }
});

test('HC1 a refusal in chunks, or of no known length, is told before the deadline although the server stays', async () => {
  const refusals: readonly string[] = [
    'HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nso\r\n3\r\nrry\r\n0\r\n\r\n',
    'HTTP/1.1 403 Forbidden\r\n\r\nsorry',
  ];
  for (const answer of refusals) {
    const server = await rawServer((socket) => socket.once('data', () => socket.write(answer)));
    open.push(server.close);
    const begun = performance.now();
    const error = await connect(`ws://127.0.0.1:${server.port}/`).catch((problem: unknown) => problem);
    expect(error).toMatchObject({ response: { status: 403 }, record: { cause: 'handshake-refused' } });
    expect(Buffer.from((error as HandshakeError).body).toString()).toBe('sorry');
    expect(performance.now() - begun).toBeLessThan(5_000);
  }
});

test('AP12 AP15 nothing is connected for what cannot be asked', async () => {
  let connections = 0;
  const server = await rawServer(() => connections++);
  open.push(server.close);
  const uri = `ws://127.0.0.1:${server.port}/`;
  await expect(connect(`${uri}#fragment`)).rejects.toBeInstanceOf(SocketError);
  await expect(connect(uri.replace('ws:', 'http:'))).rejects.toBeInstanceOf(TypeError);
  await expect(connect(uri, { fields: [['A', 'b\r\nC: d']] })).rejects.toBeInstanceOf(SocketError);
  await expect(connect(uri, { handshakeTimeout: Number.NaN })).rejects.toBeInstanceOf(RangeError);
  await expect(connect(uri, { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
  expect(connections).toBe(0);
});

test('nobody listens: the system’s error is the cause', async () => {
  const server = await rawServer(() => {});
  server.close();
  await expect(connect(`ws://127.0.0.1:${server.port}/`)).rejects.toMatchObject({
    name: 'HandshakeError',
    cause: { code: 'ECONNREFUSED' },
    record: { cause: 'transport-broken' },
  });
});

test('TM14 a server that never answers: the deadline, from connect on', async () => {
  const server = await rawServer(() => {});
  open.push(server.close);
  const begun = performance.now();
  const late = connect(`ws://127.0.0.1:${server.port}/`, { handshakeTimeout: 100 });
  await expect(late).rejects.toMatchObject({ record: { cause: 'handshake-timeout' } });
  expect(performance.now() - begun).toBeLessThan(2_000);
  // The same where TLS never gets anywhere.
  const silent = connect(`wss://127.0.0.1:${server.port}/`, { handshakeTimeout: 100 });
  await expect(silent).rejects.toMatchObject({ record: { cause: 'handshake-timeout' } });
});

test('a signal ends it at any time', async () => {
  const silent = await rawServer(() => {});
  open.push(silent.close);
  const first = new AbortController();
  const waiting = connect(`ws://127.0.0.1:${silent.port}/`, { signal: first.signal });
  setTimeout(() => first.abort(new Error('enough')), 30);
  await expect(waiting).rejects.toThrow('enough');
  const server = await serve();
  const second = new AbortController();
  const socket = await connect(`ws://127.0.0.1:${server.port}/`, { signal: second.signal });
  second.abort();
  expect(await socket.closed).toMatchObject({ cause: 'aborted' });
});

test('AP12 a signal that tells of no abort is refused by name, nothing is dialled and nobody’s rejection is left', async () => {
  let dialled = 0;
  const signal = { aborted: false } as unknown as AbortSignal;
  const createConnection = (): Promise<Duplex> => {
    dialled++;
    return Promise.reject(new Error('it was dialled'));
  };
  const attempt = connect('ws://127.0.0.1:1/', { signal, createConnection });
  await expect(attempt).rejects.toThrow('signal is an object; it must be an AbortSignal');
  expect(dialled).toBe(0);
});

test('a stream of the caller’s, at once or promised', async () => {
  const server = await serve();
  const uri = `ws://example.com:${server.port}/`;
  const dial = (): Duplex => net.connect(server.port, '127.0.0.1');
  await echoes(await connect(uri, { createConnection: dial }));
  await echoes(await connect(uri, { createConnection: async () => dial() }));
  const problem = new Error('no stream');
  await expect(
    connect(uri, {
      createConnection: () => {
        throw problem;
      },
    }),
  ).rejects.toMatchObject({ cause: problem });
  for (const none of [{}, { on: () => undefined }, { write: () => true }]) {
    await expect(connect(uri, { createConnection: () => none as unknown as Duplex })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('must give a Duplex') as string },
    });
  }
  const broken = new Duplex({
    read() {},
    write: (_chunk, _encoding, done) => done(new Error('broken pipe')),
  });
  await expect(connect(uri, { createConnection: () => broken })).rejects.toMatchObject({
    cause: { message: 'broken pipe' },
  });
});

test('TR6 V-H3 a stream that fails after any number of octets: a prefix went out, the error is told', async () => {
  for (let limit = 0; limit < 120; limit++) {
    const problem = new Error('broken pipe');
    let taken = '';
    const stream = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        taken += String(chunk.subarray(0, limit - taken.length));
        done(taken.length < limit ? null : problem);
      },
    });
    const failed = connect('ws://example.com/', { createConnection: () => stream });
    await expect(failed).rejects.toMatchObject({ cause: problem, record: { cause: 'transport-broken' } });
    expect('GET / HTTP/1.1\r\n'.startsWith(taken.slice(0, 16))).toBe(true);
  }
});

test('a stream that delivers strings is no transport', async () => {
  const strings = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  strings.setEncoding('utf8');
  const opened = connect('ws://example.com/', { createConnection: () => strings });
  setTimeout(() => strings.push('HTTP/1.1 101 Switching Protocols\r\n'), 20);
  await expect(opened).rejects.toMatchObject({ cause: { name: 'TypeError' } });
});

async function proxy(
  status = 200,
  seen: http.IncomingMessage[] = [],
  server: http.Server = http.createServer(),
): Promise<number> {
  server.on('connect', (request, socket: net.Socket) => {
    seen.push(request);
    socket.on('error', () => {});
    if (status > 299) {
      socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const [host = '', port] = (request.url ?? '').split(':');
    const onward = net.connect(Number(port), host === 'localhost' ? '127.0.0.1' : host, () => {
      socket.write(`HTTP/1.1 ${status} Connection established\r\n\r\n`);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => server.close());
  return (server.address() as net.AddressInfo).port;
}

test('through an HTTP proxy, plain and with TLS inside, with credentials', async () => {
  const seen: http.IncomingMessage[] = [];
  const port = await proxy(200, seen);
  const server = await serve();
  const options = { proxy: `http://me:secret@127.0.0.1:${port}` };
  await echoes(await connect(`ws://127.0.0.1:${server.port}/`, options));
  expect(seen[0]?.url).toBe(`127.0.0.1:${server.port}`);
  expect(seen[0]?.headers['proxy-authorization']).toBe(
    `Basic ${Buffer.from('me:secret').toString('base64')}`,
  );
  const { cert, key } = await certificate;
  const secure = await serve({ tls: { cert, key } });
  const inside = { ...options, tls: { ca: cert } };
  await echoes(await connect(`wss://localhost:${secure.port}/`, inside));
});

test('TLS within TLS: a proxy that is itself reached by TLS', async () => {
  const { cert, key } = await certificate;
  const plain = await serve();
  const secure = await serve({ tls: { cert, key } });
  const port = await proxy(200, [], https.createServer({ cert, key }));
  const way = `https://localhost:${port}`;
  // What `tls` says is about the server: nobody vouches for the proxy, and there is no tunnel.
  const trust = { tls: { ca: cert } };
  const stranger = connect(`wss://localhost:${secure.port}/`, { ...trust, proxy: way });
  await expect(stranger).rejects.toMatchObject({ cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
  // Only the environment of a process can vouch for one.
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  open.push(() => vi.unstubAllEnvs());
  await echoes(await connect(`ws://127.0.0.1:${plain.port}/`, { proxy: way }));
  const inside = { tls: { ca: cert, rejectUnauthorized: true }, proxy: way };
  await echoes(await connect(`wss://localhost:${secure.port}/`, inside));
  const unknown = connect(`wss://localhost:${secure.port}/`, {
    tls: { rejectUnauthorized: true },
    proxy: way,
  });
  await expect(unknown).rejects.toMatchObject({ cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
});

test('any 2xx of a proxy is a tunnel (RFC 9110 §9.3.6)', async () => {
  const server = await serve();
  for (const status of [201, 204, 299]) {
    const port = await proxy(status);
    await echoes(await connect(`ws://127.0.0.1:${server.port}/`, { proxy: `http://127.0.0.1:${port}` }));
  }
});

test('a proxy that is no HTTP proxy, and a secret with a wrong escape, are TypeErrors', async () => {
  for (const wrong of ['socks5://127.0.0.1:1', '127.0.0.1:1', 'http://a:%zz@127.0.0.1:1']) {
    await expect(connect('ws://127.0.0.1:1/', { proxy: wrong })).rejects.toBeInstanceOf(TypeError);
  }
  await expect(connect('ws://a:%zz@127.0.0.1:1/')).rejects.toBeInstanceOf(TypeError);
});

test('an option that is undefined is one left out', async () => {
  const server = await serve();
  const options = { host: undefined, origin: undefined, tcp: undefined } as unknown as ConnectOptions;
  await echoes(await connect(`ws://127.0.0.1:${server.port}/`, options));
});

test('TM14 a promised stream that never comes keeps the process till the deadline, or till nobody waits', async () => {
  const never = { createConnection: () => new Promise<Duplex>(() => {}), handshakeTimeout: 50 };
  await expect(connect('ws://x/', never)).rejects.toMatchObject({ record: { cause: 'handshake-timeout' } });
  // Only timers that keep the process are counted; nothing else runs between these lines.
  const giver = new AbortController();
  const before = stayingTimers();
  const waiting = connect('ws://x/', { ...never, signal: giver.signal });
  const during = stayingTimers();
  giver.abort(new Error('enough'));
  expect([during, stayingTimers()]).toEqual([before + 1, before]);
  await expect(waiting).rejects.toThrow('enough');
});

function stayingTimers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}

test('a proxy that refuses, and one that is not there', async () => {
  const port = await proxy(407);
  const refused = connect('ws://127.0.0.1:1/', { proxy: `http://127.0.0.1:${port}` });
  const error = await refused.catch((problem: unknown) => problem as HandshakeError);
  expect((error as HandshakeError).cause).toBeInstanceOf(ProxyError);
  expect(((error as HandshakeError).cause as ProxyError).status).toBe(407);
  await expect(connect('ws://127.0.0.1:1/', { proxy: 'http://127.0.0.1:1' })).rejects.toMatchObject({
    cause: { code: 'ECONNREFUSED' },
  });
});

test('V-G4 HC a server that answers nonsense', async () => {
  for (const answer of [
    'nonsense\r\n\r\n',
    'HTTP/1.1 200 OK\r\n\r\n',
    'HTTP/1.1 101 Switching Protocols\r\n\r\n',
  ]) {
    const server = await rawServer((socket) => socket.end(answer));
    await expect(connect(`ws://127.0.0.1:${server.port}/`)).rejects.toBeInstanceOf(HandshakeError);
    server.close();
  }
});
