import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gathered } from '../../src/bytes/gathered.ts';
import { mask } from '../../src/bytes/masking.ts';
import { plainPrimitives } from '../../src/bytes/primitives.ts';
import { inRow } from '../../src/bytes/runs.ts';
import type { AnySession } from '../../src/extension/extension.ts';
import type { FrameHeader } from '../../src/frame/frame.ts';
import { takePayload, withFrame, type Taken } from '../../src/message/assembler.ts';
import { runsOf, type MessageUnderWay } from '../../src/message/inbound.ts';
import type { Message } from '../../src/message/message.ts';
import { add, broken, careless, greedy, session, silent, twice } from '../sessions.ts';
import { key } from '../splits.ts';
import { rulesOf, type RulesOptions } from './rules.ts';

function header(opcode: 0 | 1 | 2, payloadLength: number, changes: Partial<FrameHeader> = {}): FrameHeader {
  return { fin: true, reserved: 0, opcode, masked: false, maskingKey: 0, payloadLength, ...changes };
}

/** Takes the pieces of one message, each as a frame of its own; the last is the end if `final`. */
function assemble(
  options: RulesOptions,
  opcode: 1 | 2,
  pieces: readonly (readonly number[] | Uint8Array)[],
  final = true,
  reserved = 0,
): { readonly out: Message[]; readonly taken: Taken } {
  const rules = rulesOf(options);
  const out: Message[] = [];
  let message: MessageUnderWay | null = null;
  let states: readonly unknown[] = rules.sessions.map(({ initial }) => initial);
  let taken: Taken = { message: null, states, violation: null, at: null };
  for (const [index, piece] of pieces.entries()) {
    const last = final && index === pieces.length - 1;
    const opening = header(index === 0 ? opcode : 0, piece.length, {
      fin: last,
      reserved: index === 0 ? reserved : 0,
    });
    message = withFrame(message, opening, rules);
    const octets = Uint8Array.from(piece);
    taken = takePayload(message, states, opening, 0, octets, 0, octets.length, last, rules, out);
    ({ message, states } = taken);
    if (taken.violation !== null) break;
  }
  return { out, taken };
}

const euro = [0xe2, 0x82, 0xac];
const grin = [0xf0, 0x9f, 0x98, 0x80];

test('the header of a first frame begins a message with room for it, a later one adds to it', () => {
  const begun = withFrame(null, header(1, 10, { reserved: 0 }), rulesOf());
  expect(begun).toMatchObject({
    opcode: 1,
    fragments: 1,
    octets: 10,
    reserved: 0,
    begun: false,
    inflated: 0,
    utf8: 0,
  });
  expect(begun.gathered.store).toHaveLength(10);
  expect(withFrame(begun, header(0, 5), rulesOf())).toMatchObject({ opcode: 1, fragments: 2, octets: 15 });
  expect(withFrame(null, header(2, 3, { reserved: 4 }), rulesOf())).toMatchObject({ opcode: 2, reserved: 4 });
  // Parts and extensions keep no room: nothing is gathered at once.
  expect(withFrame(null, header(1, 10), rulesOf({ parts: true })).gathered.store).toHaveLength(0);
  expect(withFrame(null, header(1, 10), rulesOf({ sessions: [add] })).gathered.store).toHaveLength(0);
});

for (const [way, options] of [
  ['straight', {}],
  ['through extensions', { sessions: [session('x', 0)] }],
] as const) {
  test(`whole messages, ${way}`, () => {
    expect(assemble(options, 1, [[0x61], [0x62, 0x63]]).out).toEqual([{ type: 'text', text: 'abc' }]);
    expect(assemble(options, 2, [[1], [], [2, 3]]).out).toEqual([
      { type: 'binary', data: Uint8Array.of(1, 2, 3) },
    ]);
    expect(assemble(options, 1, [[]]).out).toEqual([{ type: 'text', text: '' }]);
    expect(assemble(options, 1, [[0x61]], false).out).toEqual([]);
  });

  test(`text that is cut anywhere, ${way}`, () => {
    expect(assemble(options, 1, [euro.slice(0, 1), euro.slice(1)]).out).toEqual([
      { type: 'text', text: '€' },
    ]);
    expect(
      assemble(
        options,
        1,
        grin.map((octet) => [octet]),
      ).out,
    ).toEqual([{ type: 'text', text: '😀' }]);
  });

  test(`text that is no UTF-8 is a fault at once, ${way}`, () => {
    const bad = assemble(options, 1, [[0x61, 0xff, 0x61]]);
    expect([bad.out, bad.taken.violation]).toEqual([[], 'text-not-utf8']);
    const cut = assemble(options, 1, [[0x61, 0xe2]]);
    expect([cut.out, cut.taken.violation]).toEqual([[], 'text-not-utf8']);
    // The place is known only where no extension stands between.
    expect([bad.taken.at, cut.taken.at]).toEqual(way === 'straight' ? [1, 1] : [null, null]);
  });
}

