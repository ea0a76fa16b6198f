import { encodeText } from '@sansws/core/bytes';
import { expect, test } from 'vitest';
import { dialBy } from '../src/dial.ts';
import type { Hold, Link, Place, Way } from '../src/dial.ts';
import { parseTarget } from '../src/target.ts';
import { allCapabilities, FakeTransport } from './helpers/fake.ts';

interface Tls {
  readonly ca?: string;
}

interface Tcp {
  readonly noDelay?: boolean;
}

/** A stream that is no more than its name. */
interface Paper {
  readonly name: string;
}

/** A way that keeps what it is asked, and waits until it is told to go on. */
class PaperWay implements Way<Tls, Tcp, Paper> {
  capabilities = allCapabilities;
  readonly asked: unknown[] = [];
  readonly transports: FakeTransport[] = [];
  go: () => void = () => {};
  fail: (problem: unknown) => void = () => {};

  open(place: Place, options: { tls?: Tls; tcp?: Tcp }, hold: Hold): Promise<Link<Paper>> {
    this.asked.push(['open', place, options]);
    return this.#wait('stream', hold);
  }

  encrypt({ name }: Paper, hostname: string, tls: Tls | undefined, hold: Hold): Promise<Link<Paper>> {
    this.asked.push(['encrypt', name, hostname, tls]);
    return this.#wait('secured', hold);
  }

  adopt({ name }: Paper, secure: boolean): FakeTransport {
    this.asked.push(['adopt', name, secure]);
    const transport = new FakeTransport();
    this.transports.push(transport);
    return transport;
  }

  #wait(name: string, hold: Hold): Promise<Link<Paper>> {
    const transport = hold(new FakeTransport());
    this.transports.push(transport);
    return new Promise((resolve, reject) => {
      this.go = () => resolve({ stream: { name }, transport });
      this.fail = reject;
    });
  }
}

const mine: Paper = { name: 'mine' };
const plain = parseTarget('ws://example.com/chat');
const secure = parseTarget('wss://example.com/chat');
const unix = parseTarget('wss+unix:/run/app.sock:/chat');

