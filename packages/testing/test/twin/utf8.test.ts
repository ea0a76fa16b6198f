import { TextEncoder } from 'node:util';
import { expect, test } from 'vitest';
import { twinUtf8, twinUtf8Octets } from '../../src/twin/utf8.ts';

test.each(['', 'Hello', 'é', '€', '😀', '\u{10ffff}', '\ufeffx', '\u0000'])(
  '%j goes there and back',
  (text) => {
    const octets = twinUtf8Octets(text);
    expect(octets).toEqual(new Uint8Array(new TextEncoder().encode(text)));
    expect(twinUtf8(octets)).toEqual({ text, brokenAt: -1, unfinished: false });
  },
);

test.each([
  ['U1 an overlong form', [0xc0, 0x80], 0],
  ['U2 an overlong form', [0xe0, 0x80, 0xaf], 1],
  ['U3 an overlong form', [0xf0, 0x8f, 0xbf, 0xbf], 1],
  ['U4 a surrogate', [0xed, 0xa0, 0x80], 1],
  ['U5 a number too high', [0xf4, 0x90, 0x80, 0x80], 1],
  ['U5 an octet that never stands', [0x41, 0xff], 1],
  ['U6 a lone continuation', [0x80], 0],
  ['a lead octet inside a character', [0xe2, 0x82, 0x41], 2],
])('%s is blamed on its octet', (_, octets, brokenAt) => {
  expect(twinUtf8(Uint8Array.from(octets))).toMatchObject({ brokenAt, unfinished: false });
});

test('U7 a beginning of a character may be finished', () => {
  expect(twinUtf8(Uint8Array.of(0x41, 0xf0, 0x9f, 0x98))).toEqual({
    text: 'A',
    brokenAt: -1,
    unfinished: true,
  });
});
