import { expect, test } from 'vitest';
import { close, closeReceived, startClosing } from '../../src/connection/close.ts';
import type { CloseCause } from '../../src/connection/event.ts';
import { violationAt } from '../../src/vocabulary/violation.ts';
import { fail } from '../../src/connection/fail.ts';
import { closesIn, framesIn, open, roles } from '../splits.ts';
import { client, everyPhase } from './openings.ts';

const causes: readonly CloseCause[] = ['transport-ended', 'transport-broken', 'aborted', 'keepalive-timeout'];

test.each(roles)('a %s starts the closing handshake (RFC 6455 §7.1.2)', (role) => {
  const started = startClosing(open(role), 1001, 'bye', 10);
  if (!started.ok) throw new Error(started.problem.sentence);
  const { connection, events, outbound, transport, deadline } = started.value;
  expect(events).toEqual([{ type: 'closing', by: 'local', statusCode: 1001, reason: 'bye' }]);
  expect([closesIn(outbound), transport, deadline]).toEqual([[1001], 'keep-open', 5_010]);
  expect(connection.phase).toMatchObject({
    type: 'closing',
    listening: true,
    first: 'local',
    sent: { statusCode: 1001 },
  });
  const empty = startClosing(open(role), undefined, '', 0);
  expect(empty.ok && framesIn(empty.value.outbound, 0x8)).toEqual([new Uint8Array(0)]);
  expect(empty.ok && empty.value.events).toMatchObject([{ statusCode: 1005, reason: '' }]);
  const refused = startClosing(open(role), 1005, '', 0);
  expect(refused.ok ? null : refused.problem.name).toBe('status-code-not-allowed');
});

test.each(roles)(
  'a %s answers a Close with its code, and hears nothing after it (RFC 6455 §5.5.1)',
  (role) => {
    for (const statusCode of [1000, 1005]) {
      const step = closeReceived(open(role), { statusCode, reason: '' }, [], [], 10);
      expect(closesIn(step.outbound)).toEqual([statusCode]);
      expect(step.events).toEqual([{ type: 'closing', by: 'remote', statusCode, reason: '' }]);
      expect([step.transport, step.deadline]).toEqual([
        role === 'server' ? 'end-writing' : 'keep-open',
        5_010,
      ]);
      expect(step.connection.phase).toMatchObject({
        listening: false,
        first: 'remote',
        cause: 'closing-handshake',
      });
    }
  },
);

test.each(roles)('a %s whose Close is under way does not answer theirs', (role) => {
  const started = startClosing(open(role), 1000, '', 0);
  if (!started.ok) throw new Error(started.problem.sentence);
  const step = closeReceived(started.value.connection, { statusCode: 4000, reason: 'x' }, [], [], 0);
  expect([step.events, step.outbound]).toEqual([[], []]);
  expect(step.connection.phase).toMatchObject({
    first: 'local',
    sent: { statusCode: 1000 },
    received: { statusCode: 4000 },
  });
});

test('the record of an end without any Close names what happened', () => {
  for (const cause of causes) {
    const { events, connection, transport } = close(open('client'), cause, 'ended', 'abort', [], [], 0);
    expect(events).toEqual([
      {
        type: 'closed',
        record: {
          statusCode: 1006,
          reason: '',
          clean: false,
          sent: null,
          received: null,
          first: null,
          cause,
          violation: null,
          failure: null,
        },
      },
    ]);
    expect([connection.phase.type, transport]).toEqual(['closed', 'abort']);
  }
});

test('the record names what began the end, and what stopped a closing handshake half-way', () => {
  const end = (connection: Parameters<typeof close>[0]): unknown => {
    const [event] = close(connection, 'transport-ended', 'ended', 'close', [], [], 0).events;
    return event?.type === 'closed' ? event.record : null;
  };
  const violation = violationAt('opcode-reserved', 1);
  expect(end(fail(open('server'), violation, [], [], 0).connection)).toMatchObject({
    cause: 'violation',
    violation,
    first: 'local',
  });
  const started = startClosing(open('server'), 1000, '', 0);
  const closing = started.ok ? started.value.connection : open('server');
  expect(end(closing)).toMatchObject({
    cause: 'transport-ended',
    clean: false,
    sent: { statusCode: 1000 },
    first: 'local',
  });
  const both = closeReceived(closing, { statusCode: 1001, reason: 'x' }, [], [], 0).connection;
  expect(end(both)).toMatchObject({ cause: 'closing-handshake', clean: true, statusCode: 1001, reason: 'x' });
  expect(end(everyPhase('server').get('turned away') ?? client().connection)).toMatchObject({
    cause: 'handshake-refused',
    clean: false,
    statusCode: 1006,
  });
  expect(end(client().connection)).toMatchObject({ cause: 'transport-ended' });
});

test('what comes before the end is told before it', () => {
  const text = { type: 'text', text: 'last' } as const;
  const octets = { type: 'octets', octets: Uint8Array.of(1) } as const;
  const step = close(open('client'), 'aborted', 'aborted', 'abort', [text], [octets], 0);
  expect([step.events[0], step.events[1]?.type, step.outbound]).toEqual([text, 'closed', [octets]]);
});

test('HC1 once the response has refused, that is the cause, whatever ends it', () => {
  const refused = everyPhase('client').get('body') ?? client().connection;
  for (const cause of causes) {
    expect(close(refused, cause, 'ended', 'close', [], [], 0).events).toMatchObject([
      { record: { cause: 'handshake-refused', failure: { name: 'status-not-101' } } },
    ]);
    expect(close(client().connection, cause, 'ended', 'close', [], [], 0).events).toMatchObject([
      { record: { cause, failure: null } },
    ]);
  }
});
