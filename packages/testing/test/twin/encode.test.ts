import { expect, test } from 'vitest';
import { lengthOctets, shortestForm, twinEncode } from '../../src/twin/encode.ts';

test.each([
  [0, 7],
  [125, 7],
  [126, 16],
  [65_535, 16],
  [65_536, 64],
])('%d octets take the form of %d bits', (length, form) => {
  expect(shortestForm(length)).toBe(form);
});

test('the examples of RFC 6455 §5.7', () => {
  const hello = {
    fin: true,
    reserved: 0,
    opcode: 0x1,
    payload: Uint8Array.of(0x48, 0x65, 0x6c, 0x6c, 0x6f),
  } as const;
  expect([...twinEncode(hello, null)]).toEqual([0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]);
  const masked = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58];
  expect([...twinEncode(hello, 0x37fa213d)]).toEqual(masked);
  expect([...twinEncode({ ...hello, fin: false, reserved: 4, payload: new Uint8Array(0) }, null)]).toEqual([
    0x41, 0,
  ]);
});

test('a longer form can be had for the asking', () => {
  expect(lengthOctets(5, 64)).toEqual([127, 0, 0, 0, 0, 0, 0, 0, 5]);
  const frame = { fin: true, reserved: 0, opcode: 0x2, payload: Uint8Array.of(9) } as const;
  expect([...twinEncode(frame, null, 16)]).toEqual([0x82, 126, 0, 1, 9]);
});
