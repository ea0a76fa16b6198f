import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainPrimitives } from '../../src/bytes/primitives.ts';
import { encode } from '../../src/frame/encoder.ts';
import type { Outbound, OutboundFrame } from '../../src/frame/outbound.ts';
import { frameTo, joined, key } from '../splits.ts';

const noKeys = new Uint32Array(0);

function frame(payload: Uint8Array | string, masked = false): OutboundFrame {
  return {
    type: 'frame',
    fin: true,
    reserved: 0,
    opcode: typeof payload === 'string' ? 1 : 2,
    masked,
    payload,
  };
}

function segments(outbound: readonly Outbound[], keys = noKeys, firstKey = 0): readonly Uint8Array[] {
  const encoded = encode(outbound, keys, firstKey);
  if (!encoded.ok) throw new Error(encoded.problem.sentence);
  return encoded.value;
}

/** What the frame is on the wire, by other hands. */
function wire({ payload, masked, opcode }: OutboundFrame): Uint8Array {
  return frameTo(masked ? 'server' : 'client', 0x80 | opcode, payload);
}

test('the frames of RFC 6455 §5.7', () => {
  const hello = new TextEncoder().encode('Hello');
  expect(segments([frame('Hello')])).toEqual([joined([0x81, 0x05], hello)]);
  expect(segments([frame('Hello', true)], Uint32Array.of(key))).toEqual([
    Uint8Array.of(0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58),
  ]);
  const parts: Outbound[] = [
    { ...frame('Hel'), fin: false },
    { ...frame('lo'), opcode: 0 },
    { ...frame(hello), opcode: 9 },
  ];
  expect(segments(parts)).toEqual([
    joined([0x01, 0x03], hello.subarray(0, 3), [0x80, 0x02], hello.subarray(3), [0x89, 0x05], hello),
  ]);
  expect(segments([{ ...frame(hello), reserved: 5 }])).toEqual([joined([0xd2, 0x05], hello)]);
});

test('nothing to send is no segment', () => {
  expect(segments([])).toEqual([]);
  expect(segments([{ type: 'octets', octets: new Uint8Array(0) }])).toEqual([]);
});

const lengths = [
  0, 1, 31, 32, 33, 40, 41, 62, 63, 125, 126, 127, 511, 512, 1_023, 1_024, 4_095, 4_096, 65_535, 65_536,
];

test.each(lengths)(
  'a payload of %i octets or characters, masked and not, alone and among others',
  (length) => {
    const octets = Uint8Array.from({ length }, (_, index) => (index * 31) & 255);
    for (const payload of [
      octets,
      'a'.repeat(length),
      'é'.repeat(length),
      '€'.repeat(length),
      `${'a'.repeat(length)}😀`,
    ]) {
      for (const masked of [false, true]) {
        const one = frame(payload, masked);
        const other = frame('x', masked);
        const keys = Uint32Array.of(key, key, key);
        expect(Buffer.compare(joined(...segments([one], keys)), wire(one))).toBe(0);
        const three = joined(...segments([other, one, other], keys));
        expect(Buffer.compare(three, joined(wire(other), wire(one), wire(other)))).toBe(0);
      }
    }
    expect(octets).toEqual(Uint8Array.from({ length }, (_, index) => (index * 31) & 255));
  },
);

test('the header of text that grows: 42 characters of 3 octets are 126 octets, 124 of 1 and one of 2', () => {
  for (const text of [
    '€'.repeat(41),
    '€'.repeat(42),
    `${'a'.repeat(124)}é`,
    `${'a'.repeat(123)}é`,
    'é'.repeat(63),
  ]) {
    for (const masked of [false, true]) {
      expect(segments([frame(text, masked)], Uint32Array.of(key))).toEqual([wire(frame(text, masked))]);
    }
  }
});

test('small frames share one segment; a large unmasked payload is a segment of its own, by reference', () => {
  const large = new Uint8Array(5_000);
  const [before, payload, after, ...rest] = segments([frame('a'), frame(large), frame('b'), frame('c')]);
  expect(before).toEqual(joined(wire(frame('a')), wire(frame(large)).subarray(0, 4)));
  expect(payload).toBe(large);
  expect([after, rest]).toEqual([joined(wire(frame('b')), wire(frame('c'))), []]);
  const masked = segments([frame(large, true)], Uint32Array.of(key));
  expect(masked).toHaveLength(2);
  expect(masked[1]?.buffer).not.toBe(large.buffer);
});

