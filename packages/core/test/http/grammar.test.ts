import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  commaList,
  equalIgnoringCase,
  isTextCode,
  isToken,
  isTokenCode,
  isWhiteSpace,
  quotedString,
  skipWhiteSpace,
  tokenEnd,
  trimmed,
} from '../../src/http/grammar.ts';
import { cpuMilliseconds } from './cuts.ts';

const anyText = fc.string({
  unit: fc.constantFrom(...Array.from('ab,;= \t"\\\u0000\r\n\u007f\u0080\u00ff')),
  maxLength: 30,
});

test('token characters are those of RFC 9110 §5.6.2, among all codes', () => {
  for (let code = 0; code <= 0x200; code++) {
    expect(isTokenCode(code)).toBe(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]$/u.test(String.fromCharCode(code)));
  }
});

test('text is white space, visible ASCII and obs-text; no control character, nothing above one octet', () => {
  for (let code = 0; code <= 0x200; code++) {
    const isControl = (code < 0x20 && code !== 0x09) || code === 0x7f;
    expect(isTextCode(code)).toBe(!isControl && code <= 0xff);
    expect(isWhiteSpace(code)).toBe(code === 0x20 || code === 0x09);
  }
});

test('a token ends where something else begins', () => {
  expect(tokenEnd('ab c', 0)).toBe(2);
  expect(tokenEnd('ab', 1)).toBe(2);
  expect(tokenEnd(' ab', 0)).toBe(0);
  expect(isToken('ab')).toBe(true);
  for (const text of ['', 'a b', '"a"', 'a,', 'caf\u00e9', '\u212aey']) expect(isToken(text)).toBe(false);
});

test('white space is skipped and taken off at both ends, nothing else is', () => {
  expect(skipWhiteSpace(' \t a', 0)).toBe(3);
  expect(skipWhiteSpace('  ', 0)).toBe(2);
  expect(skipWhiteSpace('a', 0)).toBe(0);
  expect(trimmed('\t a b \t')).toBe('a b');
  expect(trimmed(' \t ')).toBe('');
  expect(trimmed('\u00a0a\u000b')).toBe('\u00a0a\u000b');
  expect(trimmed('a, b ,c', 2, 5)).toBe('b');
});

test('a quoted string says what stands between its quotes', () => {
  expect(quotedString('"a b"', 0)).toEqual({ value: 'a b', next: 5 });
  expect(quotedString('x="\\"\\\\";', 2)).toEqual({ value: '"\\', next: 8 });
  expect(quotedString('""', 0)).toEqual({ value: '', next: 2 });
  expect(quotedString('"\u00e9\t"', 0)).toEqual({ value: '\u00e9\t', next: 4 });
});

test('a quoted string that never ends, or holds a control character, is none', () => {
  for (const text of ['', 'a', '"', '"a', '"\\', '"\\"', '"a\n"', '"\\\u0000"', '"\u007f"', '"\u0100"']) {
    expect(quotedString(text, 0)).toBeNull();
  }
});

test('a list is the elements between commas, empty ones left out, over several lines', () => {
  expect(commaList(['a, b,c', '\td '], isToken)).toEqual(['a', 'b', 'c', 'd']);
  expect(commaList([',a,,b , ,', '', ' '], isToken)).toEqual(['a', 'b']);
  expect(commaList([], isToken)).toEqual([]);
  expect(commaList(['a', 'b c'], isToken)).toBeNull();
  expect(commaList(['a;b'], (text) => text === 'a;b')).toEqual(['a;b']);
});

test('law: several lines are the same list as one line joined with commas', () => {
  fc.assert(
    fc.property(fc.array(anyText, { maxLength: 4 }), (values) => {
      expect(commaList(values, isToken)).toEqual(commaList([values.join(',')], isToken));
    }),
    { numRuns: 10_000 },
  );
});

test('law: a quoted string that is written is read again, whatever text it holds', () => {
  const text = fc.string({ unit: fc.constantFrom(...Array.from('ab"\\ \t\u00ff,;=')), maxLength: 20 });
  fc.assert(
    fc.property(text, text, (value, rest) => {
      const written = `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
      expect(quotedString(written + rest, 0)).toEqual({ value, next: written.length });
    }),
    { numRuns: 10_000 },
  );
});

test('case is folded for ASCII letters and for nothing else', () => {
  expect(equalIgnoringCase('WebSocket', 'wEBsOCKET')).toBe(true);
  expect(equalIgnoringCase('a', 'ab')).toBe(false);
  expect(equalIgnoringCase('\u212a', 'k')).toBe(false);
  expect(equalIgnoringCase('[', '{')).toBe(false);
  expect(equalIgnoringCase('@', '`')).toBe(false);
  expect(equalIgnoringCase('\u00c0', '\u00e0')).toBe(false);
  expect(equalIgnoringCase('AZ', 'az')).toBe(true);
});

test('V-F2 16 KiB of one separator, space or quote take linear time in every function', () => {
  work(16_384);
  const small = leastOf(16_384);
  const large = leastOf(131_072);
  // Eight times the text: a quadratic function would take 64 times as long.
  expect(large).toBeLessThan(small * 24 + 20);
});

/** Reads hard texts of about this length. */
function work(length: number): void {
  for (const sign of [' ', '\t', ',', '"', '\\', ';', '=', ', ', '"\\', 'a ', 'a,']) {
    const text = `b${sign.repeat(length / sign.length)}x`;
    for (const value of [text, text.slice(1), text.slice(1, -1)]) {
      commaList([value], isToken);
      quotedString(`"${value}`, 0);
      trimmed(value);
    }
  }
}

function leastOf(length: number): number {
  return Math.min(...[1, 2, 3].map(() => cpuMilliseconds(() => work(length))));
}
