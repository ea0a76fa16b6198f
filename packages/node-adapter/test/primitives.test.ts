import { isUtf8 } from 'node:buffer';
import { establish, plainPrimitives, receive } from '@sansws/core';
import { encodeText } from '@sansws/core/bytes';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { primitives } from '../src/primitives.ts';

const texts = [
  'x'.repeat(2_000),
  `${'x'.repeat(2_000)}é`,
  `\u{feff}${'x'.repeat(1_100)}`,
  '你好 😀'.repeat(400),
  '',
];

test("text in Node's way is text in the plain way, short and long, ASCII and not", () => {
  for (const text of texts) {
    const octets = encodeText(text);
    expect(primitives.decodeText(octets, 0, octets.length, false)).toBe(text);
    expect(primitives.isUtf8(octets)).toBe(true);
    const broken = Uint8Array.of(...octets, 0xff);
    expect(primitives.decodeText(broken, 0, broken.length, false)).toBe(null);
    expect(primitives.isUtf8(broken)).toBe(false);
  }
});

test('ASCII that somebody has seen is decoded as it is, whatever is around it', () => {
  for (const length of [0, 1, 40, 300, 3_000]) {
    const text = 'abc\u0000\u007f'.repeat(length).slice(0, length);
    const around = Uint8Array.of(0xff, ...encodeText(text), 0xff);
    expect(primitives.decodeText(around, 1, 1 + length, true)).toBe(text);
    expect(plainPrimitives.decodeText(around, 1, 1 + length, true)).toBe(text);
  }
});

test('a range of octets is decoded, whatever is around it', () => {
  for (const text of [...texts, '\ufffd', 'é\ufffd', 'short']) {
    const octets = encodeText(text);
    const around = Uint8Array.of(0xff, 0x61, ...octets, 0x62, 0xff);
    expect(primitives.decodeText(around, 2, 2 + octets.length, false)).toBe(text);
    expect(primitives.decodeText(around, 1, 3 + octets.length, false)).toBe(`a${text}b`);
    expect(primitives.decodeText(around, 1, 4 + octets.length, false)).toBe(null);
  }
});