test('octets as they are: small ones among the frames, large ones by reference', () => {
  const small: Outbound = { type: 'octets', octets: Uint8Array.of(1, 2) };
  const large: Outbound = { type: 'octets', octets: new Uint8Array(5_000) };
  expect(segments([small, frame('a'), small])).toEqual([joined([1, 2], wire(frame('a')), [1, 2])]);
  expect(segments([frame('a'), large, small])).toEqual([wire(frame('a')), large.octets, Uint8Array.of(1, 2)]);
  expect(segments([large])[0]).toBe(large.octets);
  expect(segments([large, large])).toEqual([large.octets, large.octets]);
});

test('600 KB of small frames go in several buffers, none of them large', () => {
  const payload = new Uint8Array(1_000).fill(5);
  const many = Array.from({ length: 600 }, () => frame(payload));
  const all = segments(many);
  expect(all.length).toBeGreaterThan(2);
  expect(all.every((segment) => segment.length <= 262_144)).toBe(true);
  expect(Buffer.compare(joined(...all), joined(...many.map(wire)))).toBe(0);
});

test('a buffer that is left right behind a payload by reference leaves no empty segment', () => {
  const small: Outbound = { type: 'octets', octets: new Uint8Array(4_000).fill(1) };
  const large = frame(new Uint8Array(5_000).fill(2));
  for (let before = 10; before < 70; before++) {
    const outbound = [...Array.from({ length: before }, () => small), large, small, large];
    const all = segments(outbound);
    expect(all.every((segment) => segment.length > 0)).toBe(true);
    const expected = outbound.map((item) => (item.type === 'octets' ? item.octets : wire(item)));
    expect(Buffer.compare(joined(...all), joined(...expected))).toBe(0);
  }
});

test('text, octets and references mixed, over several buffers', () => {
  const mixed: Outbound[] = [
    ...Array.from({ length: 70 }, () => frame('é'.repeat(1_000))),
    frame(new Uint8Array(70_000)),
    { type: 'octets', octets: new Uint8Array(70_000) },
    frame('€'.repeat(1_023)),
    ...Array.from({ length: 20 }, () => frame('é'.repeat(2_000))),
  ];
  const expected = mixed.map((item) => (item.type === 'octets' ? item.octets : wire(item)));
  expect(Buffer.compare(joined(...segments(mixed)), joined(...expected))).toBe(0);
});

test('a buffer that comes out full is its own segment; a part of one is a view', () => {
  const asked: Uint8Array[] = [];
  const allocate = (length: number): Uint8Array => {
    const memory = new Uint8Array(length);
    asked.push(memory);
    return memory;
  };
  const exact = encode([frame(Uint8Array.of(1))], noKeys, 0, { ...plainPrimitives, allocate });
  expect(exact.ok && exact.value[0]).toBe(asked[0]);
  const text = encode([frame('a')], noKeys, 0, { ...plainPrimitives, allocate });
  expect(text.ok && text.value[0]?.buffer).toBe(asked[1]?.buffer);
  expect(text.ok && text.value[0]).toEqual(Uint8Array.of(0x81, 1, 0x61));
});

test('each masked frame takes the next key, from the one named on; too few are refused before anything is encoded', () => {
  const three = [frame('a', true), frame('b'), frame('c', true)];
  const keys = Uint32Array.of(0, 0x01000000, 0x02000000);
  expect(segments(three, keys, 1)).toEqual([
    Uint8Array.of(0x81, 0x81, 1, 0, 0, 0, 0x60, 0x81, 1, 0x62, 0x81, 0x81, 2, 0, 0, 0, 0x61),
  ]);
  const asked: number[] = [];
  const allocate = (length: number): Uint8Array => {
    asked.push(length);
    return new Uint8Array(length);
  };
  const refused = encode(three, keys, 2, { ...plainPrimitives, allocate });
  expect(refused).toMatchObject({
    ok: false,
    problem: { name: 'masking-key-missing', detail: '2 needed, 1 given' },
  });
  expect(asked).toEqual([]);
});

test('law: any outbound comes out as its frames one after the other', () => {
  const payload = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.nat(1_500).map((length) => 'aé€'.repeat(length)),
    fc.uint8Array({ maxLength: 300 }),
    fc.nat(9_000).map((length) => new Uint8Array(length).fill(length & 255)),
  );
  fc.assert(
    fc.property(fc.array(payload, { maxLength: 12 }), fc.boolean(), (payloads, masked) => {
      const outbound = payloads.map((each) => frame(each, masked));
      const keys = Uint32Array.from(outbound, () => key);
      const got = Buffer.concat(segments(outbound, keys));
      expect(Buffer.compare(got, Buffer.concat(outbound.map(wire)))).toBe(0);
    }),
    { numRuns: 500 },
  );
});
