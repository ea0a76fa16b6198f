import { decodeText, encodeText } from '@sansws/core/bytes';
import { defaultLimits } from '@sansws/core/vocabulary';
import { expect, test } from 'vitest';
import { parseProxy, parseTarget } from '../src/target.ts';
import { ProxyError, tunnel } from '../src/tunnel.ts';
import { FakeTransport } from './helpers/fake.ts';

const target = parseTarget('wss://example.com/chat');

function asked(proxy = 'http://proxy.example:3128'): { transport: FakeTransport; outcome: Promise<unknown> } {
  const transport = new FakeTransport();
  const outcome = tunnel(transport, target, parseProxy(proxy)).then(
    () => 'open',
    (error: unknown) => error,
  );
  return { transport, outcome };
}

test('a proxy is asked for the authority, with user and password if there are any', () => {
  expect(decodeText(asked().transport.written)).toBe(
    'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n',
  );
  expect(decodeText(asked('http://a:b@proxy.example').transport.written)).toContain(
    'Proxy-Authorization: Basic YTpi\r\n',
  );
});

test('any 2xx is a tunnel, in chunks of any size, and the transport waits for whoever speaks through it', async () => {
  for (const size of [1, 7, 1_000]) {
    const { transport, outcome } = asked();
    const answer = encodeText('HTTP/1.1 204 Go\r\nVia: 1.1 proxy\r\n\r\n');
    for (let at = 0; at < answer.length; at += size) transport.deliver(answer.slice(at, at + size));
    expect(await outcome).toBe('open');
    expect(transport.isPaused).toBe(true);
    expect(transport.orders).toEqual([]);
  }
});

test('HC3 RFC 9110 §15.2 interim responses of a proxy are skipped, as many as of a server, in chunks of any size', async () => {
  const hint = 'HTTP/1.1 100 Continue\r\nVia: 1.1 proxy\r\n\r\n';
  const most = defaultLimits('client').interimResponses;
  for (const size of [1, 7, 1_000]) {
    for (const [answer, words] of [
      [`${hint}HTTP/1.1 200 OK\r\n\r\n`, null],
      [`${hint.repeat(most)}HTTP/1.1 200 OK\r\n\r\n`, null],
      [`${hint}HTTP/1.1 407 Who are you?\r\n\r\n`, 'status 407'],
      [hint.repeat(most + 1), `${most + 1} interim responses`],
      // 101 is no interim response, and nobody asked to switch.
      ['HTTP/1.1 101 Switching Protocols\r\n\r\n', 'status 101'],
      [`${hint}SSH-2.0-nothing like it\r\n`, 'nonsense'],
    ] as const) {
      const { transport, outcome } = asked();
      const octets = encodeText(answer);
      for (let at = 0; at < octets.length; at += size) transport.deliver(octets.slice(at, at + size));
      if (words === null) expect(await outcome).toBe('open');
      else expect(((await outcome) as ProxyError).message).toContain(words);
      expect(transport.orders).toEqual(words === null ? [] : ['abort']);
    }
  }
  const { transport, outcome } = asked();
  transport.deliver(encodeText(hint));
  transport.listener?.ended();
  expect((await outcome) as ProxyError).toMatchObject({
    status: 0,
    message: expect.stringContaining('ended'),
  });
});

test('what is no tunnel rejects with its status, and the transport is let go', async () => {
  for (const [answer, status, words] of [
    ['HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', 407, 'status 407'],
    ['HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n', 302, 'status 302'],
    ['SSH-2.0-nothing like it\r\n', 0, 'nonsense'],
    ['HTTP/1.1 2000 Many\r\n\r\n', 0, 'nonsense'],
    ['HTTP/1.1 200 OK\r\n\r\nearly', 0, 'before any went in'],
  ] as const) {
    const { transport, outcome } = asked();
    transport.deliver(encodeText(answer));
    const error = (await outcome) as ProxyError;
    expect(error).toBeInstanceOf(ProxyError);
    expect([error.status, error.message]).toEqual([status, expect.stringContaining(words)]);
    expect(transport.orders).toEqual(['abort']);
  }
});

test('an end before the answer rejects, a failure with its own reason; what follows changes nothing', async () => {
  const ended = asked();
  ended.transport.listener?.ended();
  ended.transport.listener?.closed();
  expect(await ended.outcome).toMatchObject({ name: 'ProxyError', status: 0 });
  const broken = asked();
  const problem = new Error('reset');
  broken.transport.listener?.drained();
  broken.transport.listener?.broken(problem);
  broken.transport.listener?.closed();
  broken.transport.deliver(encodeText('HTTP/1.1 200 OK\r\n\r\n'));
  expect(await broken.outcome).toBe(problem);
  const gone = asked();
  gone.transport.listener?.closed();
  expect(await gone.outcome).toMatchObject({ status: 0 });
});
