/** The closing handshake with peers that do not keep to it (RFC 6455 §5.5.1, §7). */
import { expect, test } from 'vitest';
import { elapse, receive, receiveEnd, send } from '../../src/connection/index.ts';
import type { CloseRecord, Command, Connection, Step } from '../../src/connection/index.ts';
import {
  closesIn,
  expectDeaf,
  expectFailed,
  expectFailure,
  expectNothingKept,
  frameTo,
  framesIn,
  inEveryCut,
  joined,
  number,
  open,
  play,
  roles,
  wireOf,
  type Broken,
} from '../splits.ts';
import type { Role } from '../../src/vocabulary/role.ts';

/** The length of a header of a short frame to that role. */
const head = (role: Role): number => (role === 'server' ? 6 : 2);

/** A Close frame to that role. */
function closeTo(role: Role, statusCode: number, reason = ''): Uint8Array {
  return frameTo(role, 0x88, joined(number(statusCode, 2), new TextEncoder().encode(reason)));
}

function done(connection: Connection, command: Command, now = 0): Step {
  const step = send(connection, command, now);
  if (!step.ok) throw new Error(step.problem.sentence);
  return step.value;
}

/** A connection whose Close has gone out. */
function closing(role: Role): Connection {
  return done(open(role), { type: 'close', statusCode: 1001, reason: 'bye' }).connection;
}

/** The record of the end, which is told once. */
function recordOf({ events }: Pick<Step, 'events'>): CloseRecord | undefined {
  const records = events.flatMap((event) => (event.type === 'closed' ? [event.record] : []));
  expect(records).toHaveLength(1);
  return records[0];
}

