/** Text that is no UTF-8, and odd text that is (RFC 6455 §8.1, RFC 3629). */
import { expect, test } from 'vitest';
import { receive } from '../../src/connection/index.ts';
import {
  closesIn,
  expectDeaf,
  expectFailed,
  expectFailure,
  failuresOf,
  frameTo,
  framesIn,
  inEveryCut,
  joined,
  number,
  open,
  play,
  roles,
} from '../splits.ts';
import type { Role } from '../../src/vocabulary/role.ts';

/** Octets of text, and the index of the first one with which it cannot be UTF-8. */
type Bad = readonly [octets: readonly number[], at: number];

/** The length of a header of a short frame to that role. */
const head = (role: Role): number => (role === 'server' ? 6 : 2);

/** Asserts that the octets are refused there, alone and behind 20 octets of ASCII, as text and as a reason. */
function expectBad(role: Role, bad: readonly Bad[]): void {
  for (const [octets, at] of bad) {
    for (const lead of [0, 20]) {
      const text = joined(new Uint8Array(lead).fill(0x61), octets, [0x7a]);
      const broken = ['text-not-utf8', 1007, '§8.1', head(role) + lead + at] as const;
      expectFailure(open(role), frameTo(role, 0x81, text), broken);
    }
    const reason = joined(number(1000, 2), octets, [0x7a]);
    const broken = ['close-reason-not-utf8', 1007, '§5.5.1', head(role) + 2 + at] as const;
    expectFailure(open(role), frameTo(role, 0x88, reason), broken);
  }
}

/** Asserts that the octets are delivered as that text. */
function expectGood(role: Role, octets: readonly number[], text: string): void {
  expect(inEveryCut(open(role), frameTo(role, 0x81, octets)).events).toEqual([{ type: 'text', text }]);
}

