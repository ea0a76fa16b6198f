/** Much of something small: time stays linear, and what is kept stays bounded. */
import { expect, test } from 'vitest';
import { openServer, receive, send } from '../../src/connection/index.ts';
import type { Connection, Step } from '../../src/connection/index.ts';
import { requestFields, changed, headText } from '../handshake/heads.ts';
import { latin1 } from '../http/cuts.ts';
import { growth, linear, retainedBy } from '../retained.ts';
import {
  expectFailed,
  expectNothingKept,
  failuresOf,
  frameTo,
  joined,
  octetByOctet,
  open,
  play,
  roles,
} from '../splits.ts';
import type { Role } from '../../src/vocabulary/role.ts';

const mebibyte = 1_048_576;

/** The same frame again and again, in one chunk. */
function repeated(frame: Uint8Array, count: number): Uint8Array {
  const all = new Uint8Array(frame.length * count);
  for (let index = 0; index < count; index++) all.set(frame, index * frame.length);
  return all;
}

/** A connection with a message under way that came in fragments of one octet. */
function inFragments(role: Role, count: number): Connection {
  const next = frameTo(role, 0x00, 'x');
  let { connection } = receive(open(role), frameTo(role, 0x01, 'x'), 0);
  for (let index = 1; index < count; index++) ({ connection } = receive(connection, next, 0));
  return connection;
}

/** Takes a chunk and all that waits, keeping nothing of the events; tells how many there were. */
function drain(start: Connection, chunk: Uint8Array, check: (step: Step) => void = () => {}): number {
  let step = receive(start, chunk, 0);
  let count = step.events.length;
  check(step);
  while (step.more) {
    step = receive(step.connection, new Uint8Array(0), 0);
    count += step.events.length;
    check(step);
  }
  expectNothingKept(step.connection);
  return count;
}

for (const role of roles) {
  test(`RS1 10,000 fragments of one octet, to a ${role}: delivered, little kept`, () => {
    const connection = inFragments(role, 10_000);
    expect(retainedBy(connection)).toBeLessThanOrEqual(65_536);
    const { events } = play(connection, [frameTo(role, 0x80)]);
    expect(events).toEqual([{ type: 'text', text: 'x'.repeat(10_000) }]);
  });

  test(`RS2 fragments of one octet, to a ${role}: refused at the 16,913th`, () => {
    const start = inFragments(role, 16_912);
    expect([start.phase.type, retainedBy(start) <= 65_536]).toEqual(['open', true]);
    const outcome = play(start, [frameTo(role, 0x00, 'x')]);
    expectFailed(start, outcome, ['too-many-fragments', 1008, '§10.4', start.inbound.offset + 1]);
    expect(retainedBy(outcome.connection.inbound)).toBe(0);
  });

  test(`RS4, V-C7 1,000,000 empty messages, to a ${role}: delivered, never more than 4,096 a call, linear`, () => {
    const chunk = repeated(frameTo(role, 0x82), 10_000);
    let connection = open(role);
    let count = 0;
    for (let index = 0; index < 100; index++) {
      const start = connection;
      count += drain(start, chunk, (step) => {
        ({ connection } = step);
        if (step.events.length > 4_096) expect.fail(`${step.events.length} events in a call`);
      });
    }
    expect(count).toBe(1_000_000);
    const family = (many: number): void => void drain(open(role), repeated(frameTo(role, 0x82), many));
    expect(growth(family, 50_000)).toBeLessThanOrEqual(linear);
  });

  test(`RS5, RS6 a frame of 1 MiB, every octet in 64 KiB of its own, to a ${role}: at most 2.1 MiB kept`, () => {
    const data = new Uint8Array(mebibyte);
    const octets = frameTo(role, 0x82, data);
    let connection = open(role);
    // The chunks' own memory is made new at times only; the law that none is kept looks at every one.
    let backing = new Uint8Array(65_536);
    for (let index = 0; index < octets.length - 1; index++) {
      if (index % 4_096 === 0) backing = new Uint8Array(65_536);
      const at = index % 65_536;
      backing[at] = octets[index] as number;
      ({ connection } = receive(connection, backing.subarray(at, at + 1), 0));
      if (index % 4_096 === 0) expect(retainedBy(connection)).toBeLessThanOrEqual(2.1 * mebibyte);
    }
    expect(retainedBy(connection)).toBeLessThanOrEqual(2.1 * mebibyte);
    const { events } = play(connection, [octets.subarray(-1)]);
    expect(events[0]?.type === 'binary' && Buffer.compare(events[0].data, data)).toBe(0);
  });

  test(`RS8 100,000 Pings, to a ${role}: as many Pongs, linear, nothing kept`, () => {
    let pongs = 0;
    const family = (count: number): void => {
      drain(open(role), repeated(frameTo(role, 0x89, 'ping'), count), ({ outbound }) => {
        pongs += outbound.length;
      });
    };
    family(100_000);
    expect(pongs).toBe(100_000);
    expect(growth(family, 20_000)).toBeLessThanOrEqual(linear);
  });

  test(`RS9, V-E6 Pongs without end, to a ${role}: nothing grows`, () => {
    const chunk = repeated(frameTo(role, 0x8a, 'pong'), 1_000);
    let connection = open(role);
    for (let index = 0; index < 300; index++) ({ connection } = receive(connection, chunk, 0));
    expect(retainedBy(connection)).toBe(retainedBy(open(role)));
    expect(connection.pings).toBe(open(role).pings);
  });

  test(`own Pings whose Pongs never come, as a ${role}: the last 16 are remembered`, () => {
    let connection = open(role);
    for (let index = 0; index < 1_000; index++) {
      const step = send(connection, { type: 'ping', applicationData: Uint8Array.of(index & 255) }, index);
      if (!step.ok) throw new Error(step.problem.sentence);
      ({ connection } = step.value);
    }
    expect(connection.pings.awaited.map(({ sentAt }) => sentAt)).toEqual(
      Array.from({ length: 16 }, (_, index) => 984 + index),
    );
  });

  test(`RS13, V-C4 an unfinished message of one octet less than the limit, to a ${role}: at most twice the limit kept`, () => {
    const limit = 100_000;
    const start = open(role, { limits: { messagePayload: limit } });
    const before = retainedBy(start);
    for (const part of [1, 100, 1_000, 33_333]) {
      let connection = start;
      for (let left = limit - 1, first = 0x02; left > 0; left -= part, first = 0x00) {
        ({ connection } = receive(connection, frameTo(role, first, new Uint8Array(Math.min(part, left))), 0));
        if (connection.phase.type !== 'open') break;
      }
      expect(retainedBy(connection) - before).toBeLessThanOrEqual(2 * limit + 64);
    }
  });

  test(`RS19 messages of 1 octet and of 1 MiB in turn, to a ${role}: nothing is kept between them`, () => {
    const large = frameTo(role, 0x82, new Uint8Array(mebibyte));
    const small = frameTo(role, 0x82, [1]);
    const before = retainedBy(open(role));
    let connection = open(role);
    for (let index = 0; index < 4; index++) {
      for (const frame of [large, small]) {
        // Cut, so that the message is gathered and not taken from the chunk as it is.
        for (const chunk of [frame.subarray(0, frame.length >> 1), frame.subarray(frame.length >> 1)]) {
          ({ connection } = receive(connection, chunk, 0));
        }
        expect(retainedBy(connection)).toBe(before);
      }
    }
  });

  test(`RS22 a violation tells what is broken, to a ${role}, and never the peer's own words`, () => {
    const evil = `\r\n\u001b[31m${'x'.repeat(16_384)}`;
    const bad = joined(new TextEncoder().encode(evil), [0xff]);
    const failures = failuresOf(play(open(role), [frameTo(role, 0x81, bad)]));
    expect(failures).toHaveLength(1);
    expect(JSON.stringify(failures)).not.toContain('xx');
    expect(JSON.stringify(failures).length).toBeLessThanOrEqual(400);
  });

  test(`a chunk full of messages takes linear time, and so does what waits for it while paused, to a ${role}`, () => {
    const family = (count: number): void => {
      const paused = send(open(role), { type: 'pause' }, 0);
      if (!paused.ok) throw new Error(paused.problem.sentence);
      let { connection } = paused.value;
      const frame = frameTo(role, 0x81, 'hello');
      for (let index = 0; index < count; index++) ({ connection } = receive(connection, frame, 0));
      const resumed = send(connection, { type: 'resume' }, 0);
      if (!resumed.ok) throw new Error(resumed.problem.sentence);
      expect(resumed.value.events.length + drain(resumed.value.connection, new Uint8Array(0))).toBe(count);
    };
    expect(growth(family, 10_000)).toBeLessThanOrEqual(linear);
  });
}

