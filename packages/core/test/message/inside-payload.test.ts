import { expect, test } from 'vitest';
import { gathered } from '../../src/bytes/gathered.ts';
import { takeInside } from '../../src/message/inside-payload.ts';
import { decodeMessages } from '../../src/message/decoder.ts';
import { positionOf } from '../../src/message/inbound.ts';
import type { Inbound } from '../../src/message/inbound.ts';
import { session } from '../sessions.ts';
import { frameTo, joined, octetByOctet, roles } from '../splits.ts';
import { hear, rulesOf } from './rules.ts';

function held(inbound: Inbound | null): number[] | null {
  const message = inbound === null ? null : positionOf(inbound).message;
  return message === null ? null : [...gathered(message.gathered)];
}

for (const role of roles) {
  test(`a chunk inside a payload leads where it leads octet by octet through the decoder, to a ${role}`, () => {
    const rules = rulesOf({ role });
    for (const length of [3, 100, 127, 128, 129, 300, 2_000]) {
      for (const first of [0x82, 0x81, 0x02, 0x01]) {
        const frame = frameTo(
          role,
          first,
          Uint8Array.from({ length }, (_, index) => index & 0x7f),
        );
        for (const [from, to] of [
          [frame.length - length, frame.length - 1],
          [frame.length - length + 1, frame.length - 1],
          [frame.length - length, frame.length - 2],
        ] as const) {
          const before = hear(rules, octetByOctet(frame.subarray(0, from))).inbound;
          const after = takeInside(before, rules, frame.subarray(from, to));
          const slow = hear(rules, octetByOctet(frame.subarray(0, to))).inbound;
          expect(held(after)).toEqual(held(slow));
          const { message, ...position } = slow.position;
          expect(after).toMatchObject({ offset: slow.offset, states: [] });
          const there = positionOf(after as Inbound);
          expect(there).toMatchObject(position);
          expect({ ...there.message, gathered: null }).toEqual({ ...message, gathered: null });
        }
      }
    }
  });

  test(`a chunk that is anything else is left alone, by a ${role}`, () => {
    const rules = rulesOf({ role });
    const frame = frameTo(role, 0x82, [1, 2, 3, 4]);
    const inside = hear(rules, [frame.subarray(0, -2)]).inbound;
    expect(takeInside(inside, rules, frame.subarray(-2, -1))).not.toBe(null);
    // The end of the payload, and what lies behind it.
    expect(takeInside(inside, rules, frame.subarray(-2))).toBe(null);
    expect(takeInside(inside, rules, joined(frame.subarray(-2), frame))).toBe(null);
    // Between frames, within a header, within a control frame, alone and between two fragments.
    for (const octets of [
      [],
      frame.subarray(0, 1),
      frameTo(role, 0x02, [1]),
      frameTo(role, 0x89, [1, 2]).subarray(0, -1),
      joined(frameTo(role, 0x02, [1]), frameTo(role, 0x89, [1, 2]).subarray(0, -1)),
    ]) {
      const { inbound } = hear(rules, [Uint8Array.from(octets)]);
      expect(takeInside(inbound, rules, Uint8Array.of(0))).toBe(null);
    }
    // Parts and extensions want to see every octet.
    for (const options of [{ parts: true }, { sessions: [session('x', 0)] }]) {
      const others = rulesOf({ role, ...options });
      const { inbound } = hear(others, [frame.subarray(0, -3)]);
      expect(takeInside(inbound, others, frame.subarray(-3, -2))).toBe(null);
    }
  });

  test(`octet by octet, any state goes on as if it were the only one, in a ${role}`, () => {
    const rules = rulesOf({ role });
    const payload = Uint8Array.from({ length: 40 }, (_, index) => index);
    const frame = frameTo(role, 0x82, payload);
    const other = frameTo(
      role,
      0x82,
      payload.map((octet) => octet + 100),
    );
    const begin = frame.length - payload.length;
    const states = [hear(rules, [frame.subarray(0, begin)]).inbound];
    for (let at = begin; at < frame.length - 1; at++) {
      states.push(takeInside(states.at(-1) as Inbound, rules, frame.subarray(at, at + 1)) as Inbound);
    }
    // Only the first record is the frame's; what comes behind it is counted beside it.
    expect(new Set(states.map(({ position }) => position)).size).toBe(1);
    expect(states.map(({ uncounted }) => uncounted)).toEqual([...states.keys()]);
    for (const [come, state] of states.entries()) {
      // Once with the octets of another message behind it, once with its own: by the lane and by the decoder.
      for (const rest of [other, frame]) {
        const octets = rest.subarray(begin + come);
        const delivered = [
          ...payload.subarray(0, come),
          ...(rest === frame ? payload : payload.map((octet) => octet + 100)).subarray(come),
        ];
        const whole = decodeMessages(state, rules, octets, 0, Infinity);
        expect(whole.messages).toEqual([{ type: 'binary', data: Uint8Array.from(delivered) }]);
        expect(whole.inbound).toMatchObject({ offset: frame.length, uncounted: 0 });
        let by: Inbound = state;
        for (let at = 0; at < octets.length - 1; at++) {
          by = takeInside(by, rules, octets.subarray(at, at + 1)) as Inbound;
        }
        expect(held(by)).toEqual(delivered.slice(0, -1));
      }
      expect(held(state)).toEqual([...payload.subarray(0, come)]);
    }
  });

  test(`more than there is room for is counted and moved, in a ${role}`, () => {
    const rules = rulesOf({ role });
    const payload = Uint8Array.from({ length: 100_000 }, (_, index) => index & 0xff);
    const frame = frameTo(role, 0x82, payload);
    let state = hear(rules, [frame.subarray(0, 20)]).inbound;
    for (let at = 20; at < frame.length - 1; at += 100) {
      state = takeInside(state, rules, frame.subarray(at, Math.min(at + 100, frame.length - 1))) as Inbound;
    }
    expect(held(state)).toEqual([...payload.subarray(0, -1)]);
    expect(new Set([state.position, hear(rules, [frame.subarray(0, 20)]).inbound.position]).size).toBe(2);
  });

  test(`text: a cut character is followed, and a fault left to the decoder, which tells its octet, by a ${role}`, () => {
    const rules = rulesOf({ role });
    const frame = frameTo(role, 0x81, [0x61, 0xe2, 0x82, 0xac, 0x61]);
    const { inbound } = hear(rules, [frame.subarray(0, -4)]);
    const half = takeInside(inbound, rules, frame.subarray(-4, -3)) as Inbound;
    expect(half.position.message?.utf8).toBeGreaterThan(0);
    expect(takeInside(half, rules, frame.subarray(-3, -1))?.position.message?.utf8).toBe(0);
    const bad = frameTo(role, 0x81, [0x61, 0xe2, 0x82, 0x41, 0x61]);
    expect(takeInside(half, rules, bad.subarray(-3, -1))).toBe(null);
    expect(hear(rules, [bad]).fault).toEqual(['text-not-utf8', bad.length - 2]);
    // The state it was tried on is what it was.
    expect(held(half)).toEqual([0x61, 0xe2]);
    expect(takeInside(half, rules, frame.subarray(-3, -1))?.position.message?.utf8).toBe(0);
  });
}
