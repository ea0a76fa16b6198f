import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gathered } from '../../src/bytes/gathered.ts';
import type { InboundRules, MessageUnderWay } from '../../src/message/inbound.ts';
import { takeSmallFragments } from '../../src/message/small-fragments.ts';
import type { Limits } from '../../src/vocabulary/limits.ts';
import type { Role } from '../../src/vocabulary/role.ts';
import { frameTo, joined, octetByOctet, roles } from '../splits.ts';
import { hear, rulesOf } from './rules.ts';

/** The message that a first fragment begins. */
function begun(rules: InboundRules, role: Role, opcode: 1 | 2, payload: number[] | string): MessageUnderWay {
  return hear(rules, [frameTo(role, opcode, payload)]).inbound.position.message as MessageUnderWay;
}

/** All that is to be known of a message. */
function plain({ gathered: { store, length }, ...rest }: MessageUnderWay): unknown {
  return { ...rest, octetsSoFar: [...store.subarray(0, length)] };
}

for (const role of roles) {
  test(`law: what is taken is what the decoder takes octet by octet, which never takes this lane, by a ${role}`, () => {
    const pieces = fc.oneof(
      fc.constant([]),
      fc.array(fc.integer({ min: 0, max: 127 }), { maxLength: 40 }),
      fc.constantFrom([0xe2], [0x82], [0xac], [0xc3, 0xa9], [0xff]),
      fc.integer({ min: 120, max: 130 }).map((length) => Array.from({ length }, () => 0x61)),
    );
    const first = fc.constantFrom(0x00, 0x00, 0x00, 0x00, 0x80, 0x81, 0x40, 0x89, 0x02);
    const frames = fc.array(fc.tuple(first, pieces), { maxLength: 8 });
    const few: Partial<Limits> = { fragments: 4, messagePayload: 150, framePayload: 124 };
    fc.assert(
      fc.property(
        fc.constantFrom(1 as const, 2 as const),
        frames,
        fc.nat(3),
        fc.boolean(),
        (opcode, all, cut, isTight) => {
          const rules = rulesOf({ role, limits: isTight ? few : {} });
          const wire = joined(
            frameTo(role, opcode, 'a'),
            ...all.map(([octet, payload]) => frameTo(role, octet, payload)),
          );
          const at = frameTo(role, opcode, 'a').length;
          const chunk = wire.subarray(0, Math.max(at, wire.length - cut));
          const { next, message } = takeSmallFragments(begun(rules, role, opcode, 'a'), chunk, at, rules);
          const slow = hear(rules, octetByOctet(chunk.subarray(0, next)));
          expect([slow.fault, slow.messages]).toEqual([null, []]);
          expect(plain(message)).toEqual(plain(slow.inbound.position.message as MessageUnderWay));
          // What was left is read by the decoder, and all together is as if the lane did not exist.
          const whole = hear(rules, [chunk]);
          const octets = hear(rules, octetByOctet(chunk));
          expect([whole.messages, whole.fault]).toEqual([octets.messages, octets.fault]);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test(`every length up to 125 is taken, a longer, cut, wrongly masked or final one is not, by a ${role}`, () => {
    const rules = rulesOf({ role });
    const message = begun(rules, role, 2, []);
    for (let length = 0; length <= 125; length++) {
      const frame = frameTo(role, 0x00, new Uint8Array(length).fill(length));
      const taken = takeSmallFragments(message, joined([9], frame), 1, rules);
      expect([taken.next, [...gathered(taken.message.gathered)]]).toEqual([
        1 + frame.length,
        Array.from({ length }, () => length),
      ]);
      for (let end = 0; end < frame.length; end++) {
        const cut = takeSmallFragments(message, frame.subarray(0, end), 0, rules);
        expect(cut).toEqual({ next: 0, message });
      }
    }
    const others = [
      frameTo(role, 0x00, new Uint8Array(126)),
      frameTo(role, 0x80, [1]),
      frameTo(role, 0x40, [1]),
      frameTo(role, 0x89, [1]),
      frameTo(role === 'server' ? 'client' : 'server', 0x00, [1, 2, 3, 4, 5]),
    ];
    for (const other of others) {
      expect(takeSmallFragments(message, other, 0, rules)).toEqual({ next: 0, message });
    }
  });

  test(`an empty fragment makes no room, to a ${role}`, () => {
    const rules = rulesOf({ role });
    const before = begun(rules, role, 2, []);
    const { next, message } = takeSmallFragments(before, frameTo(role, 0x00), 0, rules);
    expect([next, message.fragments]).toEqual([frameTo(role, 0x00).length, 2]);
    expect(message.gathered.store).toHaveLength(0);
  });

  test(`each limit lets what it allows pass and leaves the rest to the decoder, to a ${role}`, () => {
    const fragment = frameTo(role, 0x00, [1, 2]);
    const chunk = joined(fragment, fragment, fragment);
    for (const [limits, passes] of [
      [{ framePayload: 2 }, 3],
      [{ framePayload: 1 }, 0],
      [{ messagePayload: 5 }, 2],
      [{ messagePayload: 4 }, 1],
      [{ fragments: 3 }, 2],
      [{ fragments: 1 }, 0],
    ] as const) {
      const rules = rulesOf({ role, limits });
      const { next, message } = takeSmallFragments(begun(rules, role, 2, [0]), chunk, 0, rules);
      expect([limits, next]).toEqual([limits, passes * fragment.length]);
      expect([message.fragments, message.octets]).toEqual([1 + passes, 1 + 2 * passes]);
    }
  });

  test(`text that can no longer be UTF-8 is left for the decoder to tell, to a ${role}`, () => {
    const rules = rulesOf({ role });
    const good = frameTo(role, 0x00, [0xe2, 0x82]);
    const chunk = joined(good, frameTo(role, 0x00, [0x41]));
    const before = begun(rules, role, 1, 'a');
    const { next, message } = takeSmallFragments(before, chunk, 0, rules);
    expect([next, [...gathered(message.gathered)]]).toEqual([good.length, [0x61, 0xe2, 0x82]]);
    expect(message.utf8).toBeGreaterThan(0);
    const ended = takeSmallFragments(message, frameTo(role, 0x00, [0xac]), 0, rules);
    expect(ended.message.utf8).toBe(0);
  });

  test(`a message is a value: what goes on from it twice, or is left, changes neither, to a ${role}`, () => {
    const rules = rulesOf({ role });
    const before = begun(rules, role, 2, [1]);
    const [two, three] = [2, 3].map(
      (octet) => takeSmallFragments(before, frameTo(role, 0x00, [octet]), 0, rules).message,
    ) as [MessageUnderWay, MessageUnderWay];
    // The chunk ends in what is none of these frames: the room that was made for it is there for the next one.
    const more = takeSmallFragments(
      two,
      joined(frameTo(role, 0x00, [4]), new Uint8Array(9).fill(9)),
      0,
      rules,
    );
    const again = takeSmallFragments(more.message, frameTo(role, 0x00, [5]), 0, rules).message;
    expect(again.gathered.store).toBe(more.message.gathered.store);
    expect([before, two, three, more.message, again].map((value) => [...gathered(value.gathered)])).toEqual([
      [1],
      [1, 2],
      [1, 3],
      [1, 2, 4],
      [1, 2, 4, 5],
    ]);
  });
}
