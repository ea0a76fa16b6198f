import { HandshakeError } from '@sansws/adapter-kit';
import type { Socket } from '@sansws/adapter-kit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Memory, pair, randomScript, scriptedStreams, VirtualClock } from '../../src/in-memory/index.ts';

async function next(socket: Socket): Promise<unknown> {
  const { value } = await socket[Symbol.asyncIterator]().next();
  return value;
}

test('without delays everything happens by itself', async () => {
  const { client, server, clock } = await pair({
    client: { subprotocols: ['chat'] },
    server: { subprotocols: ['chat'] },
  });
  expect([client.subprotocol, server.subprotocol, server.request?.target]).toEqual(['chat', 'chat', '/']);
  void client.send('Hello');
  expect(await next(server)).toBe('Hello');
  const { clean } = await client.close();
  expect([clean, (await server.closed).clean, clock.now()]).toEqual([true, true, 0]);
});

test('chunks and delays are those of the script', async () => {
  const { client, server, clock } = await pair({ server: { delivery: 'parts' } });
  const arrivals: string[] = [];
  server.on('part', ({ data, final }) =>
    arrivals.push(`${data as string} at ${clock.now()}${final ? ', the end' : ''}`),
  );
  void client.send('whole');
  await clock.pass(0);
  expect(arrivals).toEqual(['whole at 0, the end']);

  const slow = await pair({
    server: { delivery: 'parts' },
    toServer: { chunks: (index) => (index === 0 ? Infinity : 8), delays: [5, 10, 20] },
  });
  const { clock: time } = slow;
  expect(time.now()).toBe(5);
  slow.server.on('part', ({ data }) => arrivals.push(`${data as string} at ${time.now()}`));
  void slow.client.send('abcdefgh');
  await time.pass(100);
  // Six octets of header and key, two of text; then the rest.
  expect(arrivals.slice(1)).toEqual(['ab at 15', 'cdefgh at 35']);
});

test('timeouts and pings take no time', async () => {
  const quiet = await pair({
    server: { keepalive: { interval: 20_000, timeout: 20_000 } },
    toClient: { delays: [100] },
    toServer: { delays: [150] },
  });
  const trip = await quiet.clock.until(quiet.server.ping());
  expect(trip).toBe(250);
  await quiet.clock.pass(3_600_000);
  expect(quiet.server.state).toBe('open');

  const memory = new Memory();
  const server = memory.listen({ origins: 'any', handshakeTimeout: 10_000 });
  server.dial();
  expect(server.connections).toBe(1);
  await memory.clock.pass(9_999);
  expect(server.connections).toBe(1);
  // 408, and then nobody ends the other side.
  await memory.clock.pass(5_001);
  expect(server.connections).toBe(0);
});

test('a sender waits for a receiver that takes nothing', async () => {
  const { client, server, clock } = await pair({ toServer: { chunks: [4_096], capacity: 10_000 } });
  server.pause();
  let sent = 0;
  let answer: true | Promise<true> = true;
  for (; answer === true; sent++) answer = client.send(new Uint8Array(10_000));
  await clock.pass(1_000);
  expect(client.bufferedOctets).toBeGreaterThan(10_000);
  server.resume();
  const messages = (async () => {
    for (let count = 0; count < sent; count++) await next(server);
  })();
  await clock.until(Promise.all([messages, answer]));
  expect(client.bufferedOctets).toBe(0);
});

test('a server that refuses rejects the pair; errors of callbacks are kept', async () => {
  const refused = pair({ server: { onRequest: () => ({ type: 'refuse', status: 403 }) } });
  await expect(refused).rejects.toBeInstanceOf(HandshakeError);
  const problem = new Error('a mistake of the application');
  const { client, errors } = await pair({
    server: {
      onSocket: (socket) =>
        socket.onMessage(() => {
          throw problem;
        }),
    },
  });
  void client.send('go');
  expect((await client.closed).statusCode).toBe(1011);
  expect(errors).toEqual([problem]);
});

test('the same seed, the same octets at the same times', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.array(fc.string({ maxLength: 300 }), { maxLength: 10 }),
      async (seed, messages) => {
        const [one, other] = [await transcript(seed, messages), await transcript(seed, messages)];
        expect(one).toEqual(other);
        expect(
          one.filter((line) => line.startsWith('heard')).map((line) => line.slice(line.indexOf(': ') + 2)),
        ).toEqual(messages.map((message) => JSON.stringify(message)));
      },
    ),
    { numRuns: 50 },
  );
});

async function transcript(seed: number, messages: readonly string[]): Promise<readonly string[]> {
  const { client, server, clock } = await pair({
    seed,
    toServer: randomScript(seed),
    toClient: randomScript(seed + 1, { longestChunk: 5, longestDelay: 1_000 }),
  });
  const lines: string[] = [];
  server.onMessage((message) => {
    lines.push(`heard at ${clock.now()}: ${JSON.stringify(message)}`);
    return server.send(message);
  });
  client.onMessage((message) => void lines.push(`echo at ${clock.now()}: ${JSON.stringify(message)}`));
  for (const message of messages) void client.send(message);
  await clock.until(client.ping());
  lines.push(JSON.stringify(await clock.until(client.close())));
  return lines;
}

test('a link that was let go breaks both ends, and what was under way is lost', async () => {
  const [near, far] = scriptedStreams(new VirtualClock(), {}, {});
  const [writer, reader] = [near.writable.getWriter(), far.readable.getReader()];
  const problem = new Error('cut');
  await writer.write(Uint8Array.of(1));
  await writer.abort(problem);
  await expect(reader.read()).rejects.toBe(problem);
  await expect(writer.write(Uint8Array.of(2))).rejects.toBe(problem);
  expect(writer.desiredSize).toBe(null);
  const ended = far.writable.getWriter();
  await ended.close();
  await expect(ended.write(Uint8Array.of(3))).rejects.toThrow('ended');
  expect(await near.readable.getReader().read()).toEqual({ done: true });
});

test('a client with an option of a wrong kind, or with a signal that has aborted, is told so and dials nobody', async () => {
  const server = new Memory().listen({ origins: 'any' });
  const wrong = { signal: {} as AbortSignal };
  await expect(server.connect(wrong)).rejects.toThrow('signal is an object; it must be an AbortSignal');
  await expect(server.connect({ onError: 5 as never })).rejects.toThrow('onError is 5');
  const reason = new Error('too late');
  await expect(server.connect({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(server.connections).toBe(0);
});
