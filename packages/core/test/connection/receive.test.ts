import { expect, test } from 'vitest';
import { receive, receiveFrames } from '../../src/connection/receive.ts';
import { receiveEnd } from '../../src/connection/receive-end.ts';
import { closesIn, frameTo, framesIn, joined, number, open, play, roles } from '../splits.ts';
import { client, done, everyPhase, nothing, request, response } from './openings.ts';
import type { Connection, Step } from '../../src/connection/index.ts';

const texts = (step: Pick<Step, 'events'>): string =>
  step.events.map((event) => (event.type === 'text' ? event.text : '?')).join('');

for (const role of roles) {
  test(`messages are events as they are, to a ${role}`, () => {
    const step = receive(open(role), joined(frameTo(role, 0x81, 'a'), frameTo(role, 0x82, [1])), 5);
    expect(step).toMatchObject({
      events: [
        { type: 'text', text: 'a' },
        { type: 'binary', data: Uint8Array.of(1) },
      ],
      outbound: [],
      transport: 'keep-open',
      more: false,
      connection: { heardAt: 5, now: 5 },
    });
    const only = receive(open(role), frameTo(role, 0x81, 'only'), 6);
    expect(only).toMatchObject({
      events: [{ type: 'text', text: 'only' }],
      more: false,
      connection: { heardAt: 6, now: 6, inbound: { offset: frameTo(role, 0x81, 'only').length } },
    });
    const parts = receive(open(role, { delivery: 'parts' }), frameTo(role, 0x01, 'a'), 0);
    expect(parts.events).toEqual([{ type: 'text-part', text: 'a', final: false }]);
  });

  test(`a chunk inside a payload is only kept: no event, and no sign of life before its frame is complete, for a ${role}`, () => {
    const frame = frameTo(role, 0x82, [1, 2, 3, 4]);
    const [begin, middle, end] = [frame.subarray(0, -3), frame.subarray(-3, -1), frame.subarray(-1)];
    const begun = receive(open(role), begin, 1);
    const inside = receive(begun.connection, middle, 2);
    expect(inside).toMatchObject({
      events: [],
      outbound: [],
      transport: 'keep-open',
      more: false,
      connection: { heardAt: 0, now: 2, inbound: { offset: frame.length - 1 } },
    });
    expect(receive(inside.connection, end, 3)).toMatchObject({
      events: [{ type: 'binary', data: Uint8Array.of(1, 2, 3, 4) }],
      connection: { heardAt: 3 },
    });
  });

  test(`a Ping is answered at once, unless that is switched off or a Close has gone out, by a ${role}`, () => {
    const ping = frameTo(role, 0x89, 'p');
    const applicationData = Uint8Array.of(0x70);
    const event = { type: 'ping', applicationData };
    const answered = receive(open(role), ping, 0);
    expect([answered.events, framesIn(answered.outbound, 0xa)]).toEqual([[event], [applicationData]]);
    expect(answered.outbound).toMatchObject([{ masked: role === 'client' }]);
    const silent = receive(open(role, { autoPong: false }), ping, 0);
    expect([silent.events, silent.outbound]).toEqual([[event], []]);
    const closing = receive(done(open(role), { type: 'close' }).connection, ping, 0);
    expect([closing.events, closing.outbound]).toEqual([[event], []]);
    // The application may write over what it is given before the Pong is encoded.
    const [told] = answered.events;
    if (told?.type === 'ping') told.applicationData.fill(0);
    expect(framesIn(answered.outbound, 0xa)).toEqual([applicationData]);
  });

  test(`control frames and messages are told in the order they came, to a ${role}`, () => {
    const chunk = joined(
      frameTo(role, 0x89),
      frameTo(role, 0x81, 'a'),
      frameTo(role, 0x8a),
      frameTo(role, 0x82),
    );
    expect(receive(open(role), chunk, 0).events.map(({ type }) => type)).toEqual([
      'ping',
      'text',
      'pong',
      'binary',
    ]);
  });

  test(`a Pong tells the round trip of the Ping it answers, and settles those before, to a ${role}`, () => {
    let { connection } = done(open(role), { type: 'ping', applicationData: Uint8Array.of(1) }, 10);
    ({ connection } = done(connection, { type: 'ping', applicationData: Uint8Array.of(2) }, 20));
    const pong = { type: 'pong', applicationData: Uint8Array.of(2), roundTrip: 30 };
    const step = receive(connection, frameTo(role, 0x8a, [2]), 50);
    expect([step.events, step.connection.pings.awaited]).toEqual([[pong], []]);
    const first = receive(connection, frameTo(role, 0x8a, [1]), 50);
    expect(first.connection.pings.awaited).toMatchObject([{ sentAt: 20 }]);
    const other = receive(connection, frameTo(role, 0x8a, [1, 2]), 50);
    expect([other.events, other.connection.pings]).toMatchObject([[{ roundTrip: null }], connection.pings]);
  });

  test(`a complete frame is a sign of life, to a ${role}: keepalive waits anew`, () => {
    const asked = { ...open(role), pings: { awaited: [], count: 1, unansweredSince: 3 } };
    const half = receive(asked, frameTo(role, 0x81, 'ab').subarray(0, -1), 9);
    expect(half.connection).toMatchObject({ heardAt: 0, now: 9, pings: { unansweredSince: 3 } });
    const whole = receive(asked, frameTo(role, 0x01, 'ab'), 9);
    expect(whole.connection).toMatchObject({ heardAt: 9, pings: { unansweredSince: null, count: 1 } });
  });

  test(`a budget of events a call, the rest on the next, in order, to a ${role}`, () => {
    const start = open(role, { limits: { eventsPerCall: 2 } });
    const chunk = joined(...['a', 'b', 'c', 'd', 'e'].map((letter) => frameTo(role, 0x81, letter)));
    const one = receive(start, chunk, 0);
    expect([texts(one), one.more]).toEqual(['ab', true]);
    // What comes meanwhile is read after what waits.
    const two = receive(one.connection, frameTo(role, 0x81, 'f'), 0);
    const three = receive(two.connection, nothing, 0);
    expect([texts(two), texts(three), two.more, three.more]).toEqual(['cd', 'ef', true, false]);
    expect(three.connection.held).toEqual(open(role).held);
    // The chunk may be written over: what waits is no view of it.
    chunk.fill(0);
    expect(texts(receive(one.connection, nothing, 0))).toBe('cd');
  });

  test(`what is read of what waits is let go of, to a ${role}`, () => {
    const letters = frameTo(role, 0x81, 'x');
    let step = receive(open(role, { limits: { eventsPerCall: 1 } }), joined(letters, letters, letters), 0);
    for (let count = 0; count < 200; count++) {
      step = receive(step.connection, letters, 0);
      expect(step.connection.held.octets.length - step.connection.held.from).toBe(2 * letters.length);
      expect(step.connection.held.octets.store.length).toBeLessThanOrEqual(16 * letters.length);
    }
  });

  test(`paused, nothing is told and nothing lost, to a ${role}`, () => {
    const paused = done(open(role), { type: 'pause' }).connection;
    const one = receive(paused, frameTo(role, 0x81, 'a'), 4);
    const two = receive(one.connection, frameTo(role, 0x81, 'b'), 5);
    expect([one.events, two.events, two.more, two.connection.now]).toEqual([[], [], false, 5]);
    expect(receive(two.connection, nothing, 6).events).toEqual([]);
    const resumed = done(two.connection, { type: 'resume' }, 7);
    expect([texts(resumed), resumed.connection.held.paused]).toEqual(['ab', false]);
  });

  test(`what stands before an end comes alone, so that it can still be answered, to a ${role}`, () => {
    for (const end of [frameTo(role, 0x88, number(1000, 2)), Uint8Array.of(0xff)]) {
      const step = receive(open(role), joined(frameTo(role, 0x81, 'last'), end), 0);
      expect([step.events, step.more, step.connection.phase.type]).toEqual([
        [{ type: 'text', text: 'last' }],
        true,
        'open',
      ]);
      const answer = done(step.connection, { type: 'text', text: 'answer' });
      const next = receive(answer.connection, nothing, 0);
      expect([next.connection.phase.type, next.more]).toEqual(['closing', false]);
      expect(closesIn(next.outbound)).toEqual([end.length === 1 ? 1002 : 1000]);
    }
  });

  test(`the end of the transport waits for what waits, also where a Close or a fault stands in it, to a ${role}`, () => {
    const ended = (rest: Uint8Array): Step => {
      const { connection } = receive(open(role), joined(frameTo(role, 0x81, 'a'), rest), 0);
      return receive(receiveEnd(connection, 0).connection, nothing, 0);
    };
    expect(ended(frameTo(role, 0x88, number(1000, 2))).events).toMatchObject([
      { type: 'closing' },
      { type: 'closed', record: { clean: true, statusCode: 1000 } },
    ]);
    expect(ended(Uint8Array.of(0xff)).events).toMatchObject([
      { type: 'failed' },
      { type: 'closed', record: { clean: false, cause: 'violation' } },
    ]);
    const budget = receive(
      open(role, { limits: { eventsPerCall: 1 } }),
      joined(frameTo(role, 0x81), frameTo(role, 0x89)),
      0,
    );
    const pinged = receive(receiveEnd(budget.connection, 0, 'broken').connection, nothing, 0);
    expect(pinged).toMatchObject({ events: [{ type: 'ping' }], more: true });
    expect(receive(pinged.connection, nothing, 0)).toMatchObject({
      events: [{ type: 'closed', record: { cause: 'transport-broken' } }],
      more: false,
    });
  });

  test(`owned chunks are viewed, what waited is not, to a ${role}`, () => {
    const start = open(role, { chunks: 'owned', limits: { eventsPerCall: 1 } });
    const chunk = joined(frameTo(role, 0x82, new Uint8Array(50)), frameTo(role, 0x82, new Uint8Array(50)));
    const one = receive(start, chunk, 0);
    const two = receive(one.connection, nothing, 0);
    const memories = [one, two].map(({ events: [event] }) =>
      event?.type === 'binary' ? event.data.buffer : null,
    );
    expect(memories.map((memory) => memory === chunk.buffer)).toEqual([role === 'client', false]);
    expect(memories[1]).not.toBe(one.connection.held.octets.store.buffer);
  });

  test(`a connection that has failed or ended hears nothing, as a ${role}`, () => {
    for (const name of ['failed', 'turned away', 'closed']) {
      const connection = everyPhase(role).get(name) as Connection;
      expect(receive(connection, frameTo(role, 0x81, 'x'), 0)).toMatchObject({
        connection,
        events: [],
        outbound: [],
      });
    }
  });
}

