import { expect, test } from 'vitest';
import {
  firstOctetViolation,
  lengthFormViolation,
  limitViolation,
  noMessage,
  notFollowed,
  secondOctetViolation,
  type HeaderRules,
} from '../../src/frame/header-rules.ts';
import { defaultLimits } from '../../src/vocabulary/limits.ts';

const rules: HeaderRules = { masked: true, reservedInUse: 0, limits: defaultLimits('server') };
const inside = { fragments: 1, octets: 10 };

test('the first octet: reserved bits, opcode, FIN, place in a message, in this order', () => {
  const first = (octet: number, soFar = noMessage): unknown => firstOctetViolation(octet, rules, soFar);
  expect([0x81, 0x82, 0x01, 0x02, 0x88, 0x89, 0x8a].map((octet) => first(octet))).toEqual(
    Array(7).fill(null),
  );
  expect([first(0x80, inside), first(0x00, inside), first(0x89, inside)]).toEqual([null, null, null]);
  expect([first(0xf3), first(0x90), first(0xa1)]).toEqual(Array(3).fill('reserved-bit-set'));
  expect([0x03, 0x83, 0x0b, 0x8f].map((octet) => first(octet))).toEqual(Array(4).fill('opcode-reserved'));
  expect([0x08, 0x09, 0x0a].map((octet) => first(octet))).toEqual(Array(3).fill('control-frame-fragmented'));
  expect([first(0x81, inside), first(0x02, inside)]).toEqual(Array(2).fill('message-not-finished'));
  expect([first(0x80), first(0x00)]).toEqual(Array(2).fill('continuation-without-message'));
});

test('where messages are not followed, any frame may come after any other', () => {
  for (const octet of [0x00, 0x80, 0x01, 0x81, 0x02, 0x82]) {
    expect(firstOctetViolation(octet, rules, notFollowed)).toBeNull();
  }
});

test('reserved bits in use stand on the first frame of a message only', () => {
  const inUse = { ...rules, reservedInUse: 4 };
  expect([firstOctetViolation(0xc1, inUse, noMessage), firstOctetViolation(0x42, inUse, noMessage)]).toEqual([
    null,
    null,
  ]);
  for (const [octet, soFar] of [
    [0xc0, inside],
    [0xc8, noMessage],
    [0xc9, noMessage],
    [0xe1, noMessage],
    [0xa1, noMessage],
  ] as const) {
    expect(firstOctetViolation(octet, inUse, soFar)).toBe('reserved-bit-set');
  }
});

test('the second octet: mask, length of a control frame, length of a Close', () => {
  const bare = { ...rules, masked: false };
  expect(secondOctetViolation(0x81, 0x05, rules)).toBe('frame-not-masked');
  expect(secondOctetViolation(0x81, 0x85, bare)).toBe('frame-masked');
  expect(secondOctetViolation(0x89, 0xfe, rules)).toBe('control-frame-too-long');
  expect(secondOctetViolation(0x88, 0x81, rules)).toBe('close-body-too-short');
  for (const [first, second] of [
    [0x81, 0xfe],
    [0x89, 0xfd],
    [0x88, 0x80],
    [0x88, 0x82],
    [0x8a, 0x81],
    [0x81, 0x81],
  ] as const) {
    expect(secondOctetViolation(first, second, rules)).toBeNull();
  }
});

test('a length takes its shortest form', () => {
  expect([
    lengthFormViolation(125, 125),
    lengthFormViolation(126, 126),
    lengthFormViolation(127, 65_536),
  ]).toEqual([null, null, null]);
  expect(lengthFormViolation(126, 125)).toBe('length-not-minimal');
  expect(lengthFormViolation(127, 65_535)).toBe('length-not-minimal');
});

test('limits: the frame, the message, the number of fragments; N is fine, N + 1 is not', () => {
  const limits = { ...rules.limits, framePayload: 100, messagePayload: 150, fragments: 3 };
  const limited = { ...rules, limits };
  expect([limitViolation(100, limited, noMessage), limitViolation(101, limited, noMessage)]).toEqual([
    null,
    'frame-too-big',
  ]);
  const soFar = { fragments: 1, octets: 100 };
  expect([limitViolation(50, limited, soFar), limitViolation(51, limited, soFar)]).toEqual([
    null,
    'message-too-big',
  ]);
  // A frame by itself belongs to no message that could grow too big.
  expect(limitViolation(100, { ...rules, limits: { ...limits, messagePayload: 1 } }, notFollowed)).toBeNull();
  // Three fragments whatever they hold, one more for every 32 octets.
  expect(limitViolation(0, limited, { fragments: 2, octets: 0 })).toBeNull();
  expect(limitViolation(31, limited, { fragments: 3, octets: 0 })).toBe('too-many-fragments');
  expect(limitViolation(32, limited, { fragments: 3, octets: 0 })).toBeNull();
});
