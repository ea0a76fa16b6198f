import { expect, test } from 'vitest';
import { decodeText, encodeText, encodeTextInto, isWellFormed } from '../../src/bytes/text.ts';

const samples = ['', 'Hello', 'é', '€', '😀', 'مرحبا', '日本語', '\ufeffBOM', '\0\u007f\u0080', '\uffff'];

test.each(samples)('text goes to octets and back: %j', (text) => {
  const octets = encodeText(text);
  expect(octets).toEqual(new Uint8Array(Buffer.from(text)));
  expect(decodeText(octets)).toBe(text);
});

test('what is no UTF-8 has no string', () => {
  for (const octets of [[0xff], [0xe2, 0x82], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]]) {
    expect(decodeText(Uint8Array.from(octets))).toBeNull();
  }
});

test('text is written to a place, and how many octets it took is told', () => {
  const target = new Uint8Array(6);
  expect(encodeTextInto('a€', target)).toBe(4);
  expect([...target]).toEqual([0x61, 0xe2, 0x82, 0xac, 0, 0]);
  expect(encodeTextInto('€€€', target)).toBe(-1);
});

test('a lone surrogate is told apart from a pair, and encoded as U+FFFD', () => {
  expect(isWellFormed('😀')).toBe(true);
  for (const bad of ['\ud83d', '\ude00', '\ude00\ud83d', 'a\ud83d']) expect(isWellFormed(bad)).toBe(false);
  expect([...encodeText('\ud83d')]).toEqual([0xef, 0xbf, 0xbd]);
});