test('long text: the runtime looks first, and what it cannot know is looked at by hand', () => {
  const lead = new Uint8Array(1_100).fill(0x61);
  const seen: number[] = [];
  const isUtf8 = (octets: Uint8Array): boolean => {
    seen.push(octets.length);
    return plainPrimitives.isUtf8(octets);
  };
  const options = { primitives: { isUtf8 } };
  for (const [tail, whole] of [
    [[0x61], 0],
    [euro, 0],
    [grin, 0],
    [euro.slice(0, 1), 1],
    [euro.slice(0, 2), 2],
    [grin.slice(0, 3), 3],
  ] as const) {
    seen.length = 0;
    const { taken } = assemble(options, 1, [[...lead, ...tail]], false);
    expect([taken.violation, taken.message?.utf8 === 0]).toEqual([null, whole === 0]);
    // The last character stays behind if it may be cut: only its last octet would tell.
    expect(seen).toEqual([tail.length === 1 && whole === 0 ? 1_101 : 1_100]);
  }
  for (const tail of [[0xff], [0x80], [0xe2, 0xe2], [0x80, 0x80, 0x80, 0x80], [0xe2, 0x41]]) {
    const { taken } = assemble(options, 1, [[...lead, ...tail]]);
    expect([taken.violation, taken.at]).toEqual(['text-not-utf8', tail[0] === 0xe2 ? 1_101 : 1_100]);
  }
  // A record that never says yes changes nothing but the way.
  const never = assemble({ primitives: { isUtf8: () => false } }, 1, [[...lead, ...euro]]);
  expect(never.out).toEqual([{ type: 'text', text: `${'a'.repeat(1_100)}€` }]);
});

test('masked payloads, in one go and octet by octet, in every phase', () => {
  const rules = rulesOf({ role: 'server' });
  const hello = [0x7f, 0x9f, 0x4d, 0x51, 0x58];
  const opening = header(1, 5, { masked: true, maskingKey: key });
  for (let cut = 0; cut <= 5; cut++) {
    const out: Message[] = [];
    const chunk = Uint8Array.of(0, ...hello);
    const first = takePayload(
      withFrame(null, opening, rules),
      [],
      opening,
      0,
      chunk,
      1,
      1 + cut,
      false,
      rules,
      out,
    );
    const rest = first.message as MessageUnderWay;
    takePayload(rest, [], opening, cut, chunk, 1 + cut, 6, true, rules, out);
    expect(out).toEqual([{ type: 'text', text: 'Hello' }]);
    expect(chunk).toEqual(Uint8Array.of(0, ...hello));
  }
  const parted: Message[] = [];
  const parts = rulesOf({ role: 'server', parts: true });
  takePayload(
    withFrame(null, opening, parts),
    [],
    opening,
    0,
    Uint8Array.from(hello),
    0,
    5,
    true,
    parts,
    parted,
  );
  expect(parted).toEqual([{ type: 'text-part', text: 'Hello', final: true }]);
});

test('a message under way is a value: taking on from it twice gives two messages', () => {
  const rules = rulesOf();
  const { taken } = assemble({}, 1, [[0x61]], false);
  const begun = taken.message as MessageUnderWay;
  for (const octet of [0x62, 0x63]) {
    const out: Message[] = [];
    const next = withFrame(begun, header(0, 1), rules);
    takePayload(next, [], header(0, 1), 0, Uint8Array.of(octet), 0, 1, true, rules, out);
    expect(out).toEqual([{ type: 'text', text: `a${String.fromCharCode(octet)}` }]);
  }
  expect([...gathered(begun.gathered)]).toEqual([0x61]);
});

test('in parts: as they come, text only between characters, and the end always told', () => {
  const parts = { parts: true };
  expect(assemble(parts, 2, [[1], [], [2]]).out).toEqual([
    { type: 'binary-part', data: Uint8Array.of(1), final: false },
    { type: 'binary-part', data: Uint8Array.of(2), final: true },
  ]);
  expect(assemble(parts, 2, [[1], []]).out.at(-1)).toEqual({
    type: 'binary-part',
    data: new Uint8Array(0),
    final: true,
  });
  expect(
    assemble(parts, 1, [
      [0x61, ...euro.slice(0, 2)],
      [0xac, 0x62],
    ]).out,
  ).toEqual([
    { type: 'text-part', text: 'a', final: false },
    { type: 'text-part', text: '€b', final: true },
  ]);
  expect(assemble(parts, 1, [...grin.map((octet) => [octet]), []]).out).toEqual([
    { type: 'text-part', text: '😀', final: false },
    { type: 'text-part', text: '', final: true },
  ]);
  expect(assemble(parts, 1, [[0x61], [0x62]]).out).toHaveLength(2);
});

