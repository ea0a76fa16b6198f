/** Frames that break the rules of RFC 6455 §5, and odd ones that do not. */
import { expect, test } from 'vitest';
import { receive, receiveEnd, send, type ConnectionEvent } from '../../src/connection/index.ts';
import type { Command } from '../../src/connection/index.ts';
import { gathered } from '../../src/bytes/gathered.ts';
import {
  closesIn,
  expectDeaf,
  expectFailed,
  expectFailure,
  expectNothingKept,
  failuresOf,
  frameTo,
  framesIn,
  inEveryCut,
  joined,
  number,
  octetByOctet,
  open,
  play,
  roles,
  wireOf,
} from '../splits.ts';
import type { Connection } from '../../src/connection/index.ts';
import type { Role } from '../../src/vocabulary/role.ts';

const allOpcodes = Array.from({ length: 16 }, (_, opcode) => opcode);
const maskBit = (role: Role): number => (role === 'server' ? 0x80 : 0);

/** A header in a form of one's choice: `length` is a decimal or hexadecimal number of any size. */
function longHeader(role: Role, first: number, form: 126 | 127, length: bigint): Uint8Array {
  return Uint8Array.of(first, maskBit(role) | form, ...number(length, form === 126 ? 2 : 8));
}

/** Rest of a frame that would be fine if its header were: what must no longer matter. */
const rest = Uint8Array.of(1, 2, 3, 4, 5, 6);