/** As many turns as promises take to hand a result on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

test('at once: the place and the options are those of the target, and TLS is the way’s own', async () => {
  for (const [target, options, kept] of [
    [plain, {}, {}],
    [plain, { tcp: { noDelay: false } }, { tcp: { noDelay: false } }],
    [secure, { tls: { ca: 'me' } }, { tls: { ca: 'me' } }],
    [unix, { tls: { ca: 'me' }, proxy: 'http://proxy.example' }, { tls: { ca: 'me' } }],
  ] as const) {
    const way = new PaperWay();
    const { transport } = dialBy(way, target, options);
    way.go();
    expect(await transport).toBe(way.transports[0]);
    expect(way.asked).toEqual([['open', target, kept]]);
    expect(way.transports[0]?.orders).toEqual([]);
  }
});

test('through a proxy: it is asked for a tunnel, `tls` is for the server and `tcp` for the way to the proxy', async () => {
  for (const target of [plain, secure]) {
    const way = new PaperWay();
    const options = { tls: { ca: 'me' }, tcp: { noDelay: true }, proxy: 'https://[::1]:3128' };
    const { transport } = dialBy(way, target, options);
    const [near] = way.transports as [FakeTransport];
    way.go();
    await settle();
    expect(String.fromCharCode(...near.written)).toMatch(/^CONNECT example\.com:(?:80|443) /u);
    near.deliver(encodeText('HTTP/1.1 200 OK\r\n\r\n'));
    await settle();
    const proxy = { secure: true, path: null, hostname: '::1', port: 3128 };
    const way0 = ['open', expect.objectContaining(proxy), { tcp: { noDelay: true } }];
    if (target.secure) {
      expect(way.asked).toEqual([way0, ['encrypt', 'stream', 'example.com', { ca: 'me' }]]);
      way.go();
      expect(await transport).toBe(way.transports[1]);
    } else {
      expect(way.asked).toEqual([way0]);
      expect(await transport).toBe(near);
    }
    expect(way.transports.flatMap(({ orders }) => orders)).toEqual([]);
  }
});

test('what fails on the way is told, and all that was held is let go', async () => {
  const problem = new Error('reset');
  const refused = new PaperWay();
  const first = dialBy(refused, plain, {});
  refused.fail(problem);
  await expect(first.transport).rejects.toBe(problem);
  expect(refused.transports[0]?.orders).toEqual(['abort']);

  const within = new PaperWay();
  const second = dialBy(within, secure, { proxy: 'http://proxy.example' });
  within.go();
  await settle();
  within.transports[0]?.deliver(encodeText('HTTP/1.1 200 OK\r\n\r\n'));
  await settle();
  within.fail(problem);
  await expect(second.transport).rejects.toBe(problem);
  expect(within.transports.map(({ orders }) => orders)).toEqual([['abort'], ['abort']]);

  const closed = new PaperWay();
  const third = dialBy(closed, secure, { proxy: 'http://proxy.example' });
  closed.go();
  await settle();
  closed.transports[0]?.deliver(encodeText('HTTP/1.1 407 Who are you?\r\n\r\n'));
  await expect(third.transport).rejects.toMatchObject({ name: 'ProxyError', status: 407 });
});

test('whoever gives up ends all there is, and what comes later', async () => {
  const way = new PaperWay();
  const dial = dialBy(way, secure, { proxy: 'http://proxy.example' });
  dial.abandon();
  expect(way.transports[0]?.orders).toEqual(['abort']);
  const promised = new PaperWay();
  let keep: (stream: Paper) => void = () => {};
  const createConnection = (): Promise<Paper> => new Promise((resolve) => (keep = resolve));
  const late = dialBy(promised, plain, { createConnection });
  late.abandon();
  expect(promised.transports).toEqual([]);
  keep(mine);
  await late.transport;
  expect(promised.transports[0]?.orders).toEqual(['abort']);
});

test('what ends an attempt is kept from before there is a transport, and too late it is called at once', async () => {
  const orders: string[] = [];
  const hopeless = new PaperWay();
  hopeless.open = (_, __, hold) => {
    hold({ abort: () => orders.push('at abandon') });
    return new Promise((___, reject) => {
      hopeless.go = () => reject(hold({ abort: () => orders.push('too late') }));
    });
  };
  const dial = dialBy(hopeless, plain, {});
  dial.transport.catch(() => {});
  expect(orders).toEqual([]);
  dial.abandon();
  expect(orders).toEqual(['at abandon']);
  hopeless.go();
  expect(orders).toEqual(['at abandon', 'too late']);
  await expect(dial.transport).rejects.toHaveProperty('abort');
});

test('a stream of one’s own, at once or promised: nothing else is opened', async () => {
  for (const made of [mine, Promise.resolve(mine)]) {
    for (const target of [plain, secure, unix]) {
      const way = new PaperWay();
      way.capabilities = { ...allCapabilities, tlsOverUnix: false };
      const targets: unknown[] = [];
      const { transport } = dialBy(way, target, {
        createConnection: (asked) => {
          targets.push(asked);
          return made;
        },
      });
      // One that is there is listened to before anything else happens.
      if (made === mine) expect(way.transports.length).toBe(1);
      expect(await transport).toBe(way.transports[0]);
      expect([targets, way.asked]).toEqual([[target], [['adopt', 'mine', target.secure]]]);
    }
  }
  const way = new PaperWay();
  const problem = new Error('no stream');
  const throwing = (): never => {
    throw problem;
  };
  await expect(dialBy(way, plain, { createConnection: throwing }).transport).rejects.toBe(problem);
  const rejecting = (): Promise<Paper> => Promise.reject(problem);
  await expect(dialBy(way, plain, { createConnection: rejecting }).transport).rejects.toBe(problem);
});

test('AP12 what is given in place of a stream is named, at once or promised, and nothing else is opened', async () => {
  for (const [made, words] of [
    [null, 'createConnection gave null; it must give a stream'],
    [undefined, 'gave undefined'],
    [5, 'gave 5'],
    [() => {}, 'it must give a stream'],
  ] as const) {
    for (const given of [made, Promise.resolve(made)]) {
      const way = new PaperWay();
      const { transport } = dialBy(way, plain, { createConnection: () => given as never });
      await expect(transport).rejects.toThrow(words);
      await expect(transport).rejects.toBeInstanceOf(TypeError);
      expect(way.asked).toEqual([]);
    }
  }
});

test('AP12 what the runtime cannot do, and a proxy that is none, are told at once and open nothing', () => {
  const way = new PaperWay();
  const poor = { ...allCapabilities, createConnection: false, tlsOverUnix: false, tlsWithinTls: false };
  way.capabilities = poor;
  for (const [target, options, message] of [
    [plain, { createConnection: () => mine }, 'createConnection'],
    [unix, {}, 'no TLS on Unix sockets'],
    [secure, { proxy: 'https://proxy.example' }, 'no TLS within TLS'],
    [plain, { proxy: 'socks5://proxy.example' }, 'begins with http'],
    [plain, { proxy: 'nonsense' }, 'Invalid URL'],
  ] as const) {
    expect(() => dialBy(way, target, options)).toThrow(message);
  }
  expect(way.asked).toEqual([]);
  // The same without TLS inside is no more than any runtime can do.
  dialBy(way, plain, { proxy: 'https://proxy.example' }).abandon();
  expect(way.asked.length).toBe(1);
});
