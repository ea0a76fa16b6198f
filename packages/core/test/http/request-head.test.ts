import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeRequestHead, isVisible, parseRequestHead } from '../../src/http/request-head.ts';
import { latin1 } from './cuts.ts';

const head = { method: 'GET', target: '/', version: '1.1', fields: [] };

test('a request head is a method, a target, a version and fields', () => {
  expect(parseRequestHead(latin1('get //x?y=%00#z HTTP/2.0\r\nA: b\r\n\r\n'))).toEqual({
    ok: true,
    value: { method: 'get', target: '//x?y=%00#z', version: '2.0', fields: [['A', 'b']] },
  });
});

test('HS2, HS6, HS7 a request line of another shape is malformed', () => {
  for (const line of [
    'GET /',
    'GET  / HTTP/1.1',
    'GET  HTTP/1.1',
    'GET / x HTTP/1.1',
    'GET / HTTP/1.1 ',
    'GET / http/1.1',
    'GET / HTTP/11',
    'GET /',
    'GET ',
    'GET / ',
    'QUIT 1',
  ]) {
    expect(parseRequestHead(latin1(`${line}\r\n\r\n`))).toMatchObject({
      ok: false,
      problem: { name: 'request-line-malformed', httpStatus: 400 },
    });
  }
});

test('HS7 control characters and octets above 7E in the target are refused, escapes are not decoded', () => {
  for (const target of ['/\u0001', '/a\u007f', '/\u0000']) {
    expect(parseRequestHead(latin1(`GET ${target} HTTP/1.1\r\n\r\n`))).toMatchObject({
      problem: { name: 'control-character', httpStatus: 400 },
    });
  }
  for (const target of ['/\u00e9', '/\u0080']) {
    expect(parseRequestHead(latin1(`GET ${target} HTTP/1.1\r\n\r\n`))).toMatchObject({
      problem: { name: 'request-line-malformed', httpStatus: 400 },
    });
  }
  expect(parseRequestHead(latin1('GET /%00%2e%2e HTTP/1.1\r\n\r\n'))).toMatchObject({
    value: { target: '/%00%2e%2e' },
  });
});

test('octets that are no head fail as the reader fails', () => {
  expect(parseRequestHead(latin1('GET / HTTP/1.1\n\n'))).toMatchObject({ problem: { name: 'bare-lf' } });
});

test('AP12, V-G10 nothing that could begin a line of its own is encoded', () => {
  const cases = [
    [{ method: 'GET / HTTP/1.1\r\nA: b\r\n\r\nGET' }, 'method-not-allowed-here'],
    [{ method: '' }, 'method-not-allowed-here'],
    [{ target: '/ HTTP/1.1\r\nA: b' }, 'target-not-valid'],
    [{ target: '' }, 'target-not-valid'],
    [{ target: '/caf\u00e9' }, 'target-not-valid'],
    [{ version: '1.1\r\nA: b' }, 'http-version-not-valid'],
    [{ version: '2' }, 'http-version-not-valid'],
    [{ fields: [['A:', 'b']] }, 'field-name-not-valid'],
    [{ fields: [['A', 'b\nC: d']] }, 'field-value-not-valid'],
  ] as const;
  for (const [change, name] of cases) {
    expect(encodeRequestHead({ ...head, ...change })).toMatchObject({ ok: false, problem: { name } });
  }
});

test('visible is ASCII from 21 to 7E, at least one', () => {
  for (let code = 0; code < 0x100; code++) {
    expect(isVisible(String.fromCharCode(code))).toBe(code >= 0x21 && code <= 0x7e);
  }
  expect(isVisible('')).toBe(false);
});

test('V-G11 law: what is encoded is read again as the same value', () => {
  const anything = fc.string({
    unit: fc.constantFrom(...Array.from('aZ/-:'), ' ', '\t', '\r', '\n', '\u0000', '\u00e9'),
    maxLength: 4,
  });
  const some = fc.oneof(codes(0x21, 0x7e), codes(0x41, 0x5a), anything);
  const heads = fc.record({
    method: fc.oneof(fc.constant('GET'), some),
    target: some,
    version: fc.oneof(fc.constantFrom('1.0', '1.1', '2.0'), anything),
    fields: fc.array(fc.tuple(some, some), { maxLength: 3 }),
  });
  let encoded = 0;
  fc.assert(
    fc.property(heads, (each) => {
      const octets = encodeRequestHead(each);
      if (!octets.ok) return;
      encoded++;
      expect(parseRequestHead(octets.value)).toEqual({ ok: true, value: each });
    }),
    { numRuns: 10_000 },
  );
  expect(encoded).toBeGreaterThan(300);
});

function codes(min: number, max: number): fc.Arbitrary<string> {
  const unit = fc.integer({ min, max }).map((code) => String.fromCharCode(code));
  return fc.string({ unit, maxLength: 9 });
}
