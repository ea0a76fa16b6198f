import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Primitives } from '../../src/bytes/primitives.ts';
import { takeWholeFrames } from '../../src/message/whole-frames.ts';
import type { Message } from '../../src/message/message.ts';
import type { InboundRules } from '../../src/message/inbound.ts';
import { frameTo, joined, octetByOctet, roles } from '../splits.ts';
import type { Role } from '../../src/vocabulary/role.ts';
import { hear, rulesOf } from './rules.ts';

const take = (
  rules: InboundRules,
  chunk: Uint8Array,
  from = 0,
  budget = Infinity,
): ReturnType<typeof takeWholeFrames> => takeWholeFrames(chunk, from, rules, null, budget);

/** The messages as plain values: typed arrays compare slowly when they are long. */
function plain(messages: readonly Message[] | null): unknown[] {
  return (messages ?? []).map((message) =>
    message.type === 'binary' ? Buffer.from(message.data).toString('latin1') : message,
  );
}

/** The same frames read by the decoder octet by octet, which never takes this lane. */
function slowly(rules: InboundRules, octets: Uint8Array): unknown[] {
  return plain(hear(rules, octetByOctet(octets)).messages);
}

const lengths = [
  0, 1, 2, 3, 4, 5, 15, 16, 17, 31, 32, 33, 34, 63, 125, 126, 255, 256, 257, 300, 1_000, 4_095, 4_096, 5_000,
];

