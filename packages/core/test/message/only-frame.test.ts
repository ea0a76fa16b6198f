import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InboundRules } from '../../src/message/inbound.ts';
import type { Message } from '../../src/message/message.ts';
import { takeOnlyFrame } from '../../src/message/only-frame.ts';
import { frameTo, joined, octetByOctet, roles } from '../splits.ts';
import { hear, rulesOf } from './rules.ts';

/** A message as a plain value, with a plain array for its octets. */
function plain(message: Message | null | undefined): unknown {
  return message?.type === 'binary' ? { ...message, data: [...message.data] } : message;
}

/** The same frame read by the decoder octet by octet, which never comes this way. */
function slowly(rules: InboundRules, octets: Uint8Array): unknown {
  return plain(hear(rules, octetByOctet(octets)).messages[0]);
}

const lengths = [0, 1, 2, 3, 4, 5, 15, 16, 17, 31, 32, 33, 125, 126, 127, 255, 256];

for (const role of roles) {
  test(`every length, text and binary, as slowly, to a ${role}`, () => {
    for (const length of lengths) {
      const octets = Uint8Array.from({ length }, (_, index) => (index * 7) & 0x7f);
      for (const first of [0x81, 0x82]) {
        const frame = frameTo(role, first, octets);
        const before = frame.slice();
        for (const owned of [false, true]) {
          const rules = rulesOf({ role, owned });
          expect(plain(takeOnlyFrame(frame, rules))).toEqual(slowly(rules, frame));
        }
        expect(Buffer.compare(frame, before)).toBe(0);
      }
    }
  });

  test(`text of all kinds, to a ${role}`, () => {
    for (const text of ['a', 'é', 'aaaa€', 'abcdefghijklmnoé', '\ufeffx', `${'x'.repeat(40)}😀`]) {
      expect(takeOnlyFrame(frameTo(role, 0x81, text), rulesOf({ role }))).toEqual({ type: 'text', text });
    }
  });

  test(`whatever is not one whole, plain data frame is left, to a ${role}`, () => {
    const maskBit = role === 'server' ? 0x80 : 0;
    const good = frameTo(role, 0x82, [1, 2, 3]);
    const left: readonly (readonly [string, Uint8Array])[] = [
      ['one octet', Uint8Array.of(0x81)],
      ['a Ping', frameTo(role, 0x89)],
      ['a Close', frameTo(role, 0x88)],
      ['a fragment', frameTo(role, 0x01, 'x')],
      ['a continuation', frameTo(role, 0x80, 'x')],
      ['a reserved bit', frameTo(role, 0xc1, 'x')],
      ['a cut payload', good.subarray(0, -1)],
      ['two frames', joined(good, good)],
      ['one octet more', joined(good, [0])],
      ['a cut 16-bit length', Uint8Array.of(0x82, maskBit | 126, 1)],
      [
        'a 16-bit length that is not minimal',
        joined([0x82, maskBit | 126, 0, 5], new Uint8Array(role === 'server' ? 9 : 5)),
      ],
      ['a 64-bit length', joined([0x82, maskBit | 127, 0, 0, 0, 0, 0, 0, 0, 9], new Uint8Array(20))],
      [
        'a 64-bit length as long as its number',
        joined([0x82, maskBit | 127], new Uint8Array(127 + (maskBit >> 5))),
      ],
      ['the wrong mask', joined([0x81, (maskBit ^ 0x80) | 1], new Uint8Array(5 - (maskBit >> 5)))],
      ['text that is no UTF-8', frameTo(role, 0x81, [0xff])],
      ['long text that is no UTF-8', frameTo(role, 0x81, [...new Uint8Array(30).fill(0x61), 0xff])],
    ];
    for (const [what, octets] of left) {
      expect([what, takeOnlyFrame(octets, rulesOf({ role }))]).toEqual([what, null]);
    }
  });

  test(`limits: a frame of exactly as much is taken, one of more is left, to a ${role}`, () => {
    for (const limits of [{ framePayload: 5 }, { messagePayload: 5 }]) {
      const rules = rulesOf({ role, limits });
      expect(takeOnlyFrame(frameTo(role, 0x82, [1, 2, 3, 4, 5]), rules)).not.toBeNull();
      expect(takeOnlyFrame(frameTo(role, 0x82, [1, 2, 3, 4, 5, 6]), rules)).toBeNull();
    }
  });

  test(`law: any two octets and what follows: what is taken is what the decoder gives, to a ${role}`, () => {
    const short = fc.uint8Array({ maxLength: 300, size: 'max' });
    const start = fc.tuple(fc.constantFrom(0x81, 0x82, 0x01, 0x89, 0xc2), fc.nat(255));
    const raw = fc.tuple(start, short).map(([[first, second], rest]) => joined([first, second], rest));
    const frame = fc
      .tuple(fc.constantFrom(0x81, 0x82), short)
      .map(([first, octets]) => frameTo(role, first, octets));
    fc.assert(
      fc.property(fc.oneof(raw, frame), fc.boolean(), (octets, owned) => {
        const rules = rulesOf({ role, owned });
        const taken = takeOnlyFrame(octets, rules);
        if (taken === null) return;
        const heard = hear(rules, octetByOctet(octets));
        expect([heard.messages.length, heard.fault]).toEqual([1, null]);
        expect(plain(taken)).toEqual(plain(heard.messages[0]));
      }),
      { numRuns: 1_000 },
    );
  });
}

test('to a server a payload that is worth words is left to them, to a client none is', () => {
  expect(takeOnlyFrame(frameTo('server', 0x82, new Uint8Array(257)), rulesOf({ role: 'server' }))).toBeNull();
  expect(takeOnlyFrame(frameTo('client', 0x82, new Uint8Array(60_000)), rulesOf())).not.toBeNull();
});

test('what is delivered is a view of an owned chunk from 33 octets on, never of a borrowed one', () => {
  for (const [length, owned, isView] of [
    [32, true, false],
    [33, true, true],
    [33, false, false],
  ] as const) {
    const chunk = frameTo('client', 0x82, new Uint8Array(length));
    const message = takeOnlyFrame(chunk, rulesOf({ owned }));
    expect(message?.type === 'binary' && message.data.buffer === chunk.buffer).toBe(isView);
  }
});

test('memory from outside is written from its head on, whatever was in it', () => {
  const allocate = (length: number): Uint8Array => new Uint8Array(length).fill(0xaa);
  const scratch = (length: number): Uint8Array => new Uint8Array(length + 9).fill(0xaa);
  const rules = rulesOf({ role: 'server', primitives: { allocate, scratch } });
  const octets = new Uint8Array(40).fill(0x61);
  expect(plain(takeOnlyFrame(frameTo('server', 0x82, octets), rules))).toEqual({
    type: 'binary',
    data: [...octets],
  });
  expect(takeOnlyFrame(frameTo('server', 0x81, octets), rules)).toEqual({
    type: 'text',
    text: 'a'.repeat(40),
  });
});
