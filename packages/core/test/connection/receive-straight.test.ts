import { expect, test } from 'vitest';
import { receiveFrames } from '../../src/connection/receive.ts';
import { receiveStraight } from '../../src/connection/receive-straight.ts';
import { nothingHeld } from '../../src/connection/connection.ts';
import { elapse, resume, snapshot } from '../../src/connection/index.ts';
import type { Connection, Step } from '../../src/connection/index.ts';
import { fragmentsTo, frameTo, joined, open, roles } from '../splits.ts';
import { done, everyPhase, nothing } from './openings.ts';

/** A step as a plain value: two that append to one state have the same octets in different memory. */
function plain(step: Step | null): unknown {
  return step === null ? null : { ...step, connection: snapshot(step.connection) };
}

/** The connection as it comes out of its snapshot. */
function resumed(connection: Connection): Connection {
  const again = resume(snapshot(connection), {});
  if (!again.ok) throw new Error(again.problem.detail);
  return again.value;
}

/** The step of the straight way, which must be that of its slow twin. */
function straight(connection: Connection, chunk: Uint8Array, now: number): Step {
  const step = receiveStraight(connection, chunk, now) as Step;
  expect(plain(step)).toEqual(plain(receiveFrames(connection, chunk, now)));
  return step;
}

for (const role of roles) {
  const frame = frameTo(role, 0x82, [1, 2, 3, 4]);
  const keepalive = { interval: 20, timeout: 10 };

  test(`one message, several, and more of a large one are read as slowly, by a ${role}`, () => {
    for (const start of [open(role), open(role, { keepalive }), open(role, { chunks: 'owned' })]) {
      const one = straight(start, frameTo(role, 0x81, 'one'), 1);
      expect(one).toMatchObject({ events: [{ type: 'text', text: 'one' }], connection: { heardAt: 1 } });
      const two = straight(one.connection, joined(frame, frameTo(role, 0x81, 'two')), 2);
      expect(two.events).toMatchObject([{ type: 'binary' }, { type: 'text', text: 'two' }]);
      const begun = receiveFrames(two.connection, frame.subarray(0, -3), 3).connection;
      const inside = straight(begun, frame.subarray(-3, -1), 4);
      expect(inside).toMatchObject({
        events: [],
        outbound: [],
        more: false,
        connection: { heardAt: 2, now: 4 },
      });
      expect(inside.deadline).toBe(start.settings.keepalive === null ? Infinity : 22);
      expect(receiveStraight(inside.connection, frame.subarray(-1), 5)).toBe(null);
    }
  });

  test(`once what was held is read, it goes straight again, by a ${role}`, () => {
    const paused = done(open(role), { type: 'pause' }).connection;
    const held = receiveFrames(paused, joined(frame, frame), 1).connection;
    const read = done(held, { type: 'resume' });
    expect(read.events).toHaveLength(2);
    const spending = open(role, { limits: { eventsPerCall: 1 } });
    const spent = receiveFrames(receiveFrames(spending, joined(frame, frame), 1).connection, nothing, 2);
    expect(spent.more).toBe(false);
    const first = receiveFrames(resumed(open(role)), frame, 1);
    for (const { connection } of [read, spent, first]) {
      const step = straight(connection, frame, 3);
      expect(step.events).toHaveLength(1);
      expect(step.connection.held).toBe(nothingHeld);
    }
  });

  test(`a chunk that is anything else is left, and nothing has happened, by a ${role}`, () => {
    const others: readonly (readonly [string, Uint8Array])[] = [
      ['no octets', nothing],
      ['a Ping', frameTo(role, 0x89)],
      ['a message and a Ping', joined(frame, frameTo(role, 0x89))],
      ['a cut frame', frame.subarray(0, -1)],
      ['a fragment', fragmentsTo(role, 0x01, Uint8Array.of(0x61, 0x62), 1)[0] as Uint8Array],
      ['a message larger than a little chunk', frameTo(role, 0x82, new Uint8Array(4_096))],
      ['a broken rule', Uint8Array.of(0xff, 0xff)],
    ];
    for (const [name, chunk] of others) expect(receiveStraight(open(role), chunk, 1), name).toBe(null);
    expect(receiveStraight(open(role, { delivery: 'parts' }), frame, 1)).toBe(null);
  });

  test(`only an open connection that holds nothing and awaits no sign of life goes straight, as a ${role}`, () => {
    for (const [name, connection] of everyPhase(role)) {
      const isOpen = connection.phase.type === 'open' && connection.inbound.position.header === null;
      if (!isOpen) expect(receiveStraight(connection, frame, 1), name).toBe(null);
    }
    expect(receiveStraight(done(open(role), { type: 'pause' }).connection, frame, 1)).toBe(null);
    const asked = elapse(open(role, { keepalive }), 20).connection;
    expect(asked.pings.unansweredSince).toBe(20);
    expect(receiveStraight(asked, frame, 21)).toBe(null);
    expect(receiveFrames(asked, frame, 21).connection).toMatchObject({
      heardAt: 21,
      pings: { unansweredSince: null },
    });
  });
}