for (const role of roles) {
  test(`every length, text and binary, at every place within a word, as slowly, to a ${role}`, () => {
    for (const length of lengths) {
      const octets = Uint8Array.from({ length }, (_, index) => (index * 7) & 0x7f);
      const frames = joined(
        frameTo(role, 0x82, octets),
        frameTo(role, 0x81, octets),
        frameTo(role, 0x82, octets),
      );
      const expected = slowly(rulesOf({ role }), frames);
      for (let offset = 0; offset < 4; offset++) {
        const chunk = new Uint8Array(new ArrayBuffer(frames.length + 4), offset, frames.length);
        chunk.set(frames);
        for (const owned of [false, true]) {
          for (const sliceBelow of [0, 300]) {
            const { next, messages } = take(rulesOf({ role, owned, primitives: { sliceBelow } }), chunk);
            expect(next).toBe(frames.length);
            expect(plain(messages)).toEqual(expected);
          }
        }
        expect(Buffer.compare(chunk, frames)).toBe(0);
      }
    }
  });

  test(`where views are costly, a message alone in its chunk has memory of its own, to a ${role}`, () => {
    for (const [length, sliceBelow, isOwn] of [
      [299, 300, true],
      [300, 300, true],
      [1_000, 300, true],
      [1_000, 0, role === 'client'],
    ] as const) {
      const data = Uint8Array.from({ length }, (_, index) => (index * 7) & 0x7f);
      const { messages } = take(rulesOf({ role, primitives: { sliceBelow } }), frameTo(role, 0x82, data));
      const [message] = messages ?? [];
      expect(message).toEqual({ type: 'binary', data });
      expect(message?.type === 'binary' && message.data.buffer.byteLength === length).toBe(isOwn);
    }
  });

  test(`lengths about 64 KiB, to a ${role}`, () => {
    for (const length of [65_535, 65_536, 70_001]) {
      const data = Uint8Array.from({ length }, (_, index) => (index * 7) & 0x7f);
      const { next, messages } = take(
        rulesOf({ role }),
        joined(frameTo(role, 0x82, data), frameTo(role, 0x81, data)),
      );
      expect(next).toBe(2 * frameTo(role, 0x82, data).length);
      expect(plain(messages)).toEqual(
        plain([
          { type: 'binary', data },
          { type: 'text', text: Buffer.from(data).toString() },
        ]),
      );
    }
  });

  test(`text of all kinds, to a ${role}`, () => {
    for (const text of [
      '',
      'a',
      'é',
      'aaaé',
      'aaaa€',
      'abcdefghijklmnop',
      'abcdefghijklmnoé',
      '\ufeffx',
      `${'x'.repeat(40)}😀`,
    ]) {
      expect(
        take(rulesOf({ role }), joined(frameTo(role, 0x81, text), frameTo(role, 0x81, text))).messages,
      ).toEqual([
        { type: 'text', text },
        { type: 'text', text },
      ]);
    }
  });

  test(`whatever is not a whole, plain data frame is left where it is, to a ${role}`, () => {
    const good = frameTo(role, 0x81, 'good');
    const maskBit = role === 'server' ? 0x80 : 0;
    const rest = new Uint8Array(20);
    const left: readonly (readonly [string, Uint8Array])[] = [
      ['nothing', new Uint8Array(0)],
      ['one octet', Uint8Array.of(0x81)],
      ['a Ping', frameTo(role, 0x89)],
      ['a Close', frameTo(role, 0x88)],
      ['a fragment', frameTo(role, 0x01, 'x')],
      ['a continuation', frameTo(role, 0x80, 'x')],
      ['a reserved bit', frameTo(role, 0xc1, 'x')],
      ['a cut payload', frameTo(role, 0x82, [1, 2, 3]).subarray(0, -1)],
      ['a cut 16-bit length', Uint8Array.of(0x82, maskBit | 126, 1)],
      ['a 16-bit length that is not minimal', joined([0x82, maskBit | 126, 0, 125], new Uint8Array(200))],
      ['a cut 64-bit length', Uint8Array.of(0x82, maskBit | 127, 0, 0, 0, 0, 0, 1, 0)],
      ['a 64-bit length that is not minimal', joined([0x82, maskBit | 127, 0, 0, 0, 0, 0, 0, 0, 9], rest)],
      ['a 64-bit length above 2^32', joined([0x82, maskBit | 127, 0, 0, 0, 1, 0, 1, 0, 0], rest)],
      ['the wrong mask', joined([0x81, (maskBit ^ 0x80) | 1], rest)],
      ['text that is no UTF-8', frameTo(role, 0x81, [0xff])],
      ['long text that is no UTF-8', frameTo(role, 0x81, [...new Uint8Array(30).fill(0x61), 0xff])],
    ];
    for (const [what, octets] of left) {
      const taken = take(rulesOf({ role }), joined(good, octets));
      expect([what, taken.next, taken.messages]).toEqual([
        what,
        good.length,
        [{ type: 'text', text: 'good' }],
      ]);
      expect(take(rulesOf({ role }), octets)).toEqual({ next: 0, messages: null });
    }
  });

  test(`limits: a frame of exactly as much is taken, one of more is left, to a ${role}`, () => {
    for (const limits of [{ framePayload: 5 }, { messagePayload: 5 }]) {
      const rules = rulesOf({ role, limits });
      expect(take(rules, frameTo(role, 0x82, [1, 2, 3, 4, 5])).messages).toHaveLength(1);
      expect(take(rules, frameTo(role, 0x82, [1, 2, 3, 4, 5, 6]))).toEqual({ next: 0, messages: null });
    }
  });

  test(`no more messages than the budget, those before counted, to a ${role}`, () => {
    const one = frameTo(role, 0x81, 'x');
    const chunk = joined(one, one, one);
    expect(take(rulesOf({ role }), chunk, 0, 2)).toMatchObject({ next: 2 * one.length });
    const before: Message[] = [{ type: 'text', text: 'before' }];
    const taken = takeWholeFrames(chunk, one.length, rulesOf({ role }), before, 2);
    expect([taken.next, taken.messages]).toEqual([
      2 * one.length,
      [
        { type: 'text', text: 'before' },
        { type: 'text', text: 'x' },
      ],
    ]);
    expect(take(rulesOf({ role }), chunk, 0, 0)).toEqual({ next: 0, messages: null });
  });

  test.each([0, 512])(`messages share no octet, slices below %i, to a ${role}`, (sliceBelow) => {
    for (const length of [3, 33, 64, 65, 300, 5_000]) {
      const frames = Array.from({ length: 6 }, (_, index) =>
        frameTo(role, 0x82, new Uint8Array(length).fill(index)),
      );
      const chunk = joined(...frames);
      const data = dataOf(role, chunk, { sliceBelow });
      // Nor with a chunk that may be written again.
      chunk.fill(0xff);
      for (const octets of data) {
        const value = octets[0] as number;
        expect(octets.every((octet) => octet === value)).toBe(true);
        octets.fill(value);
      }
      expect(data.map((octets) => octets[0])).toEqual([0, 1, 2, 3, 4, 5]);
      data[2]?.fill(9);
      expect([data[1]?.at(-1), data[3]?.[0]]).toEqual([1, 3]);
    }
  });

  test(`law: any frames, in memory that comes full of AA, are read as slowly, to a ${role}`, () => {
    const frame = fc.oneof(
      fc.uint8Array({ maxLength: 80 }).map((octets) => frameTo(role, 0x82, octets)),
      fc.string({ unit: 'binary', maxLength: 60 }).map((text) => frameTo(role, 0x81, text)),
      fc.nat(4_200).map((length) => frameTo(role, 0x82, new Uint8Array(length).fill(length & 255))),
    );
    const allocate = (length: number): Uint8Array =>
      new Uint8Array(new ArrayBuffer(length + 8), length & 7, length).fill(0xaa);
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 8 }),
        fc.nat(7),
        fc.nat(1_000),
        (frames, offset, sliceBelow) => {
          const octets = joined(...frames);
          const chunk = new Uint8Array(new ArrayBuffer(octets.length + 8), offset, octets.length);
          chunk.set(octets);
          const { next, messages } = take(rulesOf({ role, primitives: { allocate, sliceBelow } }), chunk);
          expect(next).toBe(octets.length);
          expect(plain(messages)).toEqual(slowly(rulesOf({ role }), octets));
        },
      ),
      { numRuns: 200 },
    );
  });
}

