import { decodeText } from '@sansws/core/bytes';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Service } from '../src/service.ts';
import type { Decision, ServiceOptions } from '../src/service.ts';
import { fakeWorld, FakeTransport } from './helpers/fake.ts';
import type { FakeWorld } from './helpers/fake.ts';
import { closeFrame, head, request, served, text, wordsIn } from './helpers/peer.ts';

interface Asked {
  readonly world: FakeWorld;
  readonly service: Service;
  readonly transport: FakeTransport;
  /** The status line that came back. */
  readonly status: () => string;
}

function asked(options: Partial<ServiceOptions>, octets: Uint8Array = request): Asked {
  const world = fakeWorld();
  const service = new Service(world, { origins: 'any', ...options });
  const transport = new FakeTransport();
  service.accept(transport);
  transport.deliver(octets);
  world.clock.breathe();
  const status = (): string => (decodeText(transport.written) ?? '').split('\r\n')[0] ?? '';
  return { world, service, transport, status };
}

test('without onRequest it accepts, with the first subprotocol that both speak', () => {
  expect(asked({}).status()).toBe('HTTP/1.1 101 Switching Protocols');
  const { transport } = asked({ subprotocols: ['superchat', 'chat'] });
  expect(decodeText(transport.written)).toContain('Sec-WebSocket-Protocol: chat\r\n');
});

test('the application decides, at once or later', async () => {
  const fields = [['X-Why', 'closed on Sundays']] as const;
  const refuse: Decision = { type: 'refuse', status: 403, fields };
  const now = asked({ onRequest: () => refuse });
  expect(now.status()).toBe('HTTP/1.1 403 Forbidden');
  expect(decodeText(now.transport.written)).toContain('X-Why: closed on Sundays\r\n');
  const later = asked({
    onRequest: async ({ request: { target }, origin, subprotocols }, peer) => {
      await turn();
      expect([target, origin, subprotocols]).toEqual(['/chat', null, ['chat', 'superchat']]);
      expect(peer.remoteAddress).toBe('192.0.2.1');
      return { type: 'accept', subprotocol: 'chat' };
    },
  });
  expect(later.status()).toBe('');
  await turn();
  await turn();
  later.world.clock.breathe();
  expect(later.status()).toBe('HTTP/1.1 101 Switching Protocols');
});

test('frames that come before the decision are not lost', async () => {
  const seen: unknown[] = [];
  const { transport, world } = asked({
    onRequest: async () => {
      await turn();
      return { type: 'accept' };
    },
    onSocket: (socket) => socket.onMessage((message) => seen.push(message)),
  });
  transport.deliver(text('early'));
  await turn();
  await turn();
  world.clock.breathe();
  expect(seen).toEqual(['early']);
});

const clumsy: readonly (readonly [string, () => unknown])[] = [
  [
    'throws',
    () => {
      throw new Error('mine');
    },
  ],
  ['rejects', () => Promise.reject(new Error('mine'))],
  ['gives nothing', () => undefined],
  ['gives what is no decision', () => ({ type: 'perhaps' })],
  ['AP23 refuses with 101', () => ({ type: 'refuse', status: 101 })],
  ['AP23 refuses with CR LF', () => ({ type: 'refuse', status: 400, fields: [['A', 'b\r\nc: d']] })],
  ['accepts what nobody offered', () => ({ type: 'accept', subprotocol: 'nobody' })],
];
for (const [how, decide] of clumsy) {
  test(`AP27 an application that ${how}: 500, reported, nothing unhandled`, async () => {
    const errors: unknown[] = [];
    const { world, status } = asked({
      onRequest: decide as never,
      onError: (error, socket) => errors.push(error, socket),
    });
    await turn();
    world.clock.breathe();
    expect(status()).toBe('HTTP/1.1 500 Internal Server Error');
    expect(errors.length).toBe(2);
    expect(errors[1]).toBe(null);
  });
}

test('AP27 an application that never decides: the deadline answers', async () => {
  const { world, transport, service } = asked({ onRequest: () => new Promise(() => {}) });
  world.clock.pass(10_000);
  expect(transport.orders.length).toBeGreaterThan(0);
  transport.listener?.closed();
  expect(service.connections).toBe(0);
});

test('AP22 V-G8 the peer goes while the application thinks: the late decision does nothing', async () => {
  const errors: unknown[] = [];
  for (const late of [{ type: 'accept' }, { type: 'refuse', status: 403 }, null] as const) {
    const { transport, service, world } = asked({
      onRequest: async () => {
        await turn();
        if (late === null) throw new Error('mine');
        return late;
      },
      onError: (error) => errors.push(error),
    });
    transport.listener?.broken(new Error('ECONNRESET'));
    transport.listener?.closed();
    expect(service.connections).toBe(0);
    await turn();
    await turn();
    world.clock.breathe();
    expect(transport.written.length).toBe(0);
  }
  expect(errors).toEqual([new Error('mine')]);
});

