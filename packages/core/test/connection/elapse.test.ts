import { expect, test } from 'vitest';
import { elapse } from '../../src/connection/elapse.ts';
import { framesIn, frameTo, open, roles } from '../splits.ts';
import { client, deciding, done, everyPhase, refusal, server } from './openings.ts';
import { receive, receiveEnd } from '../../src/connection/index.ts';

const keepalive = { interval: 20, timeout: 10 };

test('before the deadline nothing happens but that time goes on', () => {
  const connection = open('client', { keepalive });
  expect(elapse(connection, 19)).toMatchObject({
    events: [],
    outbound: [],
    deadline: 20,
    connection: { now: 19 },
  });
  expect(elapse(connection, 0).connection).toBe(connection);
});

test.each(roles)('keepalive of a %s: a Ping with a payload of its own, then the end', (role) => {
  const first = elapse(open(role, { keepalive }), 20);
  expect(framesIn(first.outbound, 0x9)).toEqual([new TextEncoder().encode('keepalive 1')]);
  expect(first.outbound).toMatchObject([{ masked: role === 'client' }]);
  expect(first.connection.pings).toMatchObject({ count: 1, unansweredSince: 20, awaited: [{ sentAt: 20 }] });
  expect(first.deadline).toBe(30);
  const gone = elapse(first.connection, 30);
  expect(gone).toMatchObject({
    events: [{ type: 'closed', record: { cause: 'keepalive-timeout' } }],
    transport: 'abort',
  });
});

test('a server says in HTTP that the request or the decision took too long', () => {
  const late = elapse(server(), 10_000);
  expect(late.events).toMatchObject([
    { type: 'refused', failure: { name: 'request-timeout', httpStatus: 408 } },
  ]);
  const undecided = elapse(deciding(), 10_000);
  expect(undecided.events).toMatchObject([
    { type: 'refused', failure: { name: 'decision-timeout', httpStatus: 503 } },
  ]);
  expect([late.transport, undecided.transport]).toEqual(['end-writing', 'end-writing']);
});

test('a client just leaves; of a refusal it tells what came', () => {
  const silent = elapse(client().connection, 10_000);
  expect(silent).toMatchObject({
    events: [{ type: 'closed', record: { cause: 'handshake-timeout' } }],
    transport: 'abort',
  });
  const half = receive(client().connection, refusal.subarray(0, -2), 0).connection;
  const told = elapse(half, 10_000);
  expect(told.events).toMatchObject([
    {
      type: 'refused',
      failure: { name: 'status-not-101' },
      response: { status: 403 },
      body: new TextEncoder().encode('sor'),
    },
    { type: 'closed', record: { cause: 'handshake-refused', failure: { name: 'status-not-101' } } },
  ]);
});

test('closing: let go when the time is over, in order if both Closes went', () => {
  const one = elapse(done(open('server'), { type: 'close' }).connection, 5_000);
  expect(one).toMatchObject({
    transport: 'abort',
    events: [{ record: { cause: 'close-timeout', clean: false } }],
  });
  const both = receive(open('server'), Uint8Array.of(0x88, 0x80, 0, 0, 0, 0), 0).connection;
  expect(elapse(both, 5_000)).toMatchObject({
    transport: 'close',
    events: [{ record: { cause: 'closing-handshake', clean: true } }],
  });
});

test.each(roles)(
  'closing, a %s: what came in time is told before the end, also when it was paused',
  (role) => {
    const paused = done(open(role), { type: 'pause' }).connection;
    const closing = done(paused, { type: 'close' }).connection;
    const holding = receive(closing, frameTo(role, 0x81, 'last'), 1).connection;
    const late = elapse(holding, 5_000);
    expect(late).toMatchObject({ events: [], transport: 'abort', more: false, deadline: Infinity });
    expect(elapse(late.connection, 6_000)).toMatchObject({ events: [], deadline: Infinity });
    const ended = receiveEnd(late.connection, 6_000).connection;
    const resumed = done(ended, { type: 'resume' });
    expect(resumed).toMatchObject({ events: [{ type: 'text', text: 'last' }], more: true });
    expect(receive(resumed.connection, new Uint8Array(0), 6_000)).toMatchObject({
      events: [{ type: 'closed', record: { cause: 'close-timeout', clean: false, first: 'local' } }],
      transport: 'abort',
      more: false,
    });
  },
);

test('closing: their Close is among what came in time', () => {
  const paused = done(open('client'), { type: 'pause' }).connection;
  const closing = done(paused, { type: 'close' }).connection;
  const octets = [...frameTo('client', 0x81, 'last'), ...frameTo('client', 0x88, '')];
  const late = elapse(receive(closing, Uint8Array.from(octets), 1).connection, 5_000);
  const resumed = done(late.connection, { type: 'resume' });
  expect(resumed).toMatchObject({ events: [{ type: 'text', text: 'last' }], more: true });
  expect(receive(resumed.connection, new Uint8Array(0), 5_000)).toMatchObject({
    events: [{ type: 'closed', record: { cause: 'closing-handshake', clean: true } }],
    more: false,
  });
});

test('closing: a transport that ended while paused is told as it ended, however late', () => {
  const paused = done(open('client'), { type: 'pause' }).connection;
  const closing = done(paused, { type: 'close' }).connection;
  const holding = receive(closing, frameTo('client', 0x81, 'last'), 1).connection;
  const ended = receiveEnd(holding, 2, 'ended').connection;
  const late = elapse(ended, 9_000);
  expect(late).toMatchObject({ events: [], deadline: Infinity });
  const resumed = done(late.connection, { type: 'resume' });
  expect(receive(resumed.connection, new Uint8Array(0), 9_000)).toMatchObject({
    events: [{ type: 'closed', record: { cause: 'transport-ended' } }],
  });
});

test('after the end there is no deadline, and nothing happens whatever the time', () => {
  const closed = everyPhase('server').get('closed') ?? open('server');
  expect(elapse(closed, Infinity)).toMatchObject({
    connection: closed,
    events: [],
    outbound: [],
    deadline: Infinity,
  });
});
