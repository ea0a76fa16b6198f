import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeHeadLines, parseHeadLines, writeHeadLines } from '../../src/http/head-lines.ts';
import { latin1 } from './cuts.ts';

test('a head is cut into its lines, white space around values taken off', () => {
  expect(
    parseHeadLines('request', latin1('GET / HTTP/1.1\r\nA:b\r\na: \t c d \t\r\nE:\r\nF: x:y\r\n\r\n')),
  ).toEqual({
    ok: true,
    value: {
      startLine: 'GET / HTTP/1.1',
      fields: [
        ['A', 'b'],
        ['a', 'c d'],
        ['E', ''],
        ['F', 'x:y'],
      ],
    },
  });
});

test('empty lines before a request are skipped, a head without fields has none', () => {
  expect(parseHeadLines('request', latin1('\r\nGET /\r\n\r\n'))).toEqual({
    ok: true,
    value: { startLine: 'GET /', fields: [] },
  });
});

test('V-F7 obs-text becomes one character for each octet', () => {
  const head = parseHeadLines('response', latin1('HTTP/1.1 101 \u00ff\r\nA: caf\u00e9\u0080\r\n\r\n'));
  expect(head).toMatchObject({ ok: true, value: { fields: [['A', 'caf\u00e9\u0080']] } });
});

test('octets that are not exactly one head fail, with a status for whoever can answer', () => {
  for (const text of ['', 'GET /\r\n', 'GET /\r\n\r\nx']) {
    expect(parseHeadLines('request', latin1(text))).toMatchObject({
      ok: false,
      problem: { name: 'head-incomplete', httpStatus: 400 },
    });
  }
  expect(parseHeadLines('response', latin1('HTTP/1.1 101\r\n\r\n\u0081'))).toMatchObject({
    problem: { name: 'head-incomplete', httpStatus: 0 },
  });
  expect(parseHeadLines('request', latin1('GET /\n'))).toMatchObject({ problem: { name: 'bare-lf' } });
});

test('lines are written with their casing and order, and nothing bad is written', () => {
  const fields = [
    ['b', '1'],
    ['A', ''],
  ] as const;
  const octets = latin1('X\r\nb: 1\r\nA: \r\n\r\n');
  expect(encodeHeadLines('X', fields)).toEqual({ ok: true, value: octets });
  expect(writeHeadLines('X', fields)).toEqual(octets);
  expect(encodeHeadLines('X', [['a', 'b\r\nc: d']])).toMatchObject({
    problem: { name: 'field-value-not-valid' },
  });
});

test('law: total on any octets', () => {
  fc.assert(
    fc.property(fc.constantFrom('request', 'response'), fc.uint8Array({ maxLength: 60 }), (kind, octets) => {
      const start = kind === 'request' ? 'GET /\r\n' : 'HTTP/1.1 101\r\n';
      const parsed = parseHeadLines(kind, Uint8Array.from([...latin1(start), ...octets]));
      expect(typeof parsed.ok).toBe('boolean');
    }),
    { numRuns: 10_000 },
  );
});