test('AP24 what is no Uint8Array is thrown, for only our own side can have brought it about', () => {
  expect(() => receive(open('client'), 'text' as never, 0)).toThrow('A chunk must be a Uint8Array');
});

test('the opening handshake is read by its own rules, and frames behind it come next', () => {
  const opened = receive(client().connection, joined(response, frameTo('client', 0x81, 'a')), 0);
  expect([opened.events.map(({ type }) => type), opened.more]).toEqual([['established'], true]);
  expect(texts(receive(opened.connection, nothing, 0))).toBe('a');
  const server = everyPhase('server').get('request') as Connection;
  expect(receive(server, request.subarray(20), 0).events).toMatchObject([{ type: 'request' }]);
});

test('no octets where nothing waits change nothing', () => {
  const connection = open('client');
  expect(receiveFrames(connection, nothing, 9)).toMatchObject({ connection, events: [] });
  expect(play(connection, [nothing, nothing]).connection).toBe(connection);
});

test('what a state holds and what is delivered come from different memory, however a message is cut', () => {
  for (const role of roles) {
    for (const [first, content] of [
      [0x82, new Uint8Array(300).fill(0x61)],
      [0x81, 'é'.repeat(150)],
    ] as const) {
      const held = new Set<ArrayBufferLike>();
      const delivered = new Set<ArrayBufferLike>();
      const from =
        (memories: Set<ArrayBufferLike>) =>
        (length: number): Uint8Array => {
          const octets = new Uint8Array(length);
          memories.add(octets.buffer);
          return octets;
        };
      const primitives = { allocate: from(delivered), allocateHeld: from(held) };
      for (const delivery of ['messages', 'parts'] as const) {
        const frame = frameTo(role, first, content);
        for (const cut of [3, 20, 150, frame.length - 1]) {
          const begun = receive(open(role, { primitives, delivery }), frame.subarray(0, cut), 0);
          const step = receive(begun.connection, frame.subarray(cut), 0);
          const { message } = begun.connection.inbound.position;
          expect(delivered.has(message?.gathered.store.buffer as ArrayBufferLike)).toBe(false);
          for (const event of [...begun.events, ...step.events]) {
            if ('data' in event) expect(held.has(event.data.buffer)).toBe(false);
          }
        }
      }
      expect(held.size).toBeGreaterThan(0);
    }
  }
});
