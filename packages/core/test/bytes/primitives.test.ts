import { expect, test } from 'vitest';
import { plainPrimitives } from '../../src/bytes/primitives.ts';

test('memory is new each time and as long as asked', () => {
  expect(plainPrimitives.allocate(3)).toHaveLength(3);
  expect(plainPrimitives.allocate(3).buffer).not.toBe(plainPrimitives.allocate(3).buffer);
  expect(plainPrimitives.allocateHeld(3)).toHaveLength(3);
});

test('scratch is at least as long as asked', () => {
  expect(plainPrimitives.scratch(3).length).toBeGreaterThanOrEqual(3);
});

test('UTF-8 is known as a whole', () => {
  expect(plainPrimitives.isUtf8(Uint8Array.of(0xe2, 0x82, 0xac))).toBe(true);
  expect(plainPrimitives.isUtf8(Uint8Array.of(0xe2, 0x82))).toBe(false);
  expect(plainPrimitives.isUtf8(Uint8Array.of(0xff))).toBe(false);
});

test('text is decoded with its U+FEFF, and written to a place', () => {
  expect(plainPrimitives.decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61), 0, 4, false)).toBe('\ufeffa');
  expect(plainPrimitives.decodeText(Uint8Array.of(0xff), 0, 1, false)).toBeNull();
  expect(plainPrimitives.decodeText(Uint8Array.of(0xff, 0x61, 0x62, 0xff), 1, 3, false)).toBe('ab');
  const target = new Uint8Array(4);
  expect(plainPrimitives.encodeTextInto('é', target, 1)).toBe(2);
  expect([...target]).toEqual([0, 0xc3, 0xa9, 0]);
  expect(plainPrimitives.encodeTextInto('éé', target, 1)).toBe(-1);
});

test('masking is that of RFC 6455 §5.3', () => {
  const octets = new TextEncoder().encode('Hello');
  plainPrimitives.copyMasked(octets, 0, 5, octets, 0, 0x37fa213d, 0);
  expect([...octets]).toEqual([0x7f, 0x9f, 0x4d, 0x51, 0x58]);
});
