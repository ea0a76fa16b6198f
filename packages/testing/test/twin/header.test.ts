import { expect, test } from 'vitest';
import { firstOctetFault, secondOctetFault, twinHeader } from '../../src/twin/header.ts';

const fresh = { role: 'client', begun: false } as const;

test.each([
  [0xc1, false, 'reserved-bit-set'],
  [0x83, false, 'opcode-reserved'],
  [0x09, false, 'control-frame-fragmented'],
  [0x80, false, 'continuation-without-message'],
  [0x81, true, 'message-not-finished'],
  [0x81, null, null],
  [0x80, null, null],
])('the first octet %d (begun: %s) is %s', (octet, begun, name) => {
  expect(firstOctetFault(octet, begun)).toBe(name);
});

test('bits in use may stand on the first frame of a message only', () => {
  expect(firstOctetFault(0xc1, false, 4)).toBeNull();
  expect(firstOctetFault(0xe1, false, 4)).toBe('reserved-bit-set');
  expect(firstOctetFault(0xc0, true, 4)).toBe('reserved-bit-set');
  expect(firstOctetFault(0xc9, false, 4)).toBe('reserved-bit-set');
});

test.each([
  [0x81, 0x05, 'server', 'frame-not-masked'],
  [0x81, 0x85, 'client', 'frame-masked'],
  [0x89, 0x7e, 'client', 'control-frame-too-long'],
  [0x88, 0x01, 'client', 'close-body-too-short'],
  [0x88, 0x00, 'client', null],
] as const)('%d %d to a %s is %s', (first, second, role, name) => {
  expect(secondOctetFault(first, second, role)).toBe(name);
});

test('a header that is not all there is unfinished', () => {
  for (const octets of [[], [0x82], [0x82, 126], [0x82, 126, 1], [0x82, 127, 0, 0, 0, 0, 0, 0, 0]]) {
    expect(twinHeader(Uint8Array.from(octets), fresh)).toEqual({ type: 'unfinished' });
  }
});

test('lengths are read in all forms, and only the shortest is taken', () => {
  expect(twinHeader(Uint8Array.of(0x82, 126, 1, 0), fresh)).toMatchObject({
    payloadLength: 256,
    lengthEnd: 3,
  });
  expect(twinHeader(Uint8Array.of(0x82, 126, 0, 125), fresh)).toMatchObject({
    name: 'length-not-minimal',
    index: 3,
  });
  const long = [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0];
  expect(twinHeader(Uint8Array.from(long), fresh)).toMatchObject({ payloadLength: 65_536, size: 10 });
  expect(twinHeader(Uint8Array.of(0x82, 127, 0x80), fresh)).toMatchObject({
    name: 'length-top-bit-set',
    index: 2,
  });
});

test('a masking key counts once all of it has come', () => {
  const server = { role: 'server', begun: false } as const;
  expect(twinHeader(Uint8Array.of(0x82, 0x80, 1, 2, 3), server)).toMatchObject({ maskingKey: null, size: 6 });
  expect(twinHeader(Uint8Array.of(0x82, 0x80, 1, 2, 3, 4), server)).toMatchObject({ maskingKey: 0x01020304 });
});