test('long text is what the plain way makes of it, whole or with one octet that is another', () => {
  const character = fc.oneof(
    fc.constantFrom(
      'a',
      '\u007f',
      '\u0080',
      'ÿ',
      '\u07ff',
      '\u0800',
      '\ud7ff',
      '\ue000',
      '\ufeff',
      '\ufffd',
      '\uffff',
    ),
    fc.constantFrom('\u{10000}', '\u{1f600}', '\u{10ffff}', '你', 'я'),
  );
  fc.assert(
    fc.property(
      fc.array(character, { minLength: 1, maxLength: 40 }),
      fc.nat(),
      fc.nat(255),
      (pieces, place, octet) => {
        const unit = pieces.join('');
        const text = unit.repeat(Math.ceil(2_048 / unit.length));
        const octets = encodeText(text);
        expect(primitives.decodeText(octets, 0, octets.length, false)).toBe(text);
        octets[place % octets.length] = octet;
        const plain = plainPrimitives.decodeText(octets, 0, octets.length, false);
        expect(primitives.decodeText(octets, 0, octets.length, false)).toBe(plain);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('very long text is one string', () => {
  for (const unit of ['你好 😀', 'é']) {
    const text = unit.repeat(1_000_000);
    const octets = encodeText(text);
    expect(primitives.decodeText(octets, 0, octets.length, false) === text).toBe(true);
  }
});

test("text is encoded in Node's way as in the plain way, wherever it fits and wherever it does not", () => {
  for (const text of [...texts, 'short', 'é', '€', '😀', 'é'.repeat(9), `${'x'.repeat(20)}€`]) {
    const { length } = encodeText(text);
    for (const room of [0, 1, length - 1, length, length + 1, 3 * text.length, 3 * text.length + 1]) {
      for (const at of [0, 3]) {
        const [ours, plain] = [
          new Uint8Array(at + Math.max(0, room)),
          new Uint8Array(at + Math.max(0, room)),
        ];
        const written = primitives.encodeTextInto(text, ours, at);
        expect(written).toBe(plainPrimitives.encodeTextInto(text, plain, at));
        if (written >= 0) expect(Buffer.compare(ours, plain)).toBe(0);
      }
    }
  }
});

test('what is not UTF-8 is known by every octet that can be wrong, in each place of three', () => {
  const edges = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef];
  const more = [...edges, 0xf0, 0xf4, 0xf5, 0xff];
  const wrong: string[] = [];
  for (let first = 0; first < 256; first++) {
    for (const second of more) {
      for (const third of more) {
        for (const fourth of [0x61, 0x80, 0xbf]) {
          const octets = Uint8Array.of(first, second, third, fourth);
          const text = primitives.decodeText(octets, 0, 4, false);
          if ((text !== null) !== isUtf8(octets) || (text !== null && !octetsAre(text, octets))) {
            wrong.push(Buffer.from(octets).toString('hex'));
          }
        }
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('what a state holds never shares memory with what is delivered', () => {
  const held = new Set<ArrayBufferLike>();
  const delivered = new Set<ArrayBufferLike>();
  for (let length = 0; length < 3_000; length += 7) {
    held.add(primitives.allocateHeld(length).buffer);
    delivered.add(primitives.allocate(length).buffer);
  }
  expect([...held].filter((memory) => delivered.has(memory))).toEqual([]);
});

/** Gives memory away in every way that the runtime knows; whether it is gone. */
function giveAway(memory: ArrayBuffer): boolean {
  const ways = [
    (): unknown => structuredClone(memory, { transfer: [memory] }),
    (): unknown => (memory as ArrayBuffer & { transfer?: () => unknown }).transfer?.(),
  ];
  for (const way of ways) {
    try {
      way();
    } catch (error) {
      expect(String(error)).toMatch(/DataCloneError|not detachable/u);
    }
    // What is gone cannot be given away once more.
    if (memory.byteLength === 0) break;
  }
  return memory.byteLength === 0;
}

test('memory that payloads share is not given away, and if it is, the next one has another', () => {
  for (const length of [16, 16_384, 16_385, 65_545]) {
    const { buffer } = primitives.allocate(length);
    const isGone = giveAway(buffer as ArrayBuffer);
    // Only Node 22 has a `transfer` that asks nobody.
    if (isGone) expect(process.version).toMatch(/^v22\./u);
    const next = primitives.allocate(length);
    expect(next).toHaveLength(length);
    next.fill(1);
  }
  expect(giveAway(primitives.allocate(65_601).buffer as ArrayBuffer)).toBe(true);
});

test('a message that is given to a worker costs no other connection anything', () => {
  const frame = Uint8Array.of(0x82, 0x80 | 100, 0, 0, 0, 0, ...new Uint8Array(100).fill(7));
  for (let round = 0; round < 3; round++) {
    const { connection } = establish({ role: 'server', primitives }, 0);
    const begun = receive(connection, frame.subarray(0, 50), 0);
    const step = receive(connection, frame, 0);
    const [message] = step.events;
    if (message?.type !== 'binary') throw new Error('no message came');
    giveAway(message.data.buffer as ArrayBuffer);
    expect(receive(begun.connection, frame.subarray(50), 0).events).toEqual([
      { type: 'binary', data: new Uint8Array(100).fill(7) },
    ]);
  }
});

test('a chunk may lie anywhere in memory of any size, as that of WebAssembly', () => {
  const memory = new ArrayBuffer(2 ** 32 + 1_024);
  const payload = Uint8Array.from({ length: 300 }, (_, index) => index & 0x7f);
  const header = [0x82, 0x80 | 126, 1, 44, 0, 0, 0, 0];
  const wire = Uint8Array.of(...header, ...payload, ...header, ...payload);
  for (const place of [0, 2 ** 31 - 2, 2 ** 31 + 1, 2 ** 32 + 3]) {
    const chunk = new Uint8Array(memory, place, wire.length);
    chunk.set(wire);
    const { events } = receive(establish({ role: 'server' }, 0).connection, chunk, 0);
    expect(events).toEqual([
      { type: 'binary', data: payload },
      { type: 'binary', data: payload },
    ]);
  }
});

test('scratch is as long as asked, and the same memory while it is short', () => {
  expect(primitives.scratch(10)).toBe(primitives.scratch(700));
  for (const length of [0, 1, 1_024, 1_025]) {
    expect(primitives.scratch(length).length).toBeGreaterThanOrEqual(length);
  }
});

test('any octets mean the same to both', () => {
  const octets = fc.uint8Array({ maxLength: 3_000, size: 'max' });
  fc.assert(
    fc.property(octets, fc.boolean(), (some, ascii) => {
      const all = ascii ? some.map((octet) => octet & 0x7f) : some;
      expect(primitives.decodeText(all, 0, all.length, false)).toBe(
        plainPrimitives.decodeText(all, 0, all.length, false),
      );
      expect(primitives.isUtf8(all)).toBe(plainPrimitives.isUtf8(all));
    }),
    { numRuns: 500 },
  );
});

test('regions of a pool never overlap, and begin where words may', () => {
  const seen = new Map<ArrayBufferLike, number>();
  for (let count = 0; count < 5_000; count++) {
    const { buffer, byteOffset, length } = primitives.allocate(count % 97);
    expect(byteOffset % 8).toBe(0);
    expect(byteOffset).toBeGreaterThanOrEqual(seen.get(buffer) ?? 0);
    seen.set(buffer, byteOffset + length);
  }
});

function octetsAre(text: string, octets: Uint8Array): boolean {
  return Buffer.compare(Buffer.from(text), octets) === 0;
}
