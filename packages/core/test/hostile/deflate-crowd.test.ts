/** Many connections with permessage-deflate at once, and what comes when something ends in the middle. */
import { describe, expect, test } from 'vitest';
import { receive, receiveEnd, send } from '../../src/connection/index.ts';
import type { Connection } from '../../src/connection/index.ts';
import type { AnySession } from '../../src/extension/extension.ts';
import {
  formatParameters,
  permessageDeflate,
  streamCache,
  type DeflateEngine,
  type DeflateParameters,
  type StreamCache,
} from '../../src/extension/permessage-deflate/index.ts';
import { engines, hello, helloAgain, noise } from '../deflating.ts';
import { retainedBy } from '../retained.ts';
import { frameTo, inEveryCut, joined, open, play } from '../splits.ts';

/** An engine that counts the streams that are there, and the most that there were. */
function counting(engine: DeflateEngine): {
  readonly engine: DeflateEngine;
  readonly count: { now: number; most: number };
} {
  const count = { now: 0, most: 0 };
  const counted = <Stream extends { readonly free: () => void }>(stream: Stream): Stream => {
    count.now++;
    count.most = Math.max(count.most, count.now);
    return {
      ...stream,
      free: () => {
        count.now--;
        stream.free();
      },
    };
  };
  return {
    count,
    engine: {
      name: engine.name,
      deflater: (settings) => counted(engine.deflater(settings)),
      inflater: () => counted(engine.inflater()),
    },
  };
}

function sessionOf(engine: DeflateEngine, cache: StreamCache, answer: DeflateParameters = {}): AnySession {
  const { revive } = permessageDeflate({ engine, cache, threshold: 0 });
  return revive?.('server', formatParameters(answer)) as AnySession;
}

describe.each(engines)('%s', (_, plainEngine) => {
  test('DF31 two messages and a Close behind them: in their order, and every stream is freed', () => {
    const { engine, count } = counting(plainEngine);
    const start = open('server', { sessions: [sessionOf(engine, streamCache(10))] });
    const wire = joined(
      frameTo('server', 0xc1, hello),
      frameTo('server', 0xc1, helloAgain),
      frameTo('server', 0x88, [3, 232]),
    );
    const { events } = play(start, [wire]);
    expect(events.slice(0, 2)).toEqual([1, 2].map(() => ({ type: 'text', text: 'Hello' })));
    expect(events.at(-1)).toMatchObject({ type: 'closing' });
    expect(count).toMatchObject({ now: 0 });
    inEveryCut(start, wire);
  });

  test('DF32 the transport ends within a compressed message: told once, the stream freed, nothing behind it', () => {
    for (const how of ['ended', 'broken', 'stalled'] as const) {
      const { engine, count } = counting(plainEngine);
      const start = open('server', { sessions: [sessionOf(engine, streamCache(10))] });
      const frame = frameTo('server', 0xc1, hello);
      const { connection } = play(start, [frame, frame.subarray(0, -1)]);
      expect(count.now).toBe(1);
      const step = receiveEnd(connection, 1, how);
      expect(step.events).toMatchObject([{ type: 'closed' }]);
      expect(count.now).toBe(0);
      expect(receive(step.connection, frame.subarray(-1), 2).events).toEqual([]);
      expect(receiveEnd(step.connection, 3, how).events).toEqual([]);
      expect(count.now).toBe(0);
    }
  });

  test('DF33 messages under way on 2,000 connections: no more streams than the cache holds, and each is read', () => {
    const { engine, count } = counting(plainEngine);
    const most = 16;
    const session = sessionOf(engine, streamCache(most));
    const frame = frameTo('server', 0xc1, hello);
    let connections: readonly Connection[] = Array.from({ length: 2_000 }, () =>
      open('server', { sessions: [session] }),
    );
    const texts: string[] = [];
    for (const chunk of [frame.subarray(0, 8), frame.subarray(8, -2), frame.subarray(-2)]) {
      connections = connections.map((connection) => {
        const step = receive(connection, chunk, 0);
        for (const event of step.events) if (event.type === 'text') texts.push(event.text);
        return step.connection;
      });
    }
    expect(texts).toEqual(Array.from({ length: 2_000 }, () => 'Hello'));
    // One more while a call uses it.
    expect(count.most).toBeLessThanOrEqual(most + 1);
  });

  test('DF28, RS20 10,000 connections that said something once: what was said, and no stream but those of the cache', () => {
    const { engine, count } = counting(plainEngine);
    const most = 100;
    const said = noise(100);
    const each = held(engine, most, {}, said);
    expect(count.now).toBeLessThanOrEqual(most);
    // The windows of both directions, with room to grow, and a few octets that any connection holds.
    expect(each).toBeLessThanOrEqual(4 * said.length + 512);
    expect(each).toBeGreaterThanOrEqual(2 * said.length);
  });

  test('DF28, RS20 the same without context takeover: nothing of it', () => {
    const { engine } = counting(plainEngine);
    const answer = { serverNoContextTakeover: true, clientNoContextTakeover: true } as const;
    expect(held(engine, 100, answer, noise(100))).toBeLessThanOrEqual(512);
  });
});

/** The octets that each of 10,000 connections holds once a message went out and one came in; the most of any. */
function held(engine: DeflateEngine, most: number, answer: DeflateParameters, said: Uint8Array): number {
  const cache = streamCache(most);
  const session = sessionOf(engine, cache, answer);
  const client = permessageDeflate({ engine, threshold: 0 }).revive?.('client', formatParameters(answer));
  const sent = send(open('client', { sessions: [client as AnySession] }), { type: 'binary', data: said }, 0);
  const payloads = sent.ok ? sent.value.outbound.map((frame) => 'payload' in frame && frame.payload) : [];
  const chunk = frameTo('server', 0xc2, payloads[0] as Uint8Array);
  const connections = Array.from({ length: 10_000 }, () => {
    const { connection, events } = play(open('server', { sessions: [session] }), [chunk]);
    if (events[0]?.type !== 'binary') throw new Error('It was not read');
    const answered = send(connection, { type: 'binary', data: said }, 0);
    return answered.ok ? answered.value.connection : connection;
  });
  const octets = connections.map((connection) => retainedBy([connection.inbound, connection.outbound]));
  cache.clear();
  return Math.max(...octets);
}
