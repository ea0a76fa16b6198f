/** Compressed messages as nobody should send them (RFC 7692), on every engine, in both roles. */
import { describe, expect, test } from 'vitest';
import type { AnySession } from '../../src/extension/extension.ts';
import {
  formatParameters,
  permessageDeflate,
  streamCache,
  type DeflateEngine,
  type DeflateParameters,
  type StreamCache,
} from '../../src/extension/permessage-deflate/index.ts';
import { send } from '../../src/connection/index.ts';
import type { Connection, ConnectionEvent } from '../../src/connection/index.ts';
import type { Limits } from '../../src/vocabulary/limits.ts';
import type { Role } from '../../src/vocabulary/role.ts';
import { engines, hello, helloAgain, helloFinal, helloStored, helloTwice, hex, noise } from '../deflating.ts';
import { growth, linear } from '../retained.ts';
import {
  expectFailed,
  fragmentsTo,
  frameTo,
  inEveryCut,
  joined,
  octetByOctet,
  open,
  play,
  wireOf,
  type Broken,
} from '../splits.ts';

const invalid: Broken = ['extension-data-invalid', 1007, '§5.8', 0];
const tooBig: Broken = ['inflated-message-too-big', 1009, '§10.4', 0];
const forbidden: Broken = ['reserved-bit-set', 1002, '§5.2', 0];

/** Every engine in every role. */
const ends = engines.flatMap(([name, engine]) => {
  return (['client', 'server'] as const).map((role) => [name, role, engine] as const);
});