test('in parts: a fault at its octet, and no part that ends inside a character', () => {
  const bad = assemble({ parts: true }, 1, [[0x61], [0x62, 0xff]]);
  expect([bad.out, bad.taken.violation, bad.taken.at]).toEqual([
    [{ type: 'text-part', text: 'a', final: false }],
    'text-not-utf8',
    1,
  ]);
  const cut = assemble({ parts: true }, 1, [[0x61, 0xe2]]);
  expect([cut.out, cut.taken.violation, cut.taken.at]).toEqual([[], 'text-not-utf8', 1]);
  const late = assemble({ parts: true }, 1, [[0xe2], []]);
  expect([late.out, late.taken.violation, late.taken.at]).toEqual([[], 'text-not-utf8', -1]);
});

test('through extensions: the bits of the first frame, states that go on, pieces in a row', () => {
  const { out, taken } = assemble(
    { sessions: [add, twice] },
    2,
    [
      [2, 2],
      [3, 3],
    ],
    true,
    6,
  );
  expect(out).toEqual([{ type: 'binary', data: Uint8Array.of(1, 2) }]);
  expect(taken.states).toEqual([2, 2]);
  const splitting = session('splitting', 0, {
    inbound: (state, { reserved, payload }) => ({
      ok: true,
      state,
      reserved,
      payload: [payload.subarray(0, 1), payload.subarray(1)],
    }),
  });
  expect(assemble({ sessions: [splitting], parts: true }, 2, [[1, 2]]).out).toEqual([
    { type: 'binary-part', data: Uint8Array.of(1), final: false },
    { type: 'binary-part', data: Uint8Array.of(2), final: true },
  ]);
  expect(assemble({ sessions: [splitting] }, 1, [euro]).out).toEqual([{ type: 'text', text: '€' }]);
});

test('an extension that gives nothing: an empty message, and in parts its end', () => {
  expect(assemble({ sessions: [silent] }, 1, [[0x61]]).out).toEqual([{ type: 'text', text: '' }]);
  expect(assemble({ sessions: [silent], parts: true }, 2, [[1], [2]]).out).toEqual([
    { type: 'binary-part', data: new Uint8Array(0), final: true },
  ]);
});

test('faults of extensions: unreadable data, too much of it, a bit that nobody took off', () => {
  const fault = (options: RulesOptions, reserved: number): unknown => {
    const { out, taken } = assemble(options, 2, [[1, 2, 3]], true, reserved);
    expect([out, taken.at, taken.message]).toEqual([[], null, null]);
    return taken.violation;
  };
  expect(fault({ sessions: [broken] }, 4)).toBe('extension-data-invalid');
  expect(fault({ sessions: [greedy], limits: { inflatedPayload: 29 } }, 4)).toBe('inflated-message-too-big');
  expect(fault({ sessions: [careless] }, 1)).toBe('extension-data-forbidden');
  expect(
    assemble({ sessions: [greedy], limits: { inflatedPayload: 30 } }, 2, [[1, 2, 3]], true, 4).out,
  ).toHaveLength(1);
  // The limit is for the message, not for each of its parts.
  const halves = assemble(
    { sessions: [greedy], limits: { inflatedPayload: 29 } },
    2,
    [[1], [2], [3]],
    true,
    4,
  );
  expect(halves.taken.violation).toBe('inflated-message-too-big');
});

test('V-A2 what extensions give stays where it is until the message ends: nothing is moved to larger memory', () => {
  const asked: number[] = [];
  const allocate = (length: number): Uint8Array => {
    asked.push(length);
    return new Uint8Array(length);
  };
  const given: Uint8Array[] = [];
  const tenfold: AnySession = {
    ...session('tenfold', 0),
    inbound: (state, { payload, reserved }) => {
      const pieces = Array.from({ length: 10 }, () => payload.slice());
      given.push(...pieces);
      return { ok: true, state, reserved, payload: pieces };
    },
  };
  const pieces = [300, 9_000, 10, 370].map((length) => new Uint8Array(length).fill(length));
  const options = { sessions: [tenfold], limits: { inflatedPayload: 100_000 }, primitives: { allocate } };
  const { taken } = assemble(options, 2, pieces, false);
  // For each its own copy, and no more than that.
  expect(asked).toEqual([300, 9_000, 10, 370]);
  const kept = taken.message === null ? [] : inRow(runsOf(taken.message));
  expect(kept.map(({ length }) => length)).toEqual([
    3_000,
    ...Array.from({ length: 10 }, () => 9_000),
    3_800,
  ]);
  expect(kept[1]).toBe(given[10]);
  const { out } = assemble(options, 2, pieces);
  const all = pieces.flatMap((piece) => Array.from({ length: 10 }, () => [...piece]).flat());
  expect(out).toEqual([{ type: 'binary', data: Uint8Array.from(all) }]);
});

