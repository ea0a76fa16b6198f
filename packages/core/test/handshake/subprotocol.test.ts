import { expect, test } from 'vitest';
import { chooseSubprotocol, firstRepeat, parseSubprotocols } from '../../src/handshake/subprotocol.ts';
import { cpuMilliseconds } from '../http/cuts.ts';

test('several lines are one list, empty elements are ignored', () => {
  expect(parseSubprotocols(['a, b', 'c'])).toEqual(['a', 'b', 'c']);
  expect(parseSubprotocols(['a,,b', ''])).toEqual(['a', 'b']);
});

test('HS22 what holds no token, or anything but tokens, is no list', () => {
  for (const text of ['', ',', ' ', 'a b', 'a;b', '"a"', '\u0080', 'a, \u00e9', 'a\u0001', 'a/b', 'a, (b)']) {
    expect(parseSubprotocols([text])).toBeNull();
  }
});

test('HS25, V-F1 names that every object has are tokens like any other', () => {
  const names = [
    '__proto__',
    ...Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== '__proto__'),
  ];
  expect(parseSubprotocols([names.join(', ')])).toEqual(names);
  expect(firstRepeat(names)).toBeNull();
  expect(firstRepeat(['__proto__', 'a', '__proto__'])).toBe('__proto__');
  expect(chooseSubprotocol(names, [])).toBe('');
  expect(chooseSubprotocol(names, ['constructor'])).toBe('constructor');
});

test('the first name that stands twice is found, letter by letter', () => {
  expect(firstRepeat([])).toBeNull();
  expect(firstRepeat(['a', 'A', 'b'])).toBeNull();
  expect(firstRepeat(['a', 'b', 'b', 'a'])).toBe('b');
});

test("the client's order decides", () => {
  expect(chooseSubprotocol(['a', 'b'], ['b', 'a'])).toBe('a');
  expect(chooseSubprotocol(['A'], ['a'])).toBe('');
  expect(chooseSubprotocol([], ['a'])).toBe('');
});

test('HS24, V-F2 16 KiB of spaces in a list take linear time', () => {
  work(16_384);
  const small = leastOf(16_384);
  const large = leastOf(131_072);
  expect(parseSubprotocols([`b${' '.repeat(16_384)}x`])).toBeNull();
  // Eight times the text: a quadratic parser would take 64 times as long.
  expect(large).toBeLessThan(small * 24 + 20);
});

/** Reads hard lists of about this length. */
function work(length: number): void {
  for (const unit of [' ', ',', ', ', 'a,', 'a ,', '\t']) {
    const names = parseSubprotocols([`b${unit.repeat(length / unit.length)}x`]);
    if (names !== null) firstRepeat(names.map((name, index) => name + index));
  }
}

function leastOf(length: number): number {
  return Math.min(...[1, 2, 3].map(() => cpuMilliseconds(() => work(length))));
}
