import { expect, test } from 'vitest';
import { formatParameters, parseParameters } from '../../../src/extension/permessage-deflate/parameters.ts';

test('each of the four parameters is read (RFC 7692 §7.1)', () => {
  expect(
    parseParameters(
      [
        ['client_max_window_bits', '9'],
        ['server_no_context_takeover', true],
        ['server_max_window_bits', '8'],
        ['client_no_context_takeover', true],
      ],
      true,
    ),
  ).toEqual({
    serverNoContextTakeover: true,
    clientNoContextTakeover: true,
    serverMaxWindowBits: 8,
    clientMaxWindowBits: 9,
  });
  expect(parseParameters([], false)).toEqual({});
});

test('every window from 8 to 15, and nothing else, in one spelling', () => {
  for (let bits = -1; bits <= 200; bits++) {
    const expected = bits >= 8 && bits <= 15 ? { serverMaxWindowBits: bits } : null;
    expect(parseParameters([['server_max_window_bits', `${bits}`]], false)).toEqual(expected);
  }
  for (const value of [
    '08',
    '8.0',
    '0x9',
    '-9',
    '1e1',
    '',
    ' 9',
    '9 ',
    '+9',
    '１０',
    'ab',
    'true',
    '1000',
    '0',
  ]) {
    expect(parseParameters([['server_max_window_bits', value]], true)).toBeNull();
    expect(parseParameters([['client_max_window_bits', value]], true)).toBeNull();
  }
});

test('a window without a value: the client’s, and only where it is offered', () => {
  expect(parseParameters([['client_max_window_bits', true]], true)).toEqual({ clientMaxWindowBits: true });
  expect(parseParameters([['client_max_window_bits', true]], false)).toBeNull();
  expect(parseParameters([['server_max_window_bits', true]], true)).toBeNull();
});

test('twice, with a value that must not be there, or unknown: not to be used', () => {
  const takeover = ['server_no_context_takeover', 'client_no_context_takeover'] as const;
  for (const name of takeover) {
    expect(parseParameters([[name, '1']], true)).toBeNull();
    expect(
      parseParameters(
        [
          [name, true],
          [name, true],
        ],
        true,
      ),
    ).toBeNull();
  }
  for (const name of ['server_max_window_bits', 'client_max_window_bits']) {
    expect(
      parseParameters(
        [
          [name, '9'],
          [name, '9'],
        ],
        true,
      ),
    ).toBeNull();
  }
  for (const name of ['x', 'Server_no_context_takeover', '__proto__', 'constructor', 'max_inflate_ratio']) {
    expect(parseParameters([[name, true]], true)).toBeNull();
  }
});

test('what is said is written in the order of the RFC, what is not said is not', () => {
  expect(formatParameters({})).toEqual([]);
  expect(formatParameters({ serverNoContextTakeover: false, clientMaxWindowBits: true })).toEqual([
    ['client_max_window_bits', true],
  ]);
  expect(
    formatParameters({
      clientMaxWindowBits: 12,
      serverMaxWindowBits: 9,
      clientNoContextTakeover: true,
      serverNoContextTakeover: true,
    }),
  ).toEqual([
    ['server_no_context_takeover', true],
    ['client_no_context_takeover', true],
    ['server_max_window_bits', '9'],
    ['client_max_window_bits', '12'],
  ]);
});
