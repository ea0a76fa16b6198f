import { expect, test } from 'vitest';
import { receive } from '../../src/connection/index.ts';
import { receiveEnd, refusedSoFar } from '../../src/connection/receive-end.ts';
import { frameTo, open, roles } from '../splits.ts';
import { client, done, everyPhase, refusal, response } from './openings.ts';

test.each(roles)('the end is told once, in every phase, to a %s', (role) => {
  for (const [name, connection] of everyPhase(role)) {
    const isClosed = connection.phase.type === 'closed';
    const end = receiveEnd(connection, 7);
    expect([name, end.events.map(({ type }) => type).at(-1)]).toEqual([
      name,
      isClosed ? undefined : 'closed',
    ]);
    expect([end.transport, end.deadline]).toEqual([isClosed ? 'keep-open' : 'close', Infinity]);
    expect(receiveEnd(end.connection, 8, 'broken').events).toEqual([]);
  }
});

test('how the transport ended is why, where nothing else is', () => {
  expect(receiveEnd(open('client'), 0).events).toMatchObject([
    { record: { cause: 'transport-ended', statusCode: 1006 } },
  ]);
  expect(receiveEnd(open('client'), 0, 'broken').events).toMatchObject([
    { record: { cause: 'transport-broken' } },
  ]);
  expect(receiveEnd(open('client'), 0, 'stalled').events).toMatchObject([
    { record: { cause: 'transport-stalled', statusCode: 1006 } },
  ]);
});

test('what waits is delivered before the end is told', () => {
  const paused = done(open('server'), { type: 'pause' }).connection;
  const holding = receive(paused, frameTo('server', 0x81, 'last'), 0).connection;
  const end = receiveEnd(holding, 3, 'broken');
  expect(end).toMatchObject({ events: [], transport: 'keep-open', more: false, connection: { now: 3 } });
  const resumed = done(end.connection, { type: 'resume' });
  expect(resumed).toMatchObject({ events: [{ type: 'text', text: 'last' }], more: true });
  const told = receive(resumed.connection, new Uint8Array(0), 3);
  expect(told).toMatchObject({
    events: [{ type: 'closed', record: { cause: 'transport-broken' } }],
    more: false,
  });
});

test('what a hasty client sent before the answer does not delay the end', () => {
  const deciding = everyPhase('server').get('decision') ?? open('server');
  expect(receiveEnd(deciding, 0).events).toMatchObject([{ type: 'closed' }]);
});

test('a client that is being refused is told so, with as much of the body as came', () => {
  const half = receive(client().connection, refusal.subarray(0, -2), 0).connection;
  expect(receiveEnd(half, 0).events).toMatchObject([
    { type: 'refused', response: { status: 403 }, body: new TextEncoder().encode('sor') },
    { type: 'closed', record: { cause: 'handshake-refused', failure: { name: 'status-not-101' } } },
  ]);
  expect(refusedSoFar(open('client'))).toEqual([]);
  expect(refusedSoFar(client().connection)).toEqual([]);
  expect(receive(receiveEnd(half, 0).connection, response, 0).events).toEqual([]);
  expect(receiveEnd(client().connection, 0).events).toHaveLength(1);
});
