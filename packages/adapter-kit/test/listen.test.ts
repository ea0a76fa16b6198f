import { expect, test } from 'vitest';
import { addressOf, listenBy } from '../src/listen.ts';
import type { Listener } from '../src/server.ts';
import { allCapabilities, fakeWorld } from './helpers/fake.ts';

const listener: Listener = {
  address: '/run/app.sock',
  stop: () => {},
  release: async () => {},
};

test('it listens by the means of the runtime, with the service and the options, at once or later', async () => {
  const started: unknown[] = [];
  const options = { origins: 'any', path: '/run/app.sock', handshakeTimeout: 70 } as const;
  for (const answer of [listener, Promise.resolve(listener)]) {
    const server = await listenBy(fakeWorld(), allCapabilities, options, (service, given) => {
      started.push([service.handshakeTimeout, given]);
      return answer;
    });
    expect(server.address).toBe('/run/app.sock');
    await server.close();
  }
  expect(started).toEqual([
    [70, options],
    [70, options],
  ]);
});

test('what the system says is what listening rejects with', async () => {
  const problem = new Error('EADDRINUSE');
  const listening = listenBy(fakeWorld(), allCapabilities, { origins: 'any' }, () => {
    throw problem;
  });
  await expect(listening).rejects.toBe(problem);
});

test('AP12 wrong options, and what the runtime cannot do, are told before anything listens', async () => {
  let started = 0;
  const start = (): Listener => {
    started++;
    return listener;
  };
  const poor = { ...allCapabilities, tlsOverUnix: false, backlog: false };
  for (const [wrong, message] of [
    [{ port: '80' }, 'port is 80; it must be a number'],
    [{ host: 5 }, 'host is 5'],
    [{ path: {} }, 'path is an object'],
    [{ tls: true }, 'tls is true'],
    [{ backlog: -1 }, 'backlog is -1'],
    [{ onSocket: 'me' }, 'onSocket is me'],
    [{ handshakeTimeout: Number.NaN }, 'handshakeTimeout'],
    [{ path: '/run/app.sock', tls: {} }, 'no TLS on Unix sockets'],
    [{ backlog: 5 }, 'backlog'],
  ] as const) {
    const listening = listenBy(fakeWorld(), poor, { origins: 'any', ...wrong } as never, start);
    await expect(listening).rejects.toThrow(message);
  }
  await expect(listenBy(fakeWorld(), poor, undefined as never, start)).rejects.toThrow(
    'options is undefined',
  );
  expect(started).toBe(0);
  const rich = { origins: 'any', path: '/run/app.sock', tls: {}, backlog: 5 } as const;
  await listenBy(fakeWorld(), allCapabilities, rich, start);
  expect(started).toBe(1);
});

test('an address has its family', () => {
  expect(addressOf('192.0.2.1', 80)).toEqual({ address: '192.0.2.1', family: 'IPv4', port: 80 });
  expect(addressOf('::1', 443)).toEqual({ address: '::1', family: 'IPv6', port: 443 });
});