describe.each(ends)('%s, to a %s', (_, role, engine) => {
  const cache = streamCache(100);
  const start = deflated(engine, role, {}, {}, cache);
  const [text, binary] = [0xc1, 0xc2];
  const heard = (...payloads: readonly Uint8Array[]): readonly ConnectionEvent[] =>
    inEveryCut(start, joined(...payloads.map((payload) => frameTo(role, text, payload)))).events;
  const says = (...texts: readonly string[]): readonly ConnectionEvent[] =>
    texts.map((each) => ({ type: 'text', text: each }));
  const fails = (payload: Uint8Array, broken: Broken = invalid, first = text): void => {
    expectFailed(start, inEveryCut(start, frameTo(role, first, payload)), broken);
  };
  const zeros = (count: number): Uint8Array => compressed(engine, new Uint8Array(count));

  test('DF1, V-A1 a bomb: one violation', () => {
    const limited = deflated(engine, role, { inflatedPayload: 1_048_576 });
    expectFailed(limited, play(limited, [frameTo(role, binary, zeros(64 * 1_048_576))]), tooBig);
  });

  test('DF2, V-A2 the same in 2 and in 1,000 fragments, and in fragments of one octet', () => {
    const limited = deflated(engine, role, { inflatedPayload: 100_000 });
    const bomb = zeros(2_000_000);
    for (const count of [2, 1_000, bomb.length]) {
      const wire = joined(...fragmentsTo(role, binary, bomb, Math.ceil(bomb.length / count)));
      const { events, outbound, connection } = play(limited, [wire]);
      const offset =
        events.flatMap((event) => (event.type === 'failed' ? [event.violation.offset] : []))[0] ?? -1;
      expectFailed(limited, { events, outbound, connection, transport: 'end-writing' }, [
        'inflated-message-too-big',
        1009,
        '§10.4',
        offset,
      ]);
    }
  });

  test('DF3 many short messages that each inflate to the limit are each legal', () => {
    const limited = deflated(engine, role, { inflatedPayload: 50_000 });
    const frame = frameTo(role, binary, zeros(50_000));
    const { events } = play(limited, [joined(...Array.from({ length: 50 }, () => frame))]);
    expect(events.map((event) => event.type === 'binary' && event.data.length)).toEqual(
      Array.from({ length: 50 }, () => 50_000),
    );
  });

  test('DF3 nothing but empty blocks: they cost what octets cost, not a call each', () => {
    const frames = new Map(
      [524_288, 1_048_576].map((count) => [count, frameTo(role, binary, emptyBlocks(count))] as const),
    );
    const read = (count: number): void => {
      const { events } = play(start, [frames.get(count) ?? hex('')]);
      expect(events).toEqual([{ type: 'binary', data: new Uint8Array(0) }]);
    };
    read(1_048_576);
    const before = process.cpuUsage();
    read(1_048_576);
    const { user, system } = process.cpuUsage(before);
    // 10 to 50 ms; stopping at each block they were 1.5 s.
    expect((user + system) / 1_000).toBeLessThan(500);
    expect(growth(read, 524_288)).toBeLessThan(linear);
  });

  test('DF4, V-A5 a bomb and then no DEFLATE data, in one frame and in the next chunk: one violation', () => {
    const limited = deflated(engine, role, { inflatedPayload: 10_000 });
    const bomb = frameTo(role, binary, joined(zeros(20_000), [0x06, 0x06]));
    for (const cut of [0, 8, bomb.length - 4, bomb.length - 1]) {
      const outcome = play(limited, [bomb.subarray(0, cut), bomb.subarray(cut), frameTo(role, binary, [6])]);
      expectFailed(limited, outcome, tooBig);
    }
    expectFailed(limited, play(limited, octetByOctet(bomb)), tooBig);
  });

  test('DF5 a block of the type that there is not', () => fails(hex('07')));

  test('DF6 a stored block whose length and its complement do not match', () =>
    fails(hex('000500faf848656c6c6f00')));

  test('DF7 codes that are over-subscribed, incomplete, or without an end of block', () => {
    for (const block of [
      '04 00 fe ff',
      '04 c0 81 08 00 00 00 00 20 7f eb 0b 00 00',
      'fc 00 00',
      '05 e0 81 91 24 cb b2',
    ]) {
      fails(hex(block));
    }
  });

  test('DF8 a distance to before the first octet', () => fails(helloAgain));

  test('DF9 a distance into the message before', () => {
    expect(heard(hello, helloAgain)).toEqual(says('Hello', 'Hello'));
  });

  test('DF10 the same, after no context takeover was agreed on', () => {
    const forgetful = deflated(
      engine,
      role,
      {},
      {
        serverNoContextTakeover: true,
        clientNoContextTakeover: true,
      },
    );
    const first = frameTo(role, text, hello);
    const outcome = inEveryCut(forgetful, joined(first, frameTo(role, text, helloAgain)));
    expectFailed(forgetful, outcome, ['extension-data-invalid', 1007, '§5.8', first.length]);
    expect(play(forgetful, [first, first]).events).toEqual(says('Hello', 'Hello'));
  });

  test('DF11 a distance that is longer than the agreed window: accepted, in every cut and from every value', () => {
    const narrow = { serverMaxWindowBits: 9, clientMaxWindowBits: 9 } as const;
    const plain = noise(1_500);
    const stream = engine.deflater({ level: 9, memLevel: 8, strategy: 'default', windowBits: 15 });
    const wide = [plain, plain].map((octets) => stripped(stream.deflate(octets)));
    stream.free();
    const wire = joined(...wide.map((payload) => frameTo(role, binary, payload)));
    expect(wide[1]?.length).toBeLessThan(100);
    for (const size of [0, 1, 100]) {
      const limited = deflated(engine, role, {}, narrow, streamCache(size));
      for (const chunks of [[wire], halves(wire, 1_000), halves(wire, wire.length - 5)]) {
        expect(play(limited, chunks).events).toEqual([1, 2].map(() => ({ type: 'binary', data: plain })));
      }
    }
  });

  test('DF12, DF13 a message without an octet, as 00 and as nothing', () => {
    expect(heard(hello, hex('00'), hex(''), helloAgain)).toEqual(says('Hello', '', '', 'Hello'));
  });

  test('DF14 a sender that leaves nothing out', () => {
    expect(heard(hex('f248cdc9c907000000ffff'), helloAgain)).toEqual(says('Hello', 'Hello'));
  });

  test('DF15 a message with BFINAL, and messages behind it', () => {
    expect(heard(helloFinal, helloAgain, hello)).toEqual(says('Hello', 'Hello', 'Hello'));
    // Without the octet of the empty block behind it (RFC 7692 §7.2.3.4): nothing is missing.
    const bare = helloFinal.subarray(0, -1);
    expect(heard(bare, helloAgain, bare, hello)).toEqual(says('Hello', 'Hello', 'Hello', 'Hello'));
    expect(heard(hex('030003 00'), joined(bare, bare))).toEqual(says('', 'HelloHello'));
    // A block that is not the last one needs its empty block.
    fails(hello.subarray(0, -1), invalid, binary);
    for (let length = 1; length < bare.length; length++) fails(bare.subarray(0, length), invalid, binary);
  });

  test('DF16 BFINAL within a message, and two of them', () => {
    const twice = joined(helloFinal.subarray(0, 7), helloFinal.subarray(0, 7), [0]);
    expect(heard(twice, helloAgain)).toEqual(says('HelloHello', 'Hello'));
  });

  test('DF16 BFINAL over and over: each makes the inflater go through its window again, so only so many', () => {
    const ended = (count: number): Uint8Array => hex(`${'0300'.repeat(count)}00`);
    expect(heard(hello, ended(16), helloAgain)).toEqual(says('Hello', '', 'Hello'));
    fails(ended(17), ['too-many-final-blocks', 1008, '§10.4', 0]);
    // Behind it may stand what it likes.
    fails(hex(`${'0300'.repeat(17)}ff`), ['too-many-final-blocks', 1008, '§10.4', 0]);
  });

  test('DF17 octets behind the last block that are no block', () => {
    fails(joined(helloFinal.subarray(0, 7), [0x06]));
    fails(joined(helloFinal.subarray(0, 7), [0xff, 0xff]));
  });

  test('DF18 a message that ends within a block', () => {
    // Binary: what is left out may come out as data, and it is no text.
    for (let length = 1; length < hello.length; length++) fails(hello.subarray(0, length), invalid, binary);
    // One octet of it is a message of none.
    for (let length = 2; length < helloStored.length; length++) {
      fails(helloStored.subarray(0, length), invalid, binary);
    }
  });

  test('DF19 the examples of RFC 7692 §7.2.3', () => {
    expect(heard(hello, helloAgain)).toEqual(says('Hello', 'Hello'));
    expect(heard(helloStored)).toEqual(says('Hello'));
    expect(heard(helloFinal)).toEqual(says('Hello'));
    expect(heard(helloTwice)).toEqual(says('Hello'));
  });

  test('DF20, FR3 only the first fragment says that a message is compressed', () => {
    const [first, last] = [hello.subarray(0, 3), hello.subarray(3)];
    const fine = joined(frameTo(role, 0x41, first), frameTo(role, 0x80, last));
    expect(inEveryCut(start, joined([0xc1 & 0x7f], fine.subarray(1))).events).toEqual(says('Hello'));
    const begun = frameTo(role, 0x41, first);
    for (const second of [0xc0, 0x40]) {
      const outcome = inEveryCut(start, joined(begun, frameTo(role, second, last)));
      expectFailed(start, outcome, ['reserved-bit-set', 1002, '§5.2', begun.length]);
    }
  });

  test('DF21 a message that is not compressed between two that are', () => {
    const wire = joined(
      frameTo(role, text, hello),
      frameTo(role, 0x81, 'plain'),
      frameTo(role, text, helloAgain),
    );
    expect(inEveryCut(start, wire).events).toEqual(says('Hello', 'plain', 'Hello'));
  });

  test('DF22 control frames between the fragments of a compressed message', () => {
    const wire = joined(
      frameTo(role, 0x41, hello.subarray(0, 3)),
      frameTo(role, 0x89, 'mid'),
      frameTo(role, 0x80, hello.subarray(3)),
    );
    expect(inEveryCut(start, wire).events).toMatchObject([{ type: 'ping' }, { type: 'text', text: 'Hello' }]);
  });

  test('FR4, CL28 control frames are not compressed', () => {
    for (const first of [0xc8, 0xc9, 0xca])
      expectFailed(start, inEveryCut(start, frameTo(role, first, [3, 232])), forbidden);
  });

  test('DF23 every window with and without takeover, both ways', () => {
    for (const bits of [8, 9, 10, 11, 12, 13, 14, 15] as const) {
      for (const forget of [true, false]) {
        const answer: DeflateParameters = {
          serverMaxWindowBits: bits,
          clientMaxWindowBits: bits,
          ...(forget ? { serverNoContextTakeover: true, clientNoContextTakeover: true } : {}),
        };
        const messages = [1, 2, 3].map((index) => `${index} ${'lorem ipsum dolor sit amet '.repeat(60)}`);
        const wire = sentBy(deflated(engine, role === 'client' ? 'server' : 'client', {}, answer), messages);
        expect(play(deflated(engine, role, {}, answer), [wire]).events).toEqual(says(...messages));
      }
    }
  });

  test('DF26 without takeover each message is read by an inflater that has read nothing', () => {
    const answer = { serverNoContextTakeover: true, clientNoContextTakeover: true } as const;
    const wire = sentBy(deflated(engine, role, {}, answer), ['Hello', 'Hello']);
    const peer = role === 'client' ? 'server' : 'client';
    const half = wire.length / 2;
    for (const frame of [wire.subarray(0, half), wire.subarray(half)]) {
      expect(play(deflated(engine, peer), [frame]).events).toEqual(says('Hello'));
    }
  });

  test('DF27 many tiny messages: one stream for all of them', () => {
    const own = streamCache(10);
    const chunk = joined(
      ...Array.from({ length: 1_000 }, () => frameTo(role, binary, compressed(engine, Uint8Array.of(7)))),
    );
    let connection = play(deflated(engine, role, {}, {}, own), [frameTo(role, binary, hello)]).connection;
    for (let turn = 0; turn < 20; turn++) ({ connection } = play(connection, [chunk]));
    expect(own.size()).toBe(1);
  });

  test('DF29, V-A3 the limit is exact, compressed or not, at the borders of pieces too', () => {
    for (const limit of [1, 16_383, 16_384, 16_385, 65_536]) {
      const limited = deflated(engine, role, { inflatedPayload: limit });
      for (const [first, octets] of [
        [binary, zeros],
        [0x82, (count: number) => new Uint8Array(count)],
      ] as const) {
        const fine = play(limited, [frameTo(role, first, octets(limit))]).events;
        expect(fine.map((event) => event.type === 'binary' && event.data.length)).toEqual([limit]);
        expectFailed(limited, play(limited, [frameTo(role, first, octets(limit + 1))]), tooBig);
      }
    }
  });

  test('DF30 other kinds of flush in a message', () => {
    // Full and partial flushes in the middle: an empty stored block, and an empty fixed one.
    expect(heard(joined(hex('f248cdc9c90700 0000ffff'), hello))).toEqual(says('HelloHello'));
    expect(heard(hex('f248cdc9c907 08 00'))).toEqual(says('Hello'));
  });

  test('DF34, U17 text that is none and too much of it: what comes first is told first, in every cut', () => {
    const limited = deflated(engine, role, { inflatedPayload: 10 });
    const wire = (octets: readonly number[]): Uint8Array =>
      frameTo(role, text, compressed(engine, Uint8Array.from(octets)));
    const ascii = (count: number): number[] => Array.from({ length: count }, () => 0x61);
    const notText: Broken = ['text-not-utf8', 1007, '§8.1', 0];
    for (const [octets, broken] of [
      [[...ascii(9), 0xff, ...ascii(20)], notText],
      [[...ascii(10), 0xff, ...ascii(20)], tooBig],
      [[0xff], notText],
      [[...ascii(3), 0xe2, 0x82], notText],
    ] as const) {
      expectFailed(limited, inEveryCut(limited, wire(octets)), broken);
    }
  });

  test('DF35 headers of zlib and gzip', () => {
    fails(hex('789c f248cdc9c90700'));
    fails(hex('1f8b0800000000000003 f248cdc9c90700'));
  });

  test('DF36 a message with a secret goes uncompressed, or all do from now on', () => {
    const secret = send(start, { type: 'text', text: 'x'.repeat(5_000), compress: false }, 0);
    expect(secret.ok && secret.value.outbound).toMatchObject([{ reserved: 0 }]);
    const off = send(
      start,
      { type: 'configure', extension: 'permessage-deflate', setting: { compress: false } },
      0,
    );
    const plain = off.ok ? send(off.value.connection, { type: 'text', text: 'x'.repeat(5_000) }, 0) : off;
    expect(plain.ok && plain.value.outbound).toMatchObject([{ reserved: 0 }]);
  });

  test('V-A4 the limit counts what comes out of the last extension', () => {
    const doubling: AnySession = {
      name: 'x-doubling',
      parameters: [],
      reservedBits: 0,
      initial: null,
      outbound: (state, { reserved, payload }) => ({ ok: true, state, reserved, payload: [payload] }),
      inbound: (state, { reserved, payload }, room) =>
        payload.length * 2 > room
          ? { ok: false, violation: 'inflated-message-too-big' }
          : { ok: true, state, reserved, payload: [payload, payload] },
      snapshot: () => null,
      resume: () => null,
    };
    const sessions = [doubling, sessionOf(engine, role)];
    const wire = frameTo(role, binary, zeros(1_000));
    expect(play(open(role, { sessions, limits: { inflatedPayload: 2_000 } }), [wire]).events).toHaveLength(1);
    const limited = open(role, { sessions, limits: { inflatedPayload: 1_999 } });
    expectFailed(limited, play(limited, [wire]), tooBig);
  });

  test('V-A7 whichever way a connection ends, no stream of it is left', () => {
    const ways: readonly (readonly Uint8Array[])[] = [
      [frameTo(role, 0x88, [3, 232])],
      [frameTo(role, text, hex('07'))],
      [frameTo(role, text, compressed(engine, Uint8Array.of(0xff)))],
      [frameTo(role, 0x83)],
      [frameTo(role, 0x41, hello.subarray(0, 7)), frameTo(role, 0xc1, hello)],
      [joined(frameTo(role, text, helloAgain), frameTo(role, 0x83))],
    ];
    for (const way of ways) {
      const own = streamCache(10);
      const begun = play(deflated(engine, role, {}, {}, own), [frameTo(role, text, hello)]);
      const sent = send(begun.connection, { type: 'text', text: 'Hello' }, 0);
      expect(own.size()).toBe(2);
      if (sent.ok) play(sent.value.connection, way);
      expect(own.size(), String(ways.indexOf(way))).toBe(0);
    }
  });
});