for (const role of roles) {
  test(`CL1 a Close without a body, to a ${role}: 1005 is told, an empty Close is the answer`, () => {
    const { connection, events, outbound } = inEveryCut(open(role), frameTo(role, 0x88));
    expect(events).toEqual([{ type: 'closing', by: 'remote', statusCode: 1005, reason: '' }]);
    expect(framesIn(outbound, 0x8)).toEqual([new Uint8Array(0)]);
    expect(recordOf(receiveEnd(connection, 0))).toMatchObject({
      statusCode: 1005,
      clean: true,
      first: 'remote',
    });
  });

  test(`CL2 a Close with a body of one octet, to a ${role}`, () => {
    const broken: Broken = ['close-body-too-short', 1002, '§5.5.1', 1];
    expectFailure(open(role), frameTo(role, 0x88, [0x03]), broken);
  });

  const forbidden: readonly (readonly [string, readonly number[]])[] = [
    ['CL3', [0, 1, 999]],
    ['CL4', [1004, 1005, 1006, 1015]],
    ['CL5', [1016, 1100, 2000, 2999]],
    ['CL6', [5000, 65_535]],
  ];
  for (const [id, codes] of forbidden) {
    test(`${id} a Close with the status code ${codes.join(', ')}, to a ${role}`, () => {
      for (const code of codes) {
        const broken: Broken = ['close-code-not-allowed', 1002, '§7.4', head(role) + 1];
        expectFailure(open(role), closeTo(role, code), broken);
        expectFailure(open(role), closeTo(role, code, 'because'), broken);
      }
    });
  }

  test(`CL7 every status code that may travel, to a ${role}: the same code is the answer`, () => {
    const registered = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014];
    for (const statusCode of [...registered, 3000, 3999, 4000, 4999]) {
      const { connection, events, outbound } = inEveryCut(open(role), closeTo(role, statusCode, 'é'));
      expect(events).toEqual([{ type: 'closing', by: 'remote', statusCode, reason: 'é' }]);
      expect(closesIn(outbound)).toEqual([statusCode]);
      expect(recordOf(receiveEnd(connection, 0))).toEqual({
        statusCode,
        reason: 'é',
        clean: true,
        sent: { statusCode, reason: '' },
        received: { statusCode, reason: 'é' },
        first: 'remote',
        cause: 'closing-handshake',
        violation: null,
        failure: null,
      });
    }
  });

  test(`CL9 a reason of 123 octets is fine, a body of 126 is not, to a ${role}`, () => {
    const reason = 'x'.repeat(123);
    const { events } = inEveryCut(open(role), closeTo(role, 1000, reason));
    expect(events).toEqual([{ type: 'closing', by: 'remote', statusCode: 1000, reason }]);
    const tooLong = closeTo(role, 1000, `${reason}x`).subarray(0, 10);
    expectFailure(open(role), tooLong, ['control-frame-too-long', 1002, '§5.5', 1]);
  });

  const after: readonly (readonly [string, string, Uint8Array])[] = [
    ['CL10', 'a message', frameTo(role, 0x81, 'late')],
    ['CL11', 'what is no frame', Uint8Array.of(0xff, 0xff, 0xff, 0xff)],
    ['CL12', 'a second Close', closeTo(role, 1001)],
    ['CL13', 'a Ping', frameTo(role, 0x89, 'late')],
  ];
  for (const [id, what, octets] of after) {
    test(`${id} ${what} after a Close, to a ${role}: not heard, not answered`, () => {
      const { connection, events, outbound } = inEveryCut(open(role), joined(closeTo(role, 1000), octets));
      expect(events).toEqual([{ type: 'closing', by: 'remote', statusCode: 1000, reason: '' }]);
      expect([closesIn(outbound), outbound]).toEqual([[1000], [expect.anything()]]);
      expectNothingKept(connection);
      expectDeaf(connection);
      expect(recordOf(receiveEnd(connection, 0))?.clean).toBe(true);
    });
  }

  test(`CL14 messages between our Close and theirs, to a ${role}: delivered, Pings not answered`, () => {
    const octets = joined(
      frameTo(role, 0x81, 'a'),
      frameTo(role, 0x89, 'p'),
      frameTo(role, 0x02, 'b'),
      frameTo(role, 0x80, 'c'),
      closeTo(role, 1001),
    );
    const { connection, events, outbound } = inEveryCut(closing(role), octets);
    expect(events).toEqual([
      { type: 'text', text: 'a' },
      { type: 'ping', applicationData: Uint8Array.of(0x70) },
      { type: 'binary', data: Uint8Array.of(0x62, 0x63) },
    ]);
    expect(outbound).toEqual([]);
    expect(recordOf(receiveEnd(connection, 0))).toMatchObject({
      statusCode: 1001,
      clean: true,
      first: 'local',
      sent: { statusCode: 1001, reason: 'bye' },
    });
  });

  test(`CL15 both begin to close at once, to a ${role}: one Close each, no answer to an answer, clean`, () => {
    const other = role === 'client' ? 'server' : 'client';
    const ours = done(open(role), { type: 'close', statusCode: 1000 });
    const theirs = done(open(other), { type: 'close', statusCode: 1001 });
    const here = inEveryCut(ours.connection, wireOf(theirs.outbound));
    const there = inEveryCut(theirs.connection, wireOf(ours.outbound));
    for (const end of [here, there]) expect([end.events, end.outbound]).toEqual([[], []]);
    expect(recordOf(receiveEnd(here.connection, 0))).toMatchObject({
      statusCode: 1001,
      clean: true,
      first: 'local',
    });
    expect(recordOf(receiveEnd(there.connection, 0))).toMatchObject({
      statusCode: 1000,
      clean: true,
      first: 'local',
    });
  });

  test(`CL16, TM8 our Close is never answered, as a ${role}: let go after 5 s, 1006, not clean`, () => {
    const step = done(open(role), { type: 'close', statusCode: 1000 }, 100);
    expect(step.deadline).toBe(5_100);
    expect(elapse(step.connection, 5_099)).toMatchObject({
      events: [],
      transport: 'keep-open',
      deadline: 5_100,
    });
    const end = elapse(step.connection, 5_100);
    expect([end.transport, end.deadline, end.outbound]).toEqual(['abort', Infinity, []]);
    expect(recordOf(end)).toMatchObject({
      statusCode: 1006,
      clean: false,
      cause: 'close-timeout',
      received: null,
    });
    expectDeaf(end.connection);
  });

  test(`CL17 the transport is not ended after both Closes, as a ${role}: let go after 5 s, clean all the same`, () => {
    const first = receive(open(role), closeTo(role, 1000), 100);
    // The server ends its side first, the client waits for that (RFC 6455 §7.1.1).
    expect([first.transport, first.deadline]).toEqual([
      role === 'server' ? 'end-writing' : 'keep-open',
      5_100,
    ]);
    const end = elapse(first.connection, 5_100);
    expect(end.transport).toBe('close');
    expect(recordOf(end)).toMatchObject({ statusCode: 1000, clean: true, cause: 'closing-handshake' });
  });

  test(`CL19 Close and end in one go, to a ${role}: clean`, () => {
    const step = receive(open(role), closeTo(role, 1000), 0);
    expect(closesIn(step.outbound)).toEqual([1000]);
    expect(recordOf(receiveEnd(step.connection, 0, 'ended'))).toMatchObject({
      statusCode: 1000,
      clean: true,
    });
  });

  test(`CL20 a broken transport after both Closes, to a ${role}: clean, and no other event`, () => {
    for (const start of [open(role), closing(role)]) {
      const { connection } = play(start, [closeTo(role, 1000)]);
      const end = receiveEnd(connection, 0, 'broken');
      expect(end.events).toHaveLength(1);
      expect(recordOf(end)).toMatchObject({ clean: true, cause: 'closing-handshake' });
    }
  });

  test(`CL21 the peer ends its side without a Close, to a ${role}: 1006 is told and never sent`, () => {
    const end = receiveEnd(open(role), 0, 'ended');
    expect([end.outbound, end.transport]).toEqual([[], 'close']);
    expect(recordOf(end)).toMatchObject({
      statusCode: 1006,
      clean: false,
      cause: 'transport-ended',
      sent: null,
    });
  });

  test(`CL22 the time for our Close runs from the command on, as a ${role}, whatever is still to be written`, () => {
    const sent = done(open(role), { type: 'binary', data: new Uint8Array(10 * 1_048_576) }, 0);
    const step = done(sent.connection, { type: 'close', statusCode: 1000 }, 7);
    expect([step.deadline, elapse(step.connection, 5_007).transport]).toEqual([5_007, 'abort']);
  });

  test(`CL24 a violation after our own Close, to a ${role}: no second Close`, () => {
    const start = closing(role);
    expectFailure(start, Uint8Array.of(0xff), ['reserved-bit-set', 1002, '§5.2', 0]);
    const tooBig = Uint8Array.of(0x82, role === 'server' ? 0xff : 0x7f, 0, 0, 0, 1, 0, 0, 0, 0);
    expectFailure(start, tooBig, ['frame-too-big', 1009, '§10.4', 9]);
    const outcome = play(start, [tooBig]);
    const end = receiveEnd(outcome.connection, 0);
    expect(recordOf(end)).toMatchObject({
      statusCode: 1006,
      clean: false,
      cause: 'violation',
      sent: { statusCode: 1001, reason: 'bye' },
    });
    expectFailed(start, outcome, ['frame-too-big', 1009, '§10.4', 9]);
  });

  test(`CL25 a close command after the peer's Close, as a ${role}: refused, nothing is sent`, () => {
    const { connection } = play(open(role), [closeTo(role, 1000)]);
    const refused = send(connection, { type: 'close', statusCode: 1000 }, 0);
    expect(refused.ok ? null : refused.problem.name).toBe('already-closing');
  });

  test(`CL27 the codes 1010 and 1011 from either side, to a ${role}`, () => {
    for (const statusCode of [1010, 1011]) {
      const { events, outbound } = inEveryCut(open(role), closeTo(role, statusCode));
      expect(events).toEqual([{ type: 'closing', by: 'remote', statusCode, reason: '' }]);
      expect(closesIn(outbound)).toEqual([statusCode]);
    }
  });

  test(`CL28 a Close with RSV1, as if compressed, to a ${role}`, () => {
    expectFailure(open(role), frameTo(role, 0xc8, number(1000, 2)), ['reserved-bit-set', 1002, '§5.2', 0]);
  });

  test(`RS10 100,000 Closes, to a ${role}: one answer, nothing kept`, () => {
    const one = closeTo(role, 1000);
    const all = new Uint8Array(one.length * 100_000);
    for (let at = 0; at < all.length; at += one.length) all.set(one, at);
    const { connection, events, outbound } = play(open(role), [all]);
    expect([events.length, closesIn(outbound)]).toEqual([1, [1000]]);
    expectNothingKept(connection);
    expectDeaf(connection);
  });
}
