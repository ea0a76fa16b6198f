import { expect, test } from 'vitest';
import { decodeMessages } from '../../src/message/decoder.ts';
import { betweenMessages, freshInbound } from '../../src/message/inbound.ts';
import { add, broken, session, silent } from '../sessions.ts';
import { frameTo, joined, number, octetByOctet, roles } from '../splits.ts';
import { hear, rulesOf, type RulesOptions } from './rules.ts';

const ways: readonly (readonly [string, RulesOptions])[] = [
  ['whole messages', {}],
  ['owned chunks', { owned: true }],
  ['parts', { parts: true }],
  ['an extension', { sessions: [silent] }],
];

for (const role of roles) {
  test(`the frames of RFC 6455 §5.7 as messages, to a ${role}`, () => {
    const octets = joined(
      frameTo(role, 0x81, 'Hello'),
      frameTo(role, 0x01, 'Hel'),
      frameTo(role, 0x80, 'lo'),
      frameTo(role, 0x89, 'Hello'),
      frameTo(role, 0x8a, 'Hello'),
      frameTo(role, 0x82, new Uint8Array(256)),
      frameTo(role, 0x82, new Uint8Array(65_536)),
    );
    const { messages, inbound } = hear(rulesOf({ role }), [octets]);
    const applicationData = new TextEncoder().encode('Hello');
    expect(messages.slice(0, 4)).toEqual([
      { type: 'text', text: 'Hello' },
      { type: 'text', text: 'Hello' },
      { type: 'ping', applicationData },
      { type: 'pong', applicationData },
    ]);
    expect(messages.slice(4).map((message) => message.type === 'binary' && message.data.length)).toEqual([
      256, 65_536,
    ]);
    expect(inbound).toEqual({
      offset: octets.length,
      position: betweenMessages,
      uncounted: 0,
      states: [],
    });
    expect(inbound.position).toBe(betweenMessages);
  });

  test.each(ways)(`any cut is as good as any other: %s, to a ${role}`, (_, options) => {
    const rules = rulesOf({ ...options, role });
    const octets = joined(
      frameTo(role, 0x81, 'aé'),
      frameTo(role, 0x02, [1, 2, 3]),
      frameTo(role, 0x89, 'p'),
      frameTo(role, 0x80, [4]),
      frameTo(role, 0x88, number(1000, 2)),
      [0xff],
    );
    const whole = hear(rules, [octets]);
    expect(whole.last).toMatchObject({ next: octets.length - 1, closed: true, control: true, heard: true });
    for (let cut = 0; cut <= octets.length - 1; cut++) {
      const halves = hear(rules, [octets.subarray(0, cut), octets.subarray(cut)]);
      expect(halves.inbound).toEqual(whole.inbound);
      if (options.parts !== true) expect(halves.messages).toEqual(whole.messages);
    }
    const single = hear(rules, octetByOctet(octets.subarray(0, -1)));
    expect(single.inbound).toEqual(whole.inbound);
  });

  test(`what is told beside the messages, to a ${role}: control frames, and signs of life`, () => {
    const told = (octets: Uint8Array): unknown => {
      const { closed, control, heard, next } = decodeMessages(
        freshInbound([]),
        rulesOf({ role }),
        octets,
        0,
        Infinity,
      );
      return [closed, control, heard, next === octets.length];
    };
    expect(told(new Uint8Array(0))).toEqual([false, false, false, true]);
    expect(told(frameTo(role, 0x81, 'a'))).toEqual([false, false, true, true]);
    expect(told(frameTo(role, 0x81, 'a').subarray(0, -1))).toEqual([false, false, false, true]);
    expect(told(frameTo(role, 0x01, 'a'))).toEqual([false, false, true, true]);
    expect(told(frameTo(role, 0x89))).toEqual([false, true, true, true]);
    expect(told(frameTo(role, 0x88))).toEqual([true, true, true, true]);
  });

  test(`fragments that come whole are a sign of life, and are counted once, by a ${role}`, () => {
    const rules = rulesOf({ role });
    const { inbound } = hear(rules, [frameTo(role, 0x02, [1])]);
    const fragments = joined(frameTo(role, 0x00, [2]), frameTo(role, 0x00, [3]));
    const decoded = decodeMessages(inbound, rules, fragments, 0, Infinity);
    expect(decoded).toMatchObject({ messages: [], heard: true, next: fragments.length });
    expect(decoded.inbound.position).toMatchObject({ header: null, message: { fragments: 3, octets: 3 } });
    const end = decodeMessages(decoded.inbound, rules, frameTo(role, 0x80, [4]), 0, Infinity);
    expect(end.messages).toEqual([{ type: 'binary', data: Uint8Array.of(1, 2, 3, 4) }]);
  });

  test(`a budget ends reading between two messages, never inside one, to a ${role}`, () => {
    const frames = [
      frameTo(role, 0x81, 'a'),
      frameTo(role, 0x89),
      frameTo(role, 0x01, 'b'),
      frameTo(role, 0x80, 'c'),
    ];
    const octets = joined(...frames, frameTo(role, 0x82));
    const ends = [1, 2, 4, 5].map(
      (count) => joined(...[...frames, frameTo(role, 0x82)].slice(0, count)).length,
    );
    for (const [index, end] of ends.entries()) {
      const decoded = decodeMessages(freshInbound([]), rulesOf({ role }), octets, 0, index + 1);
      expect([decoded.messages.length, decoded.next]).toEqual([index + 1, end]);
      const rest = decodeMessages(decoded.inbound, rulesOf({ role }), octets, decoded.next, Infinity);
      expect([rest.messages.length, rest.inbound.offset]).toEqual([3 - index, octets.length]);
    }
  });

  test(`a fault ends reading at its octet, with what came before it, to a ${role}`, () => {
    const good = frameTo(role, 0x81, 'ok');
    for (const chunks of [[joined(good, [0xff])], octetByOctet(joined(good, [0xff]))]) {
      const { messages, fault, inbound } = hear(rulesOf({ role }), chunks);
      expect([messages, fault]).toEqual([[{ type: 'text', text: 'ok' }], ['reserved-bit-set', good.length]]);
      expect(inbound.offset).toBe(good.length);
    }
    const close = frameTo(role, 0x88, number(1005, 2));
    expect(hear(rulesOf({ role }), [close]).fault).toEqual(['close-code-not-allowed', close.length - 1]);
    expect(hear(rulesOf({ role }), octetByOctet(close)).fault).toEqual([
      'close-code-not-allowed',
      close.length - 1,
    ]);
  });

  test(`a fault behind extensions is known by its frame, to a ${role}`, () => {
    const rules = rulesOf({ role, sessions: [broken] });
    const good = frameTo(role, 0x89);
    const bad = frameTo(role, 0xc1, 'abc');
    expect(hear(rules, [joined(good, bad)]).fault).toEqual(['extension-data-invalid', good.length]);
    expect(hear(rules, octetByOctet(joined(good, bad))).fault).toEqual([
      'extension-data-invalid',
      good.length,
    ]);
    const second = joined(frameTo(role, 0x41, [0x62]), frameTo(role, 0x80, [0x00]));
    const adding = rulesOf({ role, sessions: [add] });
    expect(hear(adding, [second]).fault).toEqual([
      'text-not-utf8',
      second.length - frameTo(role, 0x80, [0]).length,
    ]);
  });

  test(`a limit of no fragments at all holds for a message in one frame too, in any cut, to a ${role}`, () => {
    const rules = rulesOf({ role, limits: { fragments: 0 } });
    const small = frameTo(role, 0x82, [1]);
    expect(hear(rules, [small]).fault).toEqual(['too-many-fragments', 1]);
    expect(hear(rules, octetByOctet(small)).fault).toEqual(['too-many-fragments', 1]);
    expect(hear(rules, [frameTo(role, 0x82, new Uint8Array(32))]).messages).toHaveLength(1);
  });

  test(`nothing of a chunk is kept or changed, to a ${role}, whatever kind of chunk it is`, () => {
    const octets = joined(frameTo(role, 0x01, 'ab'), frameTo(role, 0x89, 'pq'), frameTo(role, 0x80, 'cd'));
    for (let cut = 0; cut <= octets.length; cut++) {
      for (const chunk of [octets.slice(0, cut), Buffer.from(octets.subarray(0, cut))]) {
        const before = Buffer.from(chunk);
        const { inbound, messages } = decodeMessages(freshInbound([]), rulesOf({ role }), chunk, 0, Infinity);
        expect(Buffer.compare(chunk, before)).toBe(0);
        chunk.fill(0);
        const rest = decodeMessages(inbound, rulesOf({ role }), octets, cut, Infinity);
        expect([...messages, ...rest.messages]).toEqual([
          { type: 'ping', applicationData: Uint8Array.of(0x70, 0x71) },
          { type: 'text', text: 'abcd' },
        ]);
      }
    }
  });
}

