import { expect, test } from 'vitest';
import { noMessage, type HeaderRules } from '../../src/frame/header-rules.ts';
import {
  headerLength,
  readHeader,
  unsigned32,
  writeHeader,
  writeUnsigned32,
} from '../../src/frame/header.ts';
import { defaultLimits, withLimits } from '../../src/vocabulary/limits.ts';
import { frameTo, number } from '../splits.ts';

const limits = withLimits(defaultLimits('client'), { messagePayload: Infinity });
const bare: HeaderRules = { masked: false, reservedInUse: 7, limits };
const masked: HeaderRules = { ...bare, masked: true };
const read = (octets: readonly number[] | Uint8Array, rules = bare): ReturnType<typeof readHeader> =>
  readHeader(Uint8Array.from(octets), 0, octets.length, rules, noMessage);

test('the headers of RFC 6455 §5.7', () => {
  const plain = { fin: true, reserved: 0, opcode: 1, masked: false, maskingKey: 0, payloadLength: 5 };
  expect(read([0x81, 0x05])).toEqual({ type: 'complete', header: plain, length: 2 });
  expect(read([0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d], masked)).toEqual({
    type: 'complete',
    header: { ...plain, masked: true, maskingKey: 0x37fa213d },
    length: 6,
  });
  expect(read([0x01, 0x03])).toMatchObject({ header: { fin: false, payloadLength: 3 } });
  expect(read([0x82, 0x7e, 0x01, 0x00])).toMatchObject({
    header: { opcode: 2, payloadLength: 256 },
    length: 4,
  });
  expect(read([0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0])).toMatchObject({
    header: { payloadLength: 65_536 },
    length: 10,
  });
  expect(read([0xf1, 0x00])).toMatchObject({ header: { reserved: 7 } });
});

test('a header is complete with its last octet and not before, wherever it stands', () => {
  for (const [length, rules] of [
    [3, bare],
    [3, masked],
    [126, bare],
    [126, masked],
    [65_536, bare],
    [65_536, masked],
  ] as const) {
    const role = rules.masked ? 'server' : 'client';
    const octets = Uint8Array.of(0xff, ...frameTo(role, 0x82, new Uint8Array(length)).subarray(0, 14));
    const size = headerLength(length, rules.masked);
    for (let have = 0; have < size; have++) {
      expect(readHeader(octets, 1, 1 + have, rules, noMessage)).toEqual({ type: 'incomplete' });
    }
    expect(readHeader(octets, 1, 1 + size, rules, noMessage)).toMatchObject({
      type: 'complete',
      header: { payloadLength: length },
      length: size,
    });
  }
});

test('a fault shows at its octet and not before', () => {
  const broken = (violation: string, at: number): unknown => ({ type: 'broken', violation, at });
  expect(read([0x83])).toEqual(broken('opcode-reserved', 0));
  expect(read([0x81, 0x80])).toEqual(broken('frame-masked', 1));
  expect(read([0x82, 0x7e, 0x00])).toEqual({ type: 'incomplete' });
  expect(read([0x82, 0x7e, 0x00, 0x7d])).toEqual(broken('length-not-minimal', 3));
  expect(read([0x82, 0x7f])).toEqual({ type: 'incomplete' });
  expect(read([0x82, 0x7f, 0x80])).toEqual(broken('length-top-bit-set', 2));
  expect(read([0x82, 0x7f, ...number(65_535, 8)])).toEqual(broken('length-not-minimal', 9));
  const limited = { ...bare, limits: defaultLimits('client') };
  expect(read([0x82, 0x7f, ...number(2 ** 24 + 1, 8)], limited)).toEqual(broken('frame-too-big', 9));
  expect(read([0x82, 0x7f, ...number(2n ** 53n - 1n, 8)])).toMatchObject({
    header: { payloadLength: 2 ** 53 - 1 },
  });
  expect(read([0x82, 0x7f, ...number(2n ** 53n, 8)])).toEqual(broken('frame-too-big', 9));
  expect(read([0x82, 0x7f, ...number(2n ** 63n - 1n, 8)])).toEqual(broken('frame-too-big', 9));
});

test('limits are for data: a Ping passes where nothing else may', () => {
  const none = { ...bare, limits: withLimits(limits, { messagePayload: 0, fragments: 0 }) };
  expect(read([0x89, 0x7d], none)).toMatchObject({ type: 'complete' });
  expect(read([0x82, 0x01], none)).toMatchObject({ violation: 'frame-too-big' });
});

test('what is written is read back, at every border of the forms', () => {
  for (const length of [
    0,
    1,
    125,
    126,
    127,
    65_535,
    65_536,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32 + 5,
    2 ** 53 - 1,
  ]) {
    for (const isMasked of [false, true]) {
      const target = new Uint8Array(16).fill(0xee);
      const after = writeHeader(target, 1, 0x82, isMasked, length);
      expect(after - 1 + (isMasked ? 4 : 0)).toBe(headerLength(length, isMasked));
      expect(target[after]).toBe(0xee);
      writeUnsigned32(target, after, 0xfedcba98);
      const reading = readHeader(target, 1, 16, isMasked ? masked : bare, noMessage);
      const maskingKey = isMasked ? 0xfedcba98 : 0;
      expect(reading).toMatchObject({ header: { payloadLength: length, maskingKey, masked: isMasked } });
    }
  }
});

test('32-bit numbers have no sign', () => {
  const octets = new Uint8Array(5);
  writeUnsigned32(octets, 1, 0xffffffff);
  expect([...octets]).toEqual([0, 255, 255, 255, 255]);
  expect(unsigned32(octets, 1)).toBe(0xffffffff);
  expect(unsigned32(octets, 0)).toBe(0x00ffffff);
});
