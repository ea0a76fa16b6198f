import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeResponseHead, parseResponseHead } from '../../src/http/response-head.ts';
import { latin1 } from './cuts.ts';

const head = { version: '1.1', status: 101, reason: 'Switching Protocols', fields: [] };

test('HC5 the reason may be missing, empty, or hold obs-text', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['HTTP/1.1 101', ''],
    ['HTTP/1.1 101 ', ''],
    ['HTTP/1.1 101 Web Socket Protocol Handshake', 'Web Socket Protocol Handshake'],
    ['HTTP/1.1 101 caf\u00e9\t!', 'caf\u00e9\t!'],
    ['HTTP/1.1 101  two', ' two'],
  ];
  for (const [line, reason] of cases) {
    expect(parseResponseHead(latin1(`${line}\r\nA: b\r\n\r\n`))).toEqual({
      ok: true,
      value: { version: '1.1', status: 101, reason, fields: [['A', 'b']] },
    });
  }
});

test('HC4, HC6 a status line of another shape is malformed', () => {
  for (const line of [
    'HTTP/2 101',
    'HTTP/1.1 10',
    'HTTP/1.1 1010',
    'HTTP/1.1 +101',
    'HTTP/1.1 0101',
    'HTTP/1.1 010',
    'HTTP/1.1 1x1',
    'HTTP/1.1 11x',
    'HTTP/1.1  101',
    'HTTP/1.1_101',
    'HTTP/1.1\t101',
    'HTTP/1.1 101\tOK',
    'HTTP/1.1 101OK',
    'HTTP/1.1',
    'HTTP/1.1 ',
    'HTTP/1.x 101',
    'HTTP/',
    'http/1.1 101',
    'ICY 101',
  ]) {
    expect(parseResponseHead(latin1(`${line}\r\n\r\n`))).toMatchObject({
      ok: false,
      problem: { name: 'status-line-malformed', httpStatus: 0 },
    });
  }
});

test('any status of three digits from 100 on is read', () => {
  for (let status = 100; status < 1_000; status++) {
    expect(parseResponseHead(latin1(`HTTP/1.0 ${status} x\r\n\r\n`))).toMatchObject({
      value: { version: '1.0', status },
    });
  }
});

test('octets that are no head fail as the reader fails', () => {
  expect(parseResponseHead(latin1('HTTP/1.1 101\r\n'))).toMatchObject({
    problem: { name: 'head-incomplete' },
  });
});

test('AP12, AP23, HS49 nothing that could begin a line of its own is encoded', () => {
  const cases = [
    [{ status: 99 }, 'http-status-not-valid'],
    [{ status: 1_000 }, 'http-status-not-valid'],
    [{ status: 101.5 }, 'http-status-not-valid'],
    [{ status: Number.NaN }, 'http-status-not-valid'],
    [{ version: '1' }, 'http-version-not-valid'],
    [{ reason: 'OK\r\nA: b' }, 'field-value-not-valid'],
    [{ reason: 'caf\u00e9' }, 'field-value-not-valid'],
    [{ fields: [['A b', 'c']] }, 'field-name-not-valid'],
    [{ fields: [['A', 'b\r\nC: d']] }, 'field-value-not-valid'],
  ] as const;
  for (const [change, name] of cases) {
    expect(encodeResponseHead({ ...head, ...change })).toMatchObject({ ok: false, problem: { name } });
  }
});

test('V-G11 law: what is encoded is read again as the same value', () => {
  const some = fc.string({
    unit: fc.constantFrom(...Array.from('aZ-:'), ' ', '\t', '\r\n', '\u0000', '\u00e9'),
    maxLength: 4,
  });
  const name = fc.string({ unit: fc.constantFrom(...Array.from('aZ-_')), maxLength: 6 });
  const heads = fc.record({
    version: fc.constantFrom('1.0', '1.1', '2.0', '1'),
    status: fc.integer({ min: 90, max: 1_010 }),
    reason: some,
    fields: fc.array(fc.tuple(name, some), { maxLength: 3 }),
  });
  let encoded = 0;
  fc.assert(
    fc.property(heads, (each) => {
      const octets = encodeResponseHead(each);
      if (!octets.ok) return;
      encoded++;
      expect(parseResponseHead(octets.value)).toEqual({ ok: true, value: each });
    }),
    { numRuns: 10_000 },
  );
  expect(encoded).toBeGreaterThan(300);
});
