/** Streams that fail, deliver what is none, or belong to somebody else. */
import type { UnderlyingSource, UnderlyingSink } from 'node:stream/web';
import { setTimeout as delay } from 'node:timers/promises';
import type { TransportListener } from '@sansws/adapter-kit';
import { expect, test } from 'vitest';
import { connect, serve, StreamTransport } from '../src/index.ts';
import type { StreamPair } from '../src/index.ts';
import { rawStreams, streamPairs } from './helpers/raw.ts';

const peer = { remoteAddress: 'here', secure: true };

function listener(): TransportListener & { readonly told: string[] } {
  const told: string[] = [];
  return {
    told,
    chunk: (octets) => told.push(`chunk ${octets.constructor.name} ${octets.join()}`),
    drained: () => told.push('drained'),
    ended: () => told.push('ended'),
    broken: (problem) => told.push(`broken ${(problem as Error).message}`),
    closed: () => told.push('closed'),
  };
}

function pairOf(source: UnderlyingSource<unknown>, sink: UnderlyingSink<Uint8Array> = {}): StreamPair {
  return { readable: new ReadableStream(source), writable: new WritableStream(sink) };
}

test('a readable that fails, or delivers no octets', async () => {
  const problem = new Error('gone');
  for (const [source, word] of [
    [{ start: (controller) => controller.error(problem) }, 'broken gone'],
    [{ start: (controller) => controller.enqueue('text') }, 'broken A transport must deliver octets'],
  ] as const satisfies readonly (readonly [UnderlyingSource<unknown>, string])[]) {
    let aborted: unknown;
    const { told, ...rest } = listener();
    new StreamTransport(pairOf(source, { abort: (why) => void (aborted = why) }), peer).start(rest);
    await delay(5);
    expect(told).toEqual([word, 'closed']);
    expect(aborted).toBeInstanceOf(Error);
  }
});

test('a writable that fails', async () => {
  const problem = new Error('no room');
  let cancelled: unknown;
  const { told, ...rest } = listener();
  const source = { cancel: (why: unknown) => void (cancelled = why) };
  const transport = new StreamTransport(pairOf(source, { write: () => Promise.reject(problem) }), peer);
  transport.start(rest);
  transport.write([Uint8Array.of(1)]);
  transport.write([Uint8Array.of(2)]);
  await delay(5);
  expect(told).toEqual(['broken no room', 'closed']);
  expect(cancelled).toBe(problem);
  expect(transport.write([Uint8Array.of(3)])).toBe(true);
});

test('a Buffer comes as plain octets', async () => {
  const { told, ...rest } = listener();
  const source: UnderlyingSource<unknown> = {
    start(controller) {
      controller.enqueue(Buffer.from([1, 2]));
      controller.close();
    },
  };
  new StreamTransport(pairOf(source), peer).start(rest);
  await delay(5);
  expect(told).toEqual(['chunk Uint8Array 1,2', 'ended']);
});

for (const [name, chunk] of [
  ['single octets', 1],
  ['64 KiB at a time', 65_536],
] as const) {
  test(`V-C7 a readable that always has ${name}: timers have their turn`, async () => {
    let read = 0;
    let isOver = false;
    const source: UnderlyingSource<unknown> = {
      pull(controller) {
        // It ends some time, lest this test hang where nothing else has a turn.
        if (isOver || read++ === 100_000) controller.close();
        else controller.enqueue(new Uint8Array(chunk));
      },
    };
    const { told, ...rest } = listener();
    const transport = new StreamTransport(pairOf(source), peer);
    let octets = 0;
    transport.start({ ...rest, chunk: ({ length }) => void (octets += length) });
    await delay(1);
    isOver = true;
    expect(octets).toBeGreaterThan(0);
    expect(told).toEqual([]);
    transport.abort();
  });
}