function sessionOf(
  engine: DeflateEngine,
  role: Role,
  answer: DeflateParameters = {},
  cache: StreamCache = streamCache(10),
): AnySession {
  const { revive } = permessageDeflate({ engine, cache, threshold: 0 });
  return revive?.(role, formatParameters(answer)) as AnySession;
}

/** An open connection with permessage-deflate. */
function deflated(
  engine: DeflateEngine,
  role: Role,
  limits: Partial<Limits> = {},
  answer: DeflateParameters = {},
  cache?: StreamCache,
): Connection {
  return open(role, { limits, sessions: [sessionOf(engine, role, answer, cache)] });
}

/** A message as its sender puts it in a frame. */
function compressed(engine: DeflateEngine, plain: Uint8Array): Uint8Array {
  const stream = engine.deflater({ level: 9, memLevel: 9, strategy: 'default', windowBits: 15 });
  const octets = stripped(stream.deflate(plain));
  stream.free();
  return octets;
}

/**
 * A message of nothing, in so many octets: blocks of 10 bits without a code (RFC 1951 §3.2.6), and the header of the last
 * one in the last octet or across its edge, which the octets must leave room for.
 */
function emptyBlocks(octets: number): Uint8Array {
  const message = new Uint8Array(octets);
  for (let bit = 1; bit + 9 <= 8 * octets - 3; bit += 10)
    message[bit >> 3] = (message[bit >> 3] ?? 0) | (1 << (bit & 7));
  return message;
}

function stripped(pieces: readonly Uint8Array[] | null): Uint8Array {
  return joined(...(pieces ?? [])).slice(0, -4);
}

function halves(octets: Uint8Array, at: number): Uint8Array[] {
  return [octets.subarray(0, at), octets.subarray(at)];
}

/** What a connection writes for these messages. */
function sentBy(connection: Connection, texts: readonly string[]): Uint8Array {
  let now = connection;
  return joined(
    ...texts.map((each) => {
      const sent = send(now, { type: 'text', text: each }, 0);
      if (!sent.ok) throw new Error(sent.problem.sentence);
      now = sent.value.connection;
      return wireOf(sent.value.outbound);
    }),
  );
}
