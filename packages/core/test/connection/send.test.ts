import { expect, test } from 'vitest';
import { awaiting, plainFrame, send } from '../../src/connection/send.ts';
import { deadlineOf } from '../../src/connection/connection.ts';
import { prepareMessage } from '../../src/message/prepared.ts';
import { add, broken, session } from '../sessions.ts';
import { frameTo, framesIn, joined, open, roles, wireOf } from '../splits.ts';
import { deciding, done, everyPhase, nothing, server } from './openings.ts';
import { receive, type Command, type Connection } from '../../src/connection/index.ts';

const refusal = (connection: Connection, command: unknown): string => {
  const step = send(connection, command as Command, 0);
  return step.ok ? 'sent' : step.problem.name;
};

for (const role of roles) {
  const peer = role === 'client' ? 'server' : 'client';
  const wire = (command: Command, from = open(role)): Uint8Array => wireOf(done(from, command).outbound);

  test(`a ${role} sends messages, parts and control frames`, () => {
    const prepared = prepareMessage('Hi');
    if (!prepared.ok) throw new Error(prepared.problem.sentence);
    expect(wire({ type: 'text', text: 'Hi' })).toEqual(frameTo(peer, 0x81, 'Hi'));
    expect(wire({ type: 'binary', data: Uint8Array.of(1) })).toEqual(frameTo(peer, 0x82, [1]));
    expect(wire({ type: 'text', text: 'Hi', fragmentOctets: 1 })).toEqual(
      joined(frameTo(peer, 0x01, 'H'), frameTo(peer, 0x80, 'i')),
    );
    expect(wire({ type: 'text-part', text: 'H', final: false })).toEqual(frameTo(peer, 0x01, 'H'));
    expect(wire({ type: 'binary-part', data: Uint8Array.of(1), final: true })).toEqual(
      frameTo(peer, 0x82, [1]),
    );
    expect(wire({ type: 'prepared', message: prepared.value })).toEqual(frameTo(peer, 0x81, 'Hi'));
    expect([wire({ type: 'ping' }), wire({ type: 'pong' }), wire({ type: 'close' })]).toEqual(
      [0x89, 0x8a, 0x88].map((first) => frameTo(peer, first)),
    );
    expect(wire({ type: 'pong', applicationData: Uint8Array.of(7) })).toEqual(frameTo(peer, 0x8a, [7]));
  });

  test(`an ordinary message changes nothing in the record of a ${role}; a part does`, () => {
    const connection = open(role);
    expect(done(connection, { type: 'text', text: 'x' }, 5).connection).toBe(connection);
    expect(done(connection, { type: 'text', text: 'xy', fragmentOctets: 1 }, 5).connection.outbound).toEqual(
      connection.outbound,
    );
    const part = done(connection, { type: 'text-part', text: 'x', final: false }, 5).connection;
    expect([part.outbound.opcode, part.now]).toEqual([1, 5]);
    expect(done(connection, { type: 'pong' }, 5).connection).toBe(connection);
  });

  test(`law: a plain frame is what sending gives and all that it does, in any phase of a ${role}`, () => {
    const part = done(open(role), { type: 'text-part', text: 'x', final: false }).connection;
    const phases = new Map([...everyPhase(role), ['part', part], ['add', open(role, { sessions: [add] })]]);
    for (const [name, connection] of phases) {
      for (const content of ['', 'Hi', 'é', '\ud800', nothing, Uint8Array.of(1, 2), 5, null]) {
        const frame = plainFrame(connection, content as string);
        const isText = typeof content === 'string';
        const command = isText ? { type: 'text', text: content } : { type: 'binary', data: content };
        const sent = send(connection, command as Command, 7);
        const plainly = sent.ok && sent.value.connection === connection;
        expect([name, content, frame !== null]).toEqual([name, content, plainly]);
        if (frame === null || !sent.ok) continue;
        const { deadline, more, ...rest } = sent.value;
        expect(rest).toEqual({ connection, events: [], outbound: [frame], transport: 'keep-open' });
        expect([deadline, more]).toEqual([deadlineOf(connection), false]);
      }
    }
  });

  test(`a ${role} remembers its Pings, as many as the limit`, () => {
    const limited = open(role, { limits: { awaitedPongs: 2 } });
    let connection = limited;
    for (const octet of [1, 2, 3]) {
      ({ connection } = done(connection, { type: 'ping', applicationData: Uint8Array.of(octet) }, octet));
    }
    expect(connection.pings.awaited).toEqual([
      { applicationData: Uint8Array.of(2), sentAt: 2 },
      { applicationData: Uint8Array.of(3), sentAt: 3 },
    ]);
    expect(awaiting(open(role, { limits: { awaitedPongs: 0 } }), nothing, 1).pings.awaited).toEqual([]);
    expect(limited.pings.awaited).toEqual([]);
  });

  test(`a ${role} aborts in any phase but the last`, () => {
    for (const [name, connection] of everyPhase(role)) {
      const step = send(connection, { type: 'abort' }, 3);
      if (connection.phase.type === 'closed')
        expect([name, refusal(connection, { type: 'abort' })]).toEqual([name, 'not-open']);
      else
        expect(step).toMatchObject({
          ok: true,
          value: { transport: 'abort', outbound: [], deadline: Infinity },
        });
      if (step.ok) expect(step.value.events).toMatchObject([{ type: 'closed' }]);
    }
    expect(done(open(role), { type: 'abort' }).events).toMatchObject([
      { record: { cause: 'aborted', statusCode: 1006 } },
    ]);
  });

  test(`a ${role} pauses and resumes in any phase; only frames wait`, () => {
    for (const [name, connection] of everyPhase(role)) {
      const paused = done(connection, { type: 'pause' }).connection;
      expect([name, paused.held.paused]).toEqual([name, true]);
      const resumed = done(paused, { type: 'resume' });
      expect([resumed.connection.held.paused, resumed.events, resumed.connection.phase]).toEqual([
        false,
        [],
        connection.phase,
      ]);
    }
    const closing = done(done(open(role), { type: 'pause' }).connection, { type: 'close' }).connection;
    const held = receive(closing, frameTo(role, 0x81, 'a'), 0).connection;
    expect(done(held, { type: 'resume' }).events).toEqual([{ type: 'text', text: 'a' }]);
  });

  test(`a ${role} changes its limits while open, for what comes from now on`, () => {
    const limited = done(open(role), { type: 'limit', limits: { messagePayload: 1 } }, 4).connection;
    expect([limited.now, limited.settings.inbound.limits.framePayload]).toEqual([4, 1]);
    expect(receive(limited, frameTo(role, 0x82, [1, 2]), 0).events).toMatchObject([
      { violation: { name: 'frame-too-big' } },
    ]);
    const raised = done(limited, { type: 'limit', limits: { messagePayload: 2 } }).connection;
    expect(receive(raised, frameTo(role, 0x82, [1, 2]), 0).events).toMatchObject([{ type: 'binary' }]);
    expect(refusal(open(role), { type: 'limit', limits: { fragments: 1.5 } })).toBe('limit-not-valid');
  });

  test(`a ${role} hands a setting to an extension in use`, () => {
    const setting = session('set', 0, { configure: (_, value) => value });
    const connection = open(role, { sessions: [add, setting] });
    const step = done(connection, { type: 'configure', extension: 'set', setting: 9 }, 4);
    expect([step.connection.outbound.states, step.connection.inbound.states, step.connection.now]).toEqual([
      [0, 9],
      [0, 0],
      4,
    ]);
    expect(connection.outbound.states).toEqual([0, 0]);
    for (const extension of ['add', 'other', undefined]) {
      expect(refusal(connection, { type: 'configure', extension, setting: 1 })).toBe('extension-not-in-use');
    }
  });

  test(`what an extension cannot transform is not sent by a ${role}`, () => {
    expect(refusal(open(role, { sessions: [broken] }), { type: 'text', text: 'x' })).toBe('extension-failed');
    expect(wire({ type: 'text', text: 'a' }, open(role, { sessions: [add] }))).toEqual(
      frameTo(peer, 0xc1, 'b'),
    );
  });

  test(`what cannot be sent is refused by a ${role}`, () => {
    expect(refusal(open(role), { type: 'text', text: 5 })).toBe('not-text');
    expect(refusal(open(role), { type: 'ping', applicationData: 5 })).toBe('not-octets');
    expect(refusal(open(role), { type: 'ping', applicationData: new Uint8Array(126) })).toBe(
      'control-payload-too-long',
    );
    expect(refusal(open(role), { type: 'text-part', text: '\ud83d', final: true })).toBe(
      'text-not-well-formed',
    );
    expect([refusal(open(role), { type: 'sing' }), refusal(open(role), null)]).toEqual([
      'not-a-command',
      'not-a-command',
    ]);
    for (const type of ['text', 'ping', 'close', 'sing']) {
      expect(refusal(everyPhase(role).get('closing') as Connection, { type, text: 'x' })).toBe(
        'already-closing',
      );
      expect(refusal(everyPhase(role).get('closed') as Connection, { type, text: 'x' })).toBe('not-open');
      expect(refusal(server(), { type, text: 'x' })).toBe('not-open');
    }
  });
}

test('a server accepts and refuses through the same door', () => {
  expect(done(deciding(), { type: 'accept' }).events).toMatchObject([{ type: 'established' }]);
  expect(done(deciding(), { type: 'refuse', status: 403 }).transport).toBe('end-writing');
  expect(framesIn(done(open('server'), { type: 'close', statusCode: 1000 }).outbound, 0x8)).toEqual([
    Uint8Array.of(3, 232),
  ]);
});