for (const role of roles) {
  test(`FR1 every reserved bit with every opcode, to a ${role}`, () => {
    for (let reserved = 1; reserved < 8; reserved++) {
      for (const opcode of allOpcodes) {
        const frame = joined([0x80 | (reserved << 4) | opcode, maskBit(role)], rest);
        expectFailure(open(role), frame, ['reserved-bit-set', 1002, '§5.2', 0]);
      }
    }
  });

  test(`FR2 RSV1 without permessage-deflate, to a ${role}`, () => {
    for (const first of [0xc1, 0xc2, 0x41]) {
      expectFailure(open(role), frameTo(role, first, 'x'), ['reserved-bit-set', 1002, '§5.2', 0]);
    }
  });

  test(`FR5 reserved opcodes with a length of 2^62, to a ${role}`, () => {
    for (const opcode of allOpcodes) {
      if ([0, 1, 2, 8, 9, 10].includes(opcode)) continue;
      for (const fin of [0x80, 0]) {
        const broken = ['opcode-reserved', 1002, '§5.2', 0] as const;
        expectFailure(open(role), longHeader(role, fin | opcode, 127, 1n << 62n), broken);
        expectFailure(open(role), frameTo(role, fin | opcode), broken);
      }
    }
  });

  test(`FR6 a fragmented control frame, to a ${role}`, () => {
    for (const first of [0x08, 0x09, 0x0a]) {
      expectFailure(open(role), frameTo(role, first), ['control-frame-fragmented', 1002, '§5.5', 0]);
    }
  });

  test(`FR7 a control frame with a long form of length, to a ${role}`, () => {
    for (const first of [0x88, 0x89, 0x8a]) {
      for (const form of [126, 127] as const) {
        const header = joined(longHeader(role, first, form, 126n), rest);
        expectFailure(open(role), header, ['control-frame-too-long', 1002, '§5.5', 1]);
      }
    }
  });

  test(`FR10 the masking key 00000000 and any other is fine; a ${role} reads the same`, () => {
    if (role === 'server') {
      const bare = joined([0x81, 0x82, 0, 0, 0, 0], [0x48, 0x69]);
      expect(inEveryCut(open(role), bare).events).toEqual([{ type: 'text', text: 'Hi' }]);
    }
    expect(inEveryCut(open(role), frameTo(role, 0x81, 'Hi')).events).toEqual([{ type: 'text', text: 'Hi' }]);
  });

  test(`FR11 the 16-bit form with a length of 0 to 125, to a ${role}`, () => {
    for (const length of [0n, 1n, 124n, 125n]) {
      const header = joined(longHeader(role, 0x82, 126, length), rest);
      expectFailure(open(role), header, ['length-not-minimal', 1002, '§5.2', 3]);
    }
    expect(play(open(role), [longHeader(role, 0x82, 126, 126n)]).events).toEqual([]);
  });

  test(`FR12 the 64-bit form with a length of 0 to 65,535, to a ${role}`, () => {
    for (const length of [0n, 1n, 125n, 126n, 65_534n, 65_535n]) {
      const header = joined(longHeader(role, 0x82, 127, length), rest);
      expectFailure(open(role), header, ['length-not-minimal', 1002, '§5.2', 9]);
    }
    expect(play(open(role), [longHeader(role, 0x82, 127, 65_536n)]).events).toEqual([]);
  });

  test(`FR13 a 64-bit length with its top bit set, to a ${role}`, () => {
    for (const length of [1n << 63n, (1n << 63n) + 5n, (1n << 64n) - 1n]) {
      const header = joined(longHeader(role, 0x82, 127, length), rest);
      expectFailure(open(role), header, ['length-top-bit-set', 1002, '§5.2', 2]);
    }
  });

  test(`FR14 lengths about 2^53 and up to 2^63 - 1, to a ${role}: refused at the header, no memory taken`, () => {
    const lengths = [(1n << 53n) - 1n, 1n << 53n, (1n << 53n) + 1n, 1n << 62n, (1n << 63n) - 1n];
    for (const length of lengths) {
      const header = longHeader(role, 0x82, 127, length);
      const broken = ['frame-too-big', 1009, '§10.4', 9] as const;
      expectFailure(open(role), joined(header, rest), broken);
      const boundless = open(role, { limits: { messagePayload: Infinity } });
      // The greatest number that is exact is a length like any other when no limit is set.
      if (length < 1n << 53n) {
        const { connection } = play(boundless, [header, rest]);
        expect(connection.inbound.position.header?.payloadLength ?? Number(length)).toBe(Number(length));
        expect(connection.inbound.position.message?.gathered.store.length ?? 0).toBeLessThanOrEqual(
          1_048_576,
        );
      } else expectFailure(boundless, joined(header, rest), broken);
    }
  });

  test(`FR15 lengths about 2^31 and 2^32, to a ${role}: no 32-bit arithmetic`, () => {
    for (const length of [(1n << 31n) - 1n, 1n << 31n, (1n << 32n) - 1n, 1n << 32n, (1n << 32n) + 5n]) {
      const header = joined(longHeader(role, 0x81, 127, length), rest);
      expectFailure(open(role), header, ['frame-too-big', 1009, '§10.4', 9]);
    }
  });

  test(`FR16 a payload of exactly the limit, and of one more, to a ${role}`, () => {
    const lengths: readonly (readonly [limit: number, at: number])[] = [
      [0, 1],
      [5, 1],
      [125, 3],
      [126, 3],
    ];
    for (const [limit, at] of lengths) {
      const start = open(role, { limits: { messagePayload: limit } });
      const data = new Uint8Array(limit).fill(7);
      expect(inEveryCut(start, frameTo(role, 0x82, data)).events).toEqual([{ type: 'binary', data }]);
      const tooLong = frameTo(role, 0x82, new Uint8Array(limit + 1)).subarray(0, at + 1);
      expectFailure(start, tooLong, ['frame-too-big', 1009, '§10.4', at]);
    }
    const large = open(role, { limits: { messagePayload: 65_535 } });
    expect(play(large, [frameTo(role, 0x82, new Uint8Array(65_535))]).events).toHaveLength(1);
    const header = longHeader(role, 0x82, 127, 65_536n);
    expectFailure(large, header, ['frame-too-big', 1009, '§10.4', 9]);
  });

  test(`FR17 fragments whose last octet crosses the limit, to a ${role}: refused at that header`, () => {
    const start = open(role, { limits: { messagePayload: 10, framePayload: 10 } });
    const begun = joined(frameTo(role, 0x02, [1, 2, 3, 4]), frameTo(role, 0x00, [5, 6, 7, 8, 9]));
    const whole = joined(begun, frameTo(role, 0x80, [10]));
    expect(inEveryCut(start, whole).events).toEqual([
      { type: 'binary', data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) },
    ]);
    const over = joined(begun, frameTo(role, 0x80, [10, 11]));
    expectFailure(start, over, ['message-too-big', 1009, '§10.4', begun.length + 1]);
    // No end of small frames helps, each far below the limit of one.
    const endless = Array.from({ length: 11 }, (_, index) => frameTo(role, index === 0 ? 0x02 : 0x00, [1]));
    const last = joined(...endless.slice(0, -1)).length;
    const outcome = play(start, endless);
    expectFailed(start, outcome, ['message-too-big', 1009, '§10.4', last + 1]);
  });

  test(`FR18 a continuation first, to a ${role}`, () => {
    for (const first of [0x00, 0x80]) {
      const broken = ['continuation-without-message', 1002, '§5.4', 0] as const;
      expectFailure(open(role), frameTo(role, first, 'x'), broken);
    }
  });

  test(`FR19 a new message inside a fragmented one, to a ${role}`, () => {
    for (const outer of [0x01, 0x02]) {
      for (const inner of [0x01, 0x02, 0x81, 0x82]) {
        const begun = frameTo(role, outer, 'ab');
        const broken = ['message-not-finished', 1002, '§5.4', begun.length] as const;
        expectFailure(open(role), joined(begun, frameTo(role, inner, 'c')), broken);
      }
    }
  });

  test(`FR20 a continuation after the final fragment, to a ${role}`, () => {
    const whole = joined(frameTo(role, 0x01, 'a'), frameTo(role, 0x80, 'b'));
    const broken = ['continuation-without-message', 1002, '§5.4', whole.length] as const;
    const before = expectFailure(open(role), joined(whole, frameTo(role, 0x80, 'c')), broken);
    expect(before).toEqual([{ type: 'text', text: 'ab' }]);
  });

  test(`FR21 Ping and Pong between fragments, to a ${role}`, () => {
    const { events, outbound } = inEveryCut(
      open(role),
      joined(
        frameTo(role, 0x01, 'a'),
        frameTo(role, 0x89, 'p'),
        frameTo(role, 0x00, 'b'),
        frameTo(role, 0x8a, 'q'),
        frameTo(role, 0x80, 'c'),
      ),
    );
    expect(events).toEqual([
      { type: 'ping', applicationData: Uint8Array.of(0x70) },
      { type: 'pong', applicationData: Uint8Array.of(0x71), roundTrip: null },
      { type: 'text', text: 'abc' },
    ]);
    expect(framesIn(outbound, 0xa)).toEqual([Uint8Array.of(0x70)]);
  });

  test(`FR22, CL23 a Close between fragments, then the rest, to a ${role}: its code is echoed, the rest ignored`, () => {
    const octets = joined(
      frameTo(role, 0x01, 'a'),
      frameTo(role, 0x88, [0x03, 0xe8]),
      frameTo(role, 0x80, 'b'),
    );
    const { connection, events, outbound } = inEveryCut(open(role), octets);
    expect(events).toEqual([{ type: 'closing', by: 'remote', statusCode: 1000, reason: '' }]);
    expect(closesIn(outbound)).toEqual([1000]);
    expectNothingKept(connection);
    expectDeaf(connection);
  });

  test(`FR23 empty text, binary, Ping and Pong, to a ${role}`, () => {
    const none = new Uint8Array(0);
    const octets = joined(...[0x81, 0x82, 0x89, 0x8a].map((first) => frameTo(role, first)));
    expect(inEveryCut(open(role), octets).events).toEqual([
      { type: 'text', text: '' },
      { type: 'binary', data: none },
      { type: 'ping', applicationData: none },
      { type: 'pong', applicationData: none, roundTrip: null },
    ]);
  });

  test(`FR24 three empty fragments are one empty message, to a ${role}`, () => {
    const octets = joined(frameTo(role, 0x01), frameTo(role, 0x00), frameTo(role, 0x80));
    expect(inEveryCut(open(role), octets).events).toEqual([{ type: 'text', text: '' }]);
  });

  test(`FR25, RS3 1,000,000 empty fragments, to a ${role}: refused at the 16,385th, nothing kept`, () => {
    const [first, next] = [frameTo(role, 0x01), frameTo(role, 0x00)];
    let outcome = play(open(role), [first]);
    for (let count = 1; count < 16_384; count++) outcome = play(outcome.connection, [next]);
    expect(outcome.connection.phase.type).toBe('open');
    expect(outcome.connection.inbound.position.message?.gathered.store).toHaveLength(0);
    const start = outcome.connection;
    const broken = ['too-many-fragments', 1008, '§10.4', 16_384 * first.length + 1] as const;
    expectFailure(start, next, broken);
    const failed = play(start, [next]).connection;
    let connection = failed;
    for (let count = 16_385; count < 1_000_000; count++) connection = receive(connection, next, 0).connection;
    expect(connection).toBe(failed);
  });

  test(`FR26 65,536 fragments of 64 octets, to a ${role}`, () => {
    const size = 65_536 * 64;
    const start = open(role, { limits: { messagePayload: size } });
    const [first, next, last] = [0x02, 0x00, 0x80].map((octet) =>
      frameTo(role, octet, new Uint8Array(64).fill(9)),
    );
    let { connection } = receive(start, first as Uint8Array, 0);
    for (let count = 1; count < 65_535; count++)
      connection = receive(connection, next as Uint8Array, 0).connection;
    const [event] = play(connection, [last as Uint8Array]).events;
    const data = event?.type === 'binary' ? event.data : new Uint8Array(0);
    expect(Buffer.compare(data, new Uint8Array(size).fill(9))).toBe(0);
  });

  test(`FR27 any frame without its last octet, then silence, to a ${role}: no event, nothing out`, () => {
    const frames = [
      frameTo(role, 0x81, 'text'),
      frameTo(role, 0x82, new Uint8Array(130)),
      frameTo(role, 0x89, 'ping'),
      frameTo(role, 0x88, [0x03, 0xe8, 0x21]),
      longHeader(role, 0x82, 127, 65_536n),
    ];
    for (const frame of frames) {
      for (let length = 0; length < frame.length; length++) {
        const { events, outbound } = play(open(role), [frame.subarray(0, length)]);
        expect([events, outbound]).toEqual([[], []]);
      }
    }
  });

  test(`FR28, CL18 the transport ends inside a frame or a message, to a ${role}: 1006, and no part is told`, () => {
    const octets = joined(frameTo(role, 0x01, 'ab'), frameTo(role, 0x80, 'cd'));
    for (let length = 0; length < octets.length; length++) {
      for (const how of ['ended', 'broken'] as const) {
        const { connection } = play(open(role), [octets.subarray(0, length)]);
        const step = receiveEnd(connection, 0, how);
        expect(step.events).toEqual([
          { type: 'closed', record: expect.objectContaining({ statusCode: 1006, clean: false, sent: null }) },
        ]);
        expect([step.outbound, step.transport]).toEqual([[], 'close']);
        expectNothingKept(step.connection);
        expectDeaf(step.connection);
      }
    }
  });

  test(`FR29 Pongs that nobody asked for, to a ${role}`, () => {
    const asked = send(open(role), { type: 'ping', applicationData: Uint8Array.of(1) }, 0);
    if (!asked.ok) throw new Error(asked.problem.sentence);
    const octets = joined(frameTo(role, 0x8a), frameTo(role, 0x8a, [2]));
    const { events, outbound, connection } = inEveryCut(asked.value.connection, octets);
    expect(events).toEqual([
      { type: 'pong', applicationData: new Uint8Array(0), roundTrip: null },
      { type: 'pong', applicationData: Uint8Array.of(2), roundTrip: null },
    ]);
    expect(outbound).toEqual([]);
    expect(connection.pings).toBe(asked.value.connection.pings);
  });

  test(`FR30 a Ping of 125 octets that are no text, to a ${role}: the Pong has the same octets`, () => {
    const data = Uint8Array.from({ length: 125 }, (_, index) => 255 - index);
    const { events, outbound } = inEveryCut(open(role), frameTo(role, 0x89, data));
    expect(events).toEqual([{ type: 'ping', applicationData: data }]);
    expect(framesIn(outbound, 0xa)).toEqual([data]);
    const peer = role === 'client' ? 'server' : 'client';
    expect(wireOf(outbound)).toEqual(frameTo(peer, 0x8a, data));
  });

  test(`FR31 a Ping while a message goes out in fragments, to a ${role}: the Pong stands between frames`, () => {
    const out: Uint8Array[] = [];
    const tell = (from: Connection, command: Command): Connection => {
      const step = send(from, command, 0);
      if (!step.ok) throw new Error(step.problem.sentence);
      out.push(wireOf(step.value.outbound));
      return step.value.connection;
    };
    const data = new Uint8Array(100_000);
    const begun = tell(open(role), { type: 'binary-part', data, final: false });
    const pinged = play(begun, [frameTo(role, 0x89, 'p')]);
    out.push(wireOf(pinged.outbound));
    tell(pinged.connection, { type: 'binary-part', data: Uint8Array.of(1), final: true });
    const peer = role === 'client' ? 'server' : 'client';
    const heard = play(open(peer), [joined(...out)]).events;
    expect(heard.map((event) => event.type)).toEqual(['pong', 'binary']);
    expect(heard.at(-1)).toEqual({
      type: 'binary',
      data: Uint8Array.from({ length: 100_001 }, (_, at) => (at === 100_000 ? 1 : 0)),
    });
  });

  test(`FR32 many empty messages in one chunk, to a ${role}: 4,096 events a call, the rest on the next`, () => {
    const frame = frameTo(role, 0x81);
    const count = Math.floor(65_536 / frame.length);
    const counts: number[] = [];
    let step = receive(open(role), joined(...Array.from({ length: count }, () => frame)), 0);
    for (; step.more; step = receive(step.connection, new Uint8Array(0), 0)) counts.push(step.events.length);
    counts.push(step.events.length);
    expect(counts.slice(0, -1).every((each) => each === 4_096)).toBe(true);
    expect(counts.reduce((sum, each) => sum + each, 0)).toBe(count);
    expectNothingKept(step.connection);
  });

  test(`FR33 a good message and a bad frame in one chunk, to a ${role}: the message is told first`, () => {
    const good = frameTo(role, 0x81, 'good');
    const before = expectFailure(open(role), joined(good, [0xff, 0xff, 0xff]), [
      'reserved-bit-set',
      1002,
      '§5.2',
      good.length,
    ]);
    expect(before).toEqual([{ type: 'text', text: 'good' }]);
  });

  test(`FR34 HTTP where frames should be, to a ${role}`, () => {
    // G is 47: RSV1, opcode 7. H is 48: RSV1, opcode 8.
    for (const text of ['GET / HTTP/1.1\r\n\r\n', 'HTTP/1.1 400 Bad Request\r\n\r\n']) {
      const octets = new TextEncoder().encode(text);
      expectFailure(open(role), octets, ['reserved-bit-set', 1002, '§5.2', 0]);
    }
  });

  test(`FR36 1 MiB of FF, of 00 and of noise, to a ${role}: over at the first octets, nothing kept`, () => {
    const mebibyte = 1_048_576;
    let seed = 1;
    const noise = Uint8Array.from(
      { length: mebibyte },
      () => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) >> 16,
    );
    const cases: readonly (readonly [Uint8Array, number])[] = [
      [new Uint8Array(mebibyte).fill(0xff), 0],
      [new Uint8Array(mebibyte), 0],
      [noise, -1],
    ];
    for (const [octets, offset] of cases) {
      const outcome = play(open(role), [octets]);
      const failures = failuresOf(outcome);
      expect(failures).toHaveLength(1);
      expect(failures[0]?.offset).toBeLessThan(100);
      if (offset === 0) expect(failures[0]?.offset).toBe(0);
      expectNothingKept(outcome.connection);
      expectDeaf(outcome.connection);
      expect(failuresOf(play(open(role), octetByOctet(octets.subarray(0, 200))))).toEqual(failures);
    }
  });
}