test('a readable that always has octets: pausing and letting go are heard while others have their turn', async () => {
  const source: UnderlyingSource<unknown> = {
    pull: (controller) => controller.enqueue(Uint8Array.of(7)),
  };
  const { told, ...rest } = listener();
  const transport = new StreamTransport(pairOf(source), peer);
  let chunks = 0;
  transport.start({ ...rest, chunk: () => void chunks++ });
  await delay(2);
  transport.pause();
  const before = chunks;
  await delay(5);
  expect(chunks).toBe(before);
  transport.resume();
  await delay(2);
  expect(chunks).toBeGreaterThan(before);
  transport.abort();
  const last = chunks;
  await delay(5);
  expect([chunks, told]).toEqual([last, ['closed']]);
});

test('what is written counts until the writable has taken it, and one drained tells of room', async () => {
  const proceed: (() => void)[] = [];
  const taken: number[] = [];
  const { told, ...rest } = listener();
  const sink: UnderlyingSink<Uint8Array> = {
    write: (octets) =>
      new Promise((resolve) => {
        taken.push(octets.length);
        proceed.push(resolve);
      }),
  };
  const transport = new StreamTransport(pairOf({}, sink), peer);
  transport.start(rest);
  expect(transport.write([Uint8Array.of(1, 2), Uint8Array.of(3)])).toBe(false);
  expect(transport.write([Uint8Array.of(4)])).toBe(false);
  expect(transport.bufferedOctets).toBe(4);
  await delay(2);
  proceed.shift()?.();
  await delay(2);
  expect([taken, transport.bufferedOctets, told]).toEqual([[3, 1], 1, []]);
  proceed.shift()?.();
  await delay(2);
  expect([transport.bufferedOctets, told]).toEqual([0, ['drained']]);
});

test('both ends in order, and closed is told once; abort before and after does no harm', async () => {
  const [near, far] = streamPairs();
  const { told, ...rest } = listener();
  const transport = new StreamTransport(near, peer);
  transport.start(rest);
  transport.close();
  const other = rawStreams(far);
  expect(await other.read()).toBe(null);
  await other.write(Uint8Array.of(1));
  other.end();
  await delay(5);
  transport.abort();
  transport.close();
  transport.endWriting();
  await delay(5);
  expect(told).toEqual(['ended', 'closed']);

  const early = new StreamTransport(streamPairs()[0], peer);
  const late = listener();
  early.abort();
  early.start(late);
  await delay(5);
  expect(late.told).toEqual(['closed']);
});

test('streams that somebody else reads are refused with a TypeError', async () => {
  const [near, far] = streamPairs();
  near.readable.getReader();
  await expect(connect(near)).rejects.toMatchObject({ name: 'HandshakeError', cause: { name: 'TypeError' } });
  far.writable.getWriter();
  expect(() => serve({ origins: 'any' }).accept(far)).toThrow(TypeError);
});

test('a duplex that is promised: in time, too late, never', async () => {
  const server = serve({ origins: 'any' });
  const [near, far] = streamPairs();
  server.accept(near);
  const socket = await connect(delay(5).then(() => far));
  expect(socket.state).toBe('open');
  const [lateNear, lateFar] = streamPairs();
  const late = connect(
    delay(40).then(() => lateFar),
    { handshakeTimeout: 10 },
  );
  await expect(late).rejects.toMatchObject({ record: { cause: 'handshake-timeout' } });
  // It came after all, to nobody: it is let go.
  await expect(rawStreams(lateNear).read()).rejects.toThrow('let go');
  const problem = new Error('no stream');
  await expect(connect(Promise.reject(problem))).rejects.toMatchObject({ cause: problem });
  await expect(connect(far, { signal: AbortSignal.abort(problem) })).rejects.toBe(problem);
  await server.close();
});

test('AP12 a signal that is none is refused before anybody writes to the streams', async () => {
  const [near, far] = streamPairs();
  for (const [wrong, message] of [
    [{ signal: { aborted: false } }, 'signal is an object; it must be an AbortSignal'],
    [{ onError: 5 }, 'onError is 5'],
  ] as const) {
    await expect(connect(near, wrong as never)).rejects.toThrow(message);
  }
  // They are free for whoever asks as it should be.
  const server = serve({ origins: 'any' });
  server.accept(far);
  expect((await connect(near)).state).toBe('open');
  await server.close();
});