test('what breaks a rule is answered by the core and told', () => {
  const names: string[] = [];
  const bad = head(['GET / HTTP/1.1', 'Host: a', 'Upgrade: websocket', 'Connection: Upgrade']);
  const { status } = asked({ onRefused: ({ name }) => names.push(name) }, bad);
  expect(status()).toMatch(/^HTTP\/1.1 4/u);
  expect(names.length).toBe(1);
  const errors: unknown[] = [];
  asked(
    {
      onRefused: () => {
        throw new Error('mine');
      },
      onError: (error) => errors.push(error),
    },
    bad,
  );
  expect(errors).toEqual([new Error('mine')]);
  asked({}, bad);
});

test('RS15 V-G7 ten thousand bad handshakes leave nothing behind', () => {
  const world = fakeWorld();
  const service = new Service(world, { origins: 'any' });
  const bad = head(['GET / HTTP/1.1', 'Host: a', 'Upgrade: websocket', 'Connection: Upgrade']);
  for (let count = 0; count < 10_000; count++) {
    const transport = new FakeTransport();
    service.accept(transport);
    transport.deliver(bad);
    transport.listener?.ended();
    transport.listener?.closed();
  }
  world.clock.breathe();
  expect(service.connections).toBe(0);
  expect(world.clock.timers.size).toBe(0);
});

test('AP27 onSocket that throws or rejects: 1011, reported', async () => {
  for (const fails of [
    () => {
      throw new Error('mine');
    },
    () => Promise.reject(new Error('mine')),
  ]) {
    const errors: unknown[] = [];
    const { transport, world } = served({ onSocket: fails, onError: (error) => errors.push(error) });
    await turn();
    world.clock.breathe();
    expect(errors).toEqual([new Error('mine')]);
    expect(wordsIn(transport.written).concat(['']).join()).not.toContain('1000');
  }
});

test('a server without onSocket keeps its connections all the same', () => {
  const { service, transport } = asked({});
  expect(service.connections).toBe(1);
  transport.listener?.closed();
  expect(service.connections).toBe(0);
});

test('more connections than allowed are dropped at once', () => {
  const { service } = asked({ maxConnections: 1 });
  const second = new FakeTransport();
  service.accept(second);
  expect(second.orders).toEqual(['abort']);
  expect(service.connections).toBe(1);
});

test('a request that somebody else has read, and what came behind it', () => {
  const world = fakeWorld();
  const seen: unknown[] = [];
  const service = new Service(world, {
    origins: 'any',
    onSocket: (socket, { target }) => {
      seen.push(target);
      socket.onMessage((message) => seen.push(message));
    },
  });
  const fields = (decodeText(request) ?? '')
    .split('\r\n')
    .slice(1, -2)
    .map((line) => line.split(': ') as [string, string]);
  const asking = { method: 'GET', target: '/chat', version: '1.1', fields };
  service.accept(new FakeTransport(), asking, text('early'));
  service.accept(new FakeTransport(), asking, new Uint8Array(0));
  expect(seen).toEqual(['/chat', 'early', '/chat']);
});

test('TR9 the server goes: a Close to each, 503 to whoever waits for a decision, and no new ones', async () => {
  const open = served();
  const { service, world, transport } = open;
  const waiting = new FakeTransport();
  const half = new FakeTransport();
  service.accept(half);
  let told = false;
  const closed = service.close({ statusCode: 1012 }).then(() => (told = true));
  service.accept(waiting);
  expect(waiting.orders).toEqual(['abort']);
  world.clock.breathe();
  expect(wordsIn(transport.written)).toEqual(['close 1012']);
  expect(half.orders).toEqual(['abort']);
  half.listener?.closed();
  transport.deliver(closeFrame(1012));
  transport.listener?.ended();
  await turn();
  expect(told).toBe(false);
  transport.listener?.closed();
  await closed;
  expect(world.clock.timers.size).toBe(0);
  // A second call waits for the same end.
  await service.close();
});

test('TR9 whoever has not gone at the deadline is dropped', async () => {
  const { service, world, transport } = served();
  const closed = service.close({ deadline: 100 });
  world.clock.pass(100);
  expect(transport.orders).toEqual(['abort']);
  transport.listener?.closed();
  await closed;
});

test('TR9 the answer of a server that goes while the application thinks is 503', async () => {
  const { service, transport, world, status } = asked({ onRequest: () => new Promise(() => {}) });
  const closed = service.close();
  world.clock.breathe();
  expect(status()).toBe('HTTP/1.1 503 Service Unavailable');
  transport.listener?.ended();
  transport.listener?.closed();
  await closed;
});

test('a server without connections is closed at once', async () => {
  await new Service(fakeWorld(), { origins: 'any' }).close();
});

test('AP26 wrong options throw at once, before the first connection', () => {
  const serve = (options: Partial<ServiceOptions>) => () =>
    new Service(fakeWorld(), { origins: 'any', ...options });
  expect(serve({ limits: { messagePayload: -1 } })).toThrow(RangeError);
  expect(serve({ handshakeTimeout: Number.NaN })).toThrow(RangeError);
  expect(serve({ origins: ['not an origin'] })).toThrow(TypeError);
});

