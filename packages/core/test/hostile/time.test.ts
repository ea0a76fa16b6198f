/** Time that is too short, too long, or runs the wrong way; the clock is a number that the test passes. */
import { expect, test } from 'vitest';
import { elapse, receive, receiveEnd, send } from '../../src/connection/index.ts';
import type { Connection, Step } from '../../src/connection/index.ts';
import { closesIn, frameTo, framesIn, joined, number, octetByOctet, open, roles } from '../splits.ts';

const keepalive = { interval: 20_000, timeout: 20_000 };
const none = new Uint8Array(0);

function done(step: ReturnType<typeof send>): Step {
  if (!step.ok) throw new Error(step.problem.sentence);
  return step.value;
}

for (const role of roles) {
  /** A Pong with what the keepalive Ping of that step carried. */
  const pongFor = (step: Step): Uint8Array => frameTo(role, 0x8a, framesIn(step.outbound, 0x9)[0] ?? none);
  const alive = (): Connection => open(role, { keepalive });

  test(`TM2 nothing comes after the handshake, to a ${role}: a Ping at 20 s, gone at 40 s`, () => {
    expect(elapse(alive(), 19_999)).toMatchObject({ outbound: [], events: [], deadline: 20_000 });
    const asked = elapse(alive(), 20_000);
    expect([framesIn(asked.outbound, 0x9).length, asked.deadline]).toEqual([1, 40_000]);
    expect(elapse(asked.connection, 39_999)).toMatchObject({ outbound: [], events: [] });
    const gone = elapse(asked.connection, 40_000);
    expect(gone.events).toMatchObject([
      { type: 'closed', record: { statusCode: 1006, clean: false, cause: 'keepalive-timeout', sent: null } },
    ]);
    expect([gone.transport, gone.outbound, gone.deadline]).toEqual(['abort', [], Infinity]);
  });

  test(`TM3 an octet of a frame a minute is no sign of life, to a ${role}`, () => {
    const octets = octetByOctet(frameTo(role, 0x82, new Uint8Array(100)));
    const asked = elapse(receive(alive(), octets[0] ?? none, 1_000).connection, 20_000);
    expect(asked.deadline).toBe(40_000);
    const later = receive(asked.connection, octets[1] ?? none, 39_000);
    expect(later.deadline).toBe(40_000);
    expect(elapse(later.connection, 40_000).events).toMatchObject([
      { record: { cause: 'keepalive-timeout' } },
    ]);
  });

  test(`TM4 a Pong with another payload answers nothing but is a sign of life, to a ${role}`, () => {
    const asked = elapse(alive(), 20_000);
    const other = receive(asked.connection, frameTo(role, 0x8a, 'other'), 30_000);
    expect(other.events).toMatchObject([{ type: 'pong', roundTrip: null }]);
    expect(other.deadline).toBe(50_000);
    const right = receive(other.connection, pongFor(asked), 31_000);
    expect(right.events).toMatchObject([{ type: 'pong', roundTrip: 11_000 }]);
  });

  test(`TM5, RS9 100,000 Pongs that answer nothing, before any Ping, to a ${role}: no state grows`, () => {
    const start = alive();
    const chunk = joined(...Array.from({ length: 1_000 }, () => frameTo(role, 0x8a, 'x')));
    let connection = start;
    for (let count = 0; count < 100; count++) ({ connection } = receive(connection, chunk, 0));
    expect(connection.pings).toBe(start.pings);
    expect(JSON.stringify(connection.held)).toBe(JSON.stringify(start.held));
    expect(connection.inbound.position).toBe(start.inbound.position);
  });

  test(`TM6, TM7 a peer that answers Pings but hardly reads, to a ${role}: the core queues nothing`, () => {
    // What is written and not taken is the adapter's to count; the core holds no octet of what it gave out.
    let connection = alive();
    for (let count = 1; count <= 100; count++) {
      const sent = done(send(connection, { type: 'binary', data: new Uint8Array(1_000) }, count));
      expect(sent.connection).toBe(connection);
      ({ connection } = sent);
    }
  });

  test(`TM9, AP30 the clock goes backwards, stands still or leaps, to a ${role}`, () => {
    const asked = elapse(alive(), 20_000);
    const back = elapse(asked.connection, 5);
    expect([back.deadline, back.outbound, back.events]).toEqual([40_000, [], []]);
    expect(back.connection).toBe(asked.connection);
    expect(elapse(asked.connection, 20_000).outbound).toEqual([]);
    expect(elapse(asked.connection, Number.NaN).connection).toBe(asked.connection);
    // A Pong that comes "before" its Ping took no time, not a negative one.
    expect(receive(asked.connection, pongFor(asked), 1).events).toMatchObject([{ roundTrip: 0 }]);
    const day = 86_400_000;
    expect(elapse(alive(), day)).toMatchObject({ deadline: day + 20_000, events: [] });
    const closing = done(send(receive(alive(), none, 50).connection, { type: 'close' }, 20));
    expect(closing.deadline).toBeGreaterThanOrEqual(5_000);
  });

  test(`TM10 a timer that fires after the end changes nothing, to a ${role}`, () => {
    const end = receiveEnd(alive(), 0);
    for (const now of [0, 20_000, 1e12]) {
      const late = elapse(end.connection, now);
      expect([late.events, late.outbound, late.deadline]).toEqual([[], [], Infinity]);
    }
  });

  test(`TM11, TM16 data and the deadline at the same time, to a ${role}: the data first, and the peer lives`, () => {
    const asked = elapse(alive(), 20_000);
    const heard = receive(asked.connection, pongFor(asked), 40_000);
    const step = elapse(heard.connection, 40_000);
    expect([step.events, step.outbound, step.deadline]).toEqual([[], [], 60_000]);
  });

  test(`TM12 the machine slept for an hour, to a ${role}: one Ping, not a burst`, () => {
    const hour = 3_600_000;
    const woken = elapse(alive(), hour);
    expect(framesIn(woken.outbound, 0x9)).toHaveLength(1);
    const again = elapse(woken.connection, hour);
    expect([again.outbound, again.deadline]).toEqual([[], hour + 20_000]);
  });

  test(`TM13 a connection has one deadline, to a ${role}, and none that lies behind it`, () => {
    let step: Step = elapse(alive(), 0);
    for (const now of [1, 20_000, 20_001, 30_000]) {
      step = elapse(step.connection, now);
      expect(step.deadline).toBeGreaterThan(now);
    }
    expect(elapse(step.connection, step.deadline).deadline).toBe(Infinity);
  });

  test(`TM15 our own loop was blocked for an hour while an answer lay in the transport, to a ${role}`, () => {
    // Whoever drives reads before it looks at the clock; then the peer is not dead of our own slowness.
    const asked = elapse(alive(), 20_000);
    const hour = 3_600_000;
    const heard = receive(asked.connection, pongFor(asked), hour);
    expect(elapse(heard.connection, hour)).toMatchObject({ events: [], deadline: hour + 20_000 });
  });

  test(`a Pong answers the Pings before its own too, to a ${role} (RFC 6455 §5.5.3)`, () => {
    let connection = open(role);
    for (const [index, octet] of [1, 2, 3].entries()) {
      const applicationData = Uint8Array.of(octet);
      ({ connection } = done(send(connection, { type: 'ping', applicationData }, index * 10)));
    }
    const second = receive(connection, frameTo(role, 0x8a, [2]), 100);
    expect(second.events).toMatchObject([{ type: 'pong', roundTrip: 90 }]);
    const first = receive(second.connection, frameTo(role, 0x8a, [1]), 100);
    expect(first.events).toMatchObject([{ type: 'pong', roundTrip: null }]);
    const third = receive(second.connection, frameTo(role, 0x8a, [3]), 100);
    expect(third.events).toMatchObject([{ type: 'pong', roundTrip: 80 }]);
  });

  test(`TM8 the deadline of a violation is the close timeout, to a ${role}`, () => {
    const failed = receive(open(role, { closeTimeout: 70 }), Uint8Array.of(0xff), 5);
    expect([failed.deadline, closesIn(failed.outbound)]).toEqual([75, [1002]]);
    const end = elapse(failed.connection, 75);
    expect([end.transport, end.events.length]).toEqual(['abort', 1]);
    expect(receive(failed.connection, frameTo(role, 0x88, number(1000, 2)), 6).deadline).toBe(75);
  });
}