test('what extensions give is bounded in one call as in one message: the rest comes with the next one', () => {
  const swollen = session('swollen', 4, {
    inbound: (state, { payload, reserved }) => {
      const octets = new Uint8Array(payload.length * 1_000).fill(0x61);
      return { ok: true, state, reserved: reserved & ~4, payload: octets.length === 0 ? [] : [octets] };
    },
  });
  for (const role of roles) {
    for (const first of [0xc1, 0xc2]) {
      const chunk = joined(...Array.from({ length: 50 }, () => frameTo(role, first, new Uint8Array(30))));
      for (const [inflatedPayload, most] of [
        [30_000, 3],
        [100_000, 4],
      ] as const) {
        const rules = rulesOf({ role, sessions: [swollen], limits: { inflatedPayload } });
        let inbound = freshInbound(rules.sessions);
        let at = 0;
        let told = 0;
        while (at < chunk.length) {
          const decoded = decodeMessages(inbound, rules, chunk, at, Infinity);
          expect(decoded.violation).toBeNull();
          expect(decoded.messages.length).toBeGreaterThan(0);
          expect(decoded.messages.length).toBeLessThanOrEqual(most);
          told += decoded.messages.length;
          ({ inbound, next: at } = decoded);
        }
        expect(told).toBe(50);
      }
    }
  }
});