for (const [how, late] of [
  ['accepts', () => ({ type: 'accept' })],
  ['refuses', () => ({ type: 'refuse', status: 403 })],
  ['gives nothing', () => undefined],
  [
    'rejects',
    () => {
      throw new Error('mine');
    },
  ],
] as const) {
  test(`AP27 V-G8 the core refused while the application thought; it ${how} then: nothing unhandled`, async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): number => unhandled.push(error);
    process.on('unhandledRejection', note);
    const errors: unknown[] = [];
    const refuses: readonly ((it: Asked) => void)[] = [
      ({ transport }) => transport.deliver(new Uint8Array(70_000)),
      ({ world }) => world.clock.pass(10_000),
      ({ service }) => void service.close(),
    ];
    for (const refuse of refuses) {
      const it = asked({
        onRequest: async () => {
          await turn();
          return late() as Decision;
        },
        onError: (error) => errors.push(error),
      });
      refuse(it);
      it.world.clock.breathe();
      const answer = it.status();
      expect(answer).toMatch(/^HTTP\/1\.1 [45]/u);
      await turn();
      await turn();
      it.world.clock.breathe();
      expect(it.status()).toBe(answer);
      expect(it.transport.writes.length).toBe(1);
      const closed = it.service.close();
      it.transport.listener?.closed();
      await closed;
      expect(it.service.connections).toBe(0);
    }
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    expect(errors).toEqual(how === 'rejects' ? refuses.map(() => new Error('mine')) : []);
  });
}

test('what is no decision is a readable TypeError', () => {
  for (const [gift, what] of [
    [undefined, 'undefined'],
    [null, 'null'],
    [true, 'boolean'],
    [{ type: 'abort' }, 'object'],
  ] as const) {
    const errors: unknown[] = [];
    const { status } = asked({ onRequest: () => gift as never, onError: (error) => errors.push(error) });
    expect(status()).toBe('HTTP/1.1 500 Internal Server Error');
    expect(errors.length).toBe(1);
    expect(errors[0]).toBeInstanceOf(TypeError);
    expect(String(errors[0])).toMatch(new RegExp(`onRequest must give .* it gave ${what}$`, 'u'));
  }
});

test('TR9 accepted in the moment the server goes: closed at once with its code, onSocket not called', async () => {
  for (const statusCode of [1001, 1012] as const) {
    let sockets = 0;
    const { service, transport, world } = asked({
      onRequest: () => Promise.resolve({ type: 'accept' }),
      onSocket: () => sockets++,
    });
    await turn();
    // The core has accepted, and nobody has been told yet.
    const closed = service.close({ statusCode });
    world.clock.breathe();
    expect(sockets).toBe(0);
    const answer = transport.written;
    expect(decodeText(answer.subarray(0, 12))).toBe('HTTP/1.1 101');
    expect(wordsIn(answer.subarray(answer.lastIndexOf(0x0a) + 1))).toEqual([`close ${statusCode}`]);
    transport.deliver(closeFrame(statusCode));
    transport.listener?.closed();
    await closed;
  }
});

test('TR9 one connection that fails to close keeps neither the others nor the end from coming', async () => {
  const errors: unknown[] = [];
  const { service, socket, transport, world } = served({ onError: (error) => errors.push(error) });
  const hopeless = served();
  socket.close = () => {
    throw new Error('mine');
  };
  const other = new FakeTransport();
  service.accept(other);
  other.deliver(request);
  other.take();
  const closed = service.close();
  world.clock.breathe();
  expect(wordsIn(other.written)).toEqual(['close 1001']);
  expect(errors).toEqual([new Error('mine')]);
  expect(transport.orders).toEqual(['abort']);
  transport.listener?.closed();
  other.listener?.closed();
  await closed;
  // One that cannot even be dropped is left out.
  hopeless.socket.close = hopeless.socket.abort = () => {
    throw new Error('mine');
  };
  await hopeless.service.close();
  expect(hopeless.world.reported).toEqual([new Error('mine')]);
});

test('those refused who only linger take nobody’s place, up to as many again', () => {
  const bad = head(['GET / HTTP/1.1', 'Host: a', 'Upgrade: websocket', 'Connection: Upgrade']);
  const { service } = asked({ maxConnections: 2, onRequest: () => ({ type: 'refuse', status: 403 }) });
  const arrive = (octets: Uint8Array): FakeTransport => {
    const transport = new FakeTransport();
    service.accept(transport);
    transport.deliver(octets);
    return transport;
  };
  const lingering = arrive(bad);
  expect(arrive(new Uint8Array(0)).orders).toEqual([]);
  expect(arrive(new Uint8Array(0)).orders).toEqual([]);
  expect(service.connections).toBe(4);
  expect(arrive(new Uint8Array(0)).orders).toEqual(['abort']);
  lingering.listener?.closed();
  expect(arrive(new Uint8Array(0)).orders).toEqual(['abort']);
});