test('RS11 heads with 101 lines, or of 16 KiB and one octet: 431, nothing kept', () => {
  const lines = Array.from(
    { length: 101 - requestFields.length },
    (_, index) => ['X', String(index)] as const,
  );
  const long = Array.from({ length: 3 }, () => ['X', 'x'.repeat(6_000)] as const);
  for (const more of [lines, long]) {
    const head = latin1(headText('GET / HTTP/1.1', [...requestFields, ...more]));
    for (const chunks of [[head], octetByOctet(head)]) {
      const { connection, events, outbound, transport } = play(
        openServer({ origins: 'any' }, 0).connection,
        chunks,
      );
      expect(events).toMatchObject([{ type: 'refused', failure: { httpStatus: 431 } }]);
      expect([outbound.length, transport]).toEqual([1, 'end-writing']);
      expectNothingKept(connection);
    }
  }
});

test('RS12 a request of 16 KiB that never ends: at most twice the limit is kept', () => {
  const endless = latin1(`GET / HTTP/1.1\r\nX: ${'x'.repeat(8_000)}\r\nY: ${'y'.repeat(8_000)}\r\n`);
  let { connection } = openServer({ origins: 'any' }, 0);
  for (const octet of octetByOctet(endless)) ({ connection } = receive(connection, octet, 0));
  expect(connection.phase.type).toBe('connecting');
  expect(retainedBy(connection.phase)).toBeLessThanOrEqual(2 * 16_384);
});

test('RS21 20,000 requests with a subprotocol of their own: none of the names stays', () => {
  const before = JSON.stringify(openServer({ origins: 'any' }, 0).connection);
  for (let index = 0; index < 20_000; index++) {
    const fields = changed(requestFields, 'Sec-WebSocket-Protocol', `name-${index}`);
    const step = receive(
      openServer({ origins: 'any' }, 0).connection,
      latin1(headText('GET / HTTP/1.1', fields)),
      0,
    );
    const refused = send(step.connection, { type: 'refuse', status: 400 }, 0);
    if (!refused.ok) expect.fail(refused.problem.sentence);
    if (index % 5_000 === 0) expect(JSON.stringify(refused.value.connection)).not.toContain(`name-${index}`);
  }
  expect(JSON.stringify(openServer({ origins: 'any' }, 0).connection)).toBe(before);
});