test('unmasked payloads of owned chunks are views of them, short or long', () => {
  for (const length of [1, 50, 5_000]) {
    const chunk = frameTo('client', 0x82, new Uint8Array(length));
    const [owned] = take(rulesOf({ owned: true }), chunk).messages ?? [];
    const [borrowed] = take(rulesOf(), chunk).messages ?? [];
    expect(owned?.type === 'binary' && owned.data.buffer).toBe(chunk.buffer);
    expect(borrowed?.type === 'binary' && borrowed.data.buffer === chunk.buffer).toBe(false);
  }
});

test('small masked payloads of one chunk share memory of a bounded size', () => {
  const chunk = joined(...Array.from({ length: 2_000 }, () => frameTo('server', 0x82, new Uint8Array(100))));
  const memories = new Set(dataOf('server', chunk).map(({ buffer }) => buffer));
  expect(memories.size).toBeGreaterThan(1);
  expect(memories.size).toBeLessThan(100);
  for (const { byteLength } of memories) expect(byteLength).toBeLessThanOrEqual(70_000);
});

test('memory may be handed out at any place: nothing is written outside of it', () => {
  const payloads = [1, 5, 33, 100, 257, 3, 4_000, 40].map((length) => new Uint8Array(length).fill(0x55));
  const chunk = joined(...payloads.map((payload) => frameTo('server', 0x82, payload)));
  for (let place = 0; place < 8; place++) {
    const memories: Uint8Array[] = [];
    const allocate = (length: number): Uint8Array => {
      const memory = new Uint8Array(length + 16).fill(0xee);
      memories.push(memory);
      return memory.subarray(place, place + length);
    };
    const { messages } = take(rulesOf({ role: 'server', primitives: { allocate } }), chunk);
    expect(plain(messages)).toEqual(slowly(rulesOf({ role: 'server' }), chunk));
    for (const memory of memories) {
      expect([...memory.subarray(0, place)].every((octet) => octet === 0xee)).toBe(true);
      expect([...memory.subarray(memory.length - 16 + place)].every((octet) => octet === 0xee)).toBe(true);
    }
  }
});

test('what shares memory with a payload comes from its own chunk, nothing from around it', () => {
  const frames = joined(
    frameTo('server', 0x82, new Uint8Array(33)),
    frameTo('server', 0x82, new Uint8Array(33)),
  );
  for (let place = 0; place < 4; place++) {
    const [quiet, loud] = [0x00, 0xff].map((around) => {
      const memory = new Uint8Array(frames.length + 8).fill(around);
      memory.set(frames, place);
      const [data] = dataOf('server', memory.subarray(place, place + frames.length));
      return Buffer.from((data as Uint8Array).buffer);
    });
    expect(quiet).toEqual(loud);
  }
});

test('where slices are wanted, a small masked payload is a memory of its own, whatever kind of octets that is', () => {
  const payloads = [1, 64, 65, 299, 300, 4_095].map((length) => new Uint8Array(length).fill(length & 255));
  const chunk = joined(...payloads.map((payload) => frameTo('server', 0x82, payload)));
  // The `slice` of a Buffer is a view.
  const data = dataOf('server', chunk, { sliceBelow: 300, allocate: (length) => Buffer.alloc(length) });
  expect(plain(data.map((octets) => ({ type: 'binary', data: octets })))).toEqual(
    plain(payloads.map((octets) => ({ type: 'binary', data: octets }))),
  );
  const memories = data.map(({ buffer }) => buffer);
  expect(new Set(memories.slice(0, 4)).size).toBe(4);
  expect(memories.slice(0, 4)).not.toContain(memories[4]);
});

function dataOf(role: Role, chunk: Uint8Array, primitives: Partial<Primitives> = {}): Uint8Array[] {
  const { messages } = take(rulesOf({ role, primitives }), chunk);
  return (messages ?? []).flatMap((message) => (message.type === 'binary' ? [message.data] : []));
}