for (const role of roles) {
  test(`U1 overlong forms of two octets, to a ${role}`, () => {
    expectBad(role, [
      [[0xc0, 0x80], 0],
      [[0xc0, 0xaf], 0],
      [[0xc1, 0xbf], 0],
    ]);
  });

  test(`U2 overlong forms of three octets, to a ${role}`, () => {
    expectBad(role, [
      [[0xe0, 0x80, 0xaf], 1],
      [[0xe0, 0x9f, 0xbf], 1],
    ]);
  });

  test(`U3 overlong forms of four octets, to a ${role}`, () => {
    expectBad(role, [
      [[0xf0, 0x80, 0x80, 0xaf], 1],
      [[0xf0, 0x8f, 0xbf, 0xbf], 1],
    ]);
  });

  test(`U4 surrogates, also in pairs, to a ${role}`, () => {
    expectBad(role, [
      [[0xed, 0xa0, 0x80], 1],
      [[0xed, 0xbf, 0xbf], 1],
      [[0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80], 1],
    ]);
  });

  test(`U5 beyond U+10FFFF, to a ${role}`, () => {
    expectBad(role, [
      [[0xf4, 0x90, 0x80, 0x80], 1],
      [[0xf5, 0x80, 0x80, 0x80], 0],
      [[0xf8, 0x88, 0x80, 0x80, 0x80], 0],
      [[0xff], 0],
      [[0xfe], 0],
    ]);
  });

  test(`U6 a continuation octet that continues nothing, to a ${role}`, () => {
    expectBad(role, [
      [[0x80], 0],
      [[0xbf], 0],
      [[0xc3, 0xa9, 0xa9], 2],
    ]);
  });

  test(`U7 a character that is cut by the end of the message, to a ${role}`, () => {
    for (const octets of [[0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0x61, 0x62, 0xe2]]) {
      const last = head(role) + octets.length - 1;
      expectFailure(open(role), frameTo(role, 0x81, octets), ['text-not-utf8', 1007, '§8.1', last]);
      // The end may come with an empty fragment: then its header proves it.
      const halves = joined(frameTo(role, 0x01, octets), frameTo(role, 0x80));
      expectFailure(open(role), halves, ['text-not-utf8', 1007, '§8.1', halves.length - 1]);
    }
  });

  test(`U8 a character that goes on in the next fragment, to a ${role}`, () => {
    const octets = joined(frameTo(role, 0x01, [0xe2, 0x82]), frameTo(role, 0x80, [0xac]));
    expect(inEveryCut(open(role), octets).events).toEqual([{ type: 'text', text: '€' }]);
  });

  test(`U9 characters cut at every octet over fragments, to a ${role}`, () => {
    const text = 'aé€😀z';
    const octets = new TextEncoder().encode(text);
    for (let first = 0; first <= octets.length; first++) {
      for (let second = first; second <= octets.length; second++) {
        const frames = joined(
          frameTo(role, 0x01, octets.subarray(0, first)),
          frameTo(role, 0x00, octets.subarray(first, second)),
          frameTo(role, 0x80, octets.subarray(second)),
        );
        expect(play(open(role), [frames]).events).toEqual([{ type: 'text', text }]);
      }
    }
  });

  test(`U10 a character cut by fragments, chunks and a Ping, to a ${role}`, () => {
    const [one, two, three, four] = [...new TextEncoder().encode('😀')].map((octet) => [octet]);
    const octets = joined(
      frameTo(role, 0x01, one),
      frameTo(role, 0x89, [0xff]),
      frameTo(role, 0x00, joined(two ?? [], three ?? [])),
      frameTo(role, 0x8a, [0xfe]),
      frameTo(role, 0x80, four),
    );
    const { events, outbound } = inEveryCut(open(role), octets);
    expect(events.at(-1)).toEqual({ type: 'text', text: '😀' });
    expect(framesIn(outbound, 0xa)).toEqual([Uint8Array.of(0xff)]);
  });

  test(`U11 a bad octet in fragment 1 of 1,000, to a ${role}: refused before fragment 2`, () => {
    const fragment = frameTo(role, 0x01, [0x61, 0xff, 0x61]);
    const at = head(role) + 1;
    expectFailure(open(role), fragment, ['text-not-utf8', 1007, '§8.1', at]);
    const { connection } = play(open(role), [fragment.subarray(0, at + 1)]);
    for (let count = 2; count <= 1_000; count++) {
      expect(receive(connection, frameTo(role, 0x00, 'abc'), 0).connection).toBe(connection);
    }
  });

  test(`U12 a bad octet at 10 in a frame of 1 MiB of which 11 octets came, to a ${role}: refused now`, () => {
    const whole = frameTo(role, 0x81, joined(new Uint8Array(10).fill(0x61), [0xc0], new Uint8Array(69_989)));
    const header = whole.length - 70_000;
    expect(failuresOf(play(open(role), [whole.subarray(0, header + 10)]))).toEqual([]);
    expectFailure(open(role), whole.subarray(0, header + 11), ['text-not-utf8', 1007, '§8.1', header + 10]);
    const outcome = play(open(role), [whole]);
    expectFailed(open(role), outcome, ['text-not-utf8', 1007, '§8.1', header + 10]);
  });

  test(`U13 code points that are no characters, to a ${role}`, () => {
    for (const point of [0xfffe, 0xffff, 0xfdd0, 0xfdef, 0x1fffe, 0x8ffff, 0x10fffe, 0x10ffff]) {
      const text = String.fromCodePoint(point);
      expectGood(role, [...new TextEncoder().encode(text)], text);
    }
  });

  test(`U14 U+FEFF is delivered wherever it stands, to a ${role}`, () => {
    expectGood(role, [0xef, 0xbb, 0xbf, 0x61], '\ufeffa');
    expectGood(role, [0xef, 0xbb, 0xbf], '\ufeff');
    expectGood(
      role,
      [...new TextEncoder().encode(`\ufeff${'long '.repeat(20)}`)],
      `\ufeff${'long '.repeat(20)}`,
    );
    const second = joined(frameTo(role, 0x01, 'a'), frameTo(role, 0x80, [0xef, 0xbb, 0xbf]));
    expect(inEveryCut(open(role), second).events).toEqual([{ type: 'text', text: 'a\ufeff' }]);
  });

  test(`U15 NUL, control characters and DEL, to a ${role}`, () => {
    const octets = [...Array.from({ length: 32 }, (_, index) => index), 0x7f];
    expectGood(role, octets, String.fromCharCode(...octets));
    expectGood(role, [0xc2, 0x80, 0xc2, 0x9f], '\u0080\u009f');
  });

  test(`U16 the borders of the forms, to a ${role}`, () => {
    for (const point of [0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff]) {
      const text = `${String.fromCodePoint(point)}.`;
      expectGood(role, [...new TextEncoder().encode(text)], text);
    }
  });

  test(`U18 what is no UTF-8 is fine in binary, Ping and Pong, to a ${role}`, () => {
    const data = Uint8Array.of(0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80);
    const octets = joined(...[0x82, 0x89, 0x8a].map((first) => frameTo(role, first, data)));
    expect(inEveryCut(open(role), octets).events).toEqual([
      { type: 'binary', data },
      { type: 'ping', applicationData: data },
      { type: 'pong', applicationData: data, roundTrip: null },
    ]);
  });

  test(`U19 a reason that is no UTF-8, to a ${role}: refused at its first bad octet`, () => {
    const body = joined(number(1000, 2), [0x61, 0xff, 0x61]);
    const broken = ['close-reason-not-utf8', 1007, '§5.5.1', head(role) + 3] as const;
    expectFailure(open(role), frameTo(role, 0x88, body), broken);
  });

  test(`U20 a reason of 123 octets that ends inside a character, to a ${role}`, () => {
    const body = joined(number(1000, 2), new Uint8Array(121).fill(0x61), [0xe2, 0x82]);
    const broken = ['close-reason-not-utf8', 1007, '§5.5.1', head(role) + 124] as const;
    const outcome = play(open(role), [frameTo(role, 0x88, body)]);
    expectFailed(open(role), outcome, broken);
    const short = joined(number(1000, 2), [0x61, 0xe2, 0x82]);
    expectFailure(open(role), frameTo(role, 0x88, short), [broken[0], 1007, '§5.5.1', head(role) + 4]);
  });

  test(`U22 bad text after a Close, to a ${role}: ignored`, () => {
    const octets = joined(frameTo(role, 0x88, number(1000, 2)), frameTo(role, 0x81, [0xff]));
    const { connection, events, outbound } = inEveryCut(open(role), octets);
    expect(events).toEqual([{ type: 'closing', by: 'remote', statusCode: 1000, reason: '' }]);
    expect(closesIn(outbound)).toEqual([1000]);
    expectDeaf(connection);
  });

  test(`long text with one bad octet at any place, to a ${role}: refused exactly there`, () => {
    // The fast ways for long text look at many octets at once; none may lose the place.
    for (const length of [17, 64, 1_023, 1_024, 1_025, 4_096]) {
      for (const at of new Set([0, 1, 15, 16, length - 4, length - 3, length - 2, length - 1])) {
        const text = new Uint8Array(length).fill(0x61);
        text[at] = 0x80;
        const frame = frameTo(role, 0x81, text);
        const offset = frame.length - length + at;
        for (const cut of [0, frame.length >> 1, frame.length - 1]) {
          const outcome = play(open(role), [frame.subarray(0, cut), frame.subarray(cut)]);
          expect(failuresOf(outcome).map((violation) => violation.offset)).toEqual([offset]);
        }
      }
    }
  });
}