test('V-A2 fragments that double what there is get room up to the limit, not beyond', () => {
  const options = { limits: { messagePayload: 700 } };
  const { taken } = assemble(
    options,
    2,
    [new Uint8Array(400), new Uint8Array(200), new Uint8Array(100)],
    false,
  );
  expect(taken.message?.gathered.store).toHaveLength(700);
});

test('law: however a message is cut, whole or in parts, the same content comes out', () => {
  const text = fc.string({ unit: 'binary', maxLength: 30 });
  fc.assert(
    fc.property(text, fc.array(fc.nat(60), { maxLength: 6 }), (content, cuts) => {
      const octets = new TextEncoder().encode(content);
      const borders = [
        0,
        ...cuts.map((cut) => Math.min(cut, octets.length)).sort((a, b) => a - b),
        octets.length,
      ];
      const pieces = borders.slice(1).map((border, index) => octets.subarray(borders[index], border));
      for (const sessions of [[], [session('x', 0)]]) {
        expect(assemble({ sessions }, 1, pieces).out).toEqual([{ type: 'text', text: content }]);
        const { out } = assemble({ sessions, parts: true }, 1, pieces);
        expect(out.map((part) => (part.type === 'text-part' ? part.text : '?')).join('')).toBe(content);
        expect(out.filter((part) => part.type === 'text-part' && part.final)).toHaveLength(1);
      }
    }),
    { numRuns: 400 },
  );
});

test('text that is none comes before the fault that ends it', () => {
  const ending = (before: readonly (readonly number[])[]): AnySession =>
    session('ending', 4, {
      inbound: () => ({
        ok: false,
        violation: 'inflated-message-too-big',
        before: before.map((piece) => Uint8Array.from(piece)),
      }),
    });
  const fault = (opcode: 1 | 2, before: readonly (readonly number[])[]): unknown =>
    assemble({ sessions: [ending(before)] }, opcode, [[1]], true, 4).taken.violation;
  expect(fault(1, [[0x41], [0xff]])).toBe('text-not-utf8');
  expect(fault(1, [[0xff], [0x41]])).toBe('text-not-utf8');
  expect(fault(1, [[0x41, 0xe2]])).toBe('inflated-message-too-big');
  expect(fault(1, [])).toBe('inflated-message-too-big');
  expect(fault(2, [[0xff]])).toBe('inflated-message-too-big');
});

test('a message that comes out whole is delivered whole, in memory of its own', () => {
  const kept = Uint8Array.of(1, 2);
  const giving = (...payload: readonly Uint8Array[]): AnySession =>
    session('giving', 4, { inbound: (state) => ({ ok: true, state, reserved: 0, payload }) });
  const one = assemble({ sessions: [giving(kept)] }, 2, [[0]], true, 4).out;
  expect(one).toEqual([{ type: 'binary', data: kept }]);
  expect(one[0]?.type === 'binary' && one[0].data).not.toBe(kept);
  expect(assemble({ sessions: [giving(kept, kept)] }, 2, [[0]], true, 4).out).toEqual([
    { type: 'binary', data: Uint8Array.of(1, 2, 1, 2) },
  ]);
  const halves = giving(Uint8Array.of(0xe2), Uint8Array.of(0x82, 0xac));
  expect(assemble({ sessions: [halves] }, 1, [[0]], true, 4).out).toEqual([{ type: 'text', text: '€' }]);
  expect(assemble({ sessions: [giving()] }, 1, [[0]], true, 4).out).toEqual([{ type: 'text', text: '' }]);
});

test('a masked payload of any length goes on where its key stands', () => {
  for (const length of [0, 1, 127, 128, 129, 5_000]) {
    const octets = Uint8Array.from({ length }, (_, index) => (index * 73) & 0xff);
    const masked = mask(octets, key);
    const rules = rulesOf({ role: 'server' });
    const opening = header(2, length, { masked: true, maskingKey: key });
    for (const cut of [0, 3, 130].filter((place) => place <= length)) {
      const out: Message[] = [];
      const begun = withFrame(null, opening, rules);
      const half = takePayload(begun, [], opening, 0, masked, 0, cut, false, rules, out);
      takePayload(half.message as MessageUnderWay, [], opening, cut, masked, cut, length, true, rules, out);
      expect(out.map((message) => message.type === 'binary' && Buffer.compare(message.data, octets))).toEqual(
        [0],
      );
    }
  }
});