test('FR8 a frame without a mask, to a server: refused at its second octet, whatever its length', () => {
  for (const first of [0x81, 0x82, 0x01, 0x88, 0x89, 0x8a]) {
    for (const second of [0, 1, 125, 126, 127]) {
      const octets = joined([first, second], rest);
      expectFailure(open('server'), octets, ['frame-not-masked', 1002, '§5.1', 1]);
    }
  }
});

test('FR9 a frame with a mask, to a client: refused at its second octet', () => {
  for (const first of [0x81, 0x82, 0x01, 0x88, 0x89, 0x8a]) {
    for (const second of [0x80, 0x85, 0xfd, 0xfe, 0xff]) {
      const octets = joined([first, second], rest);
      expectFailure(open('client'), octets, ['frame-masked', 1002, '§5.1', 1]);
    }
  }
});

test('a header that is cut is not kept as a view of the chunk, also when the chunk is a Node Buffer', () => {
  const frame = frameTo('server', 0x82, [1, 2, 3]);
  for (let cut = 1; cut < frame.length; cut++) {
    const chunk = Buffer.from(frame.subarray(0, cut));
    const { connection } = receive(open('server'), chunk, 0);
    chunk.fill(0);
    const told: readonly ConnectionEvent[] = receive(connection, frame.subarray(cut), 0).events;
    expect(told).toEqual([{ type: 'binary', data: Uint8Array.of(1, 2, 3) }]);
  }
});

test('a masked control frame in a Node Buffer leaves the Buffer as it was and is no view of it', () => {
  const chunk = Buffer.from(frameTo('server', 0x89, 'ping'));
  const before = Buffer.from(chunk);
  const { events, outbound } = play(open('server'), [chunk]);
  expect(chunk.equals(before)).toBe(true);
  chunk.fill(0);
  expect(events).toEqual([{ type: 'ping', applicationData: new TextEncoder().encode('ping') }]);
  expect(framesIn(outbound, 0xa)).toEqual([new TextEncoder().encode('ping')]);
});

test('a frame that announces more than 1 MiB gets no more memory than that before its octets come', () => {
  const start = open('client', { limits: { messagePayload: Infinity } });
  const header = longHeader('client', 0x82, 127, 1n << 40n);
  const { connection } = play(start, [joined(header, [1, 2, 3])]);
  const kept = connection.inbound.position.message?.gathered;
  expect(kept === undefined ? null : [...gathered(kept)]).toEqual([1, 2, 3]);
  expect(kept?.store.length).toBeLessThanOrEqual(1_048_576);
});
