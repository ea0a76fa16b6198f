import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  closeBodyFault,
  decodeCloseBody,
  emptyCloseBody,
  encodeCloseBody,
} from '../../src/frame/close-body.ts';

const bodyOf = (statusCode: number, ...reason: readonly number[]): Uint8Array =>
  Uint8Array.of(statusCode >> 8, statusCode & 255, ...reason);

test('an empty body says 1005 and nothing (RFC 6455 §7.1.5)', () => {
  expect(decodeCloseBody(new Uint8Array(0))).toEqual({ statusCode: 1005, reason: '' });
  expect(decodeCloseBody(new Uint8Array(0))).toBe(emptyCloseBody);
  expect(closeBodyFault(new Uint8Array(0), true)).toBeNull();
  expect(encodeCloseBody(undefined, '')).toEqual({ ok: true, value: new Uint8Array(0) });
});

test('a body says its code and its reason', () => {
  expect(decodeCloseBody(bodyOf(1001, 0xe2, 0x82, 0xac))).toEqual({ statusCode: 1001, reason: '€' });
  expect(decodeCloseBody(bodyOf(4999))).toEqual({ statusCode: 4999, reason: '' });
});

test('a fault shows at the earliest octet, in a part of the body too', () => {
  expect(closeBodyFault(Uint8Array.of(0x03), false)).toBeNull();
  expect(closeBodyFault(bodyOf(1005), false)).toEqual({ violation: 'close-code-not-allowed', at: 1 });
  expect(closeBodyFault(bodyOf(1000, 0x61, 0xff, 0x61), false)).toEqual({
    violation: 'close-reason-not-utf8',
    at: 3,
  });
  const cut = bodyOf(1000, 0x61, 0xe2, 0x82);
  expect(closeBodyFault(cut, false)).toBeNull();
  expect(closeBodyFault(cut, true)).toEqual({ violation: 'close-reason-not-utf8', at: 4 });
  expect(closeBodyFault(bodyOf(1000, 0x61), true)).toBeNull();
});

test.each<[number | undefined, unknown, string]>([
  [1005, '', 'status-code-not-allowed'],
  [1000.5, '', 'status-code-not-allowed'],
  [undefined, 'why', 'close-reason-without-code'],
  [1000, 5, 'not-text'],
  [1000, '\ud83d', 'text-not-well-formed'],
  [1000, 'x'.repeat(124), 'close-reason-too-long'],
])('the code %s with the reason %j is refused: %s', (statusCode, reason, name) => {
  const body = encodeCloseBody(statusCode, reason as string);
  expect(body.ok ? 'encoded' : body.problem.name).toBe(name);
});

test('law: what is encoded has no fault and is read back', () => {
  const codes = fc.oneof(fc.integer({ min: 3000, max: 4999 }), fc.constantFrom(1000, 1003, 1007, 1014));
  fc.assert(
    fc.property(codes, fc.string({ unit: 'grapheme', maxLength: 30 }), (statusCode, reason) => {
      const body = encodeCloseBody(statusCode, reason);
      fc.pre(body.ok);
      expect(closeBodyFault(body.value, true)).toBeNull();
      expect(decodeCloseBody(body.value)).toEqual({ statusCode, reason });
    }),
    { numRuns: 1_000 },
  );
});
