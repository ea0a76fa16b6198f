import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExtensionElement, Parameter } from '../../src/extension/extension.ts';
import { formatExtensions, parseExtensions } from '../../src/extension/negotiation.ts';
import { cpuMilliseconds } from '../http/cuts.ts';

const malformed = { ok: false, problem: 'extensions-malformed' };

function element(name: string, ...parameters: readonly Parameter[]): ExtensionElement {
  return { name, parameters };
}

test('the examples of RFC 6455 §9.1', () => {
  expect(parseExtensions(['foo'], 16)).toEqual({ ok: true, value: [element('foo')] });
  expect(parseExtensions(['bar; baz=2'], 16)).toEqual({ ok: true, value: [element('bar', ['baz', '2'])] });
  const two = [element('foo'), element('bar', ['baz', '2'])];
  expect(parseExtensions(['foo', 'bar; baz=2'], 16)).toEqual({ ok: true, value: two });
  expect(parseExtensions(['foo, bar; baz=2'], 16)).toEqual({ ok: true, value: two });
  expect(parseExtensions(['deflate-stream, mux; max-channels=4; flow-control'], 16)).toEqual({
    ok: true,
    value: [element('deflate-stream'), element('mux', ['max-channels', '4'], ['flow-control', true])],
  });
});

test('white space may stand between any two words, empty elements are ignored', () => {
  const expected = { ok: true, value: [element('a', ['b', 'c'], ['d', true]), element('e')] };
  expect(parseExtensions(['a;b=c;d,e'], 16)).toEqual(expected);
  expect(parseExtensions([' \ta ;\tb = c ; d\t, ,, e , '], 16)).toEqual(expected);
  expect(parseExtensions(['', ',a; b="c"; d', 'e'], 16)).toEqual(expected);
});

test('quotes make no difference to a value, and what they hold must be a token', () => {
  expect(parseExtensions(['a; b="1\\0"'], 16)).toEqual({ ok: true, value: [element('a', ['b', '10'])] });
  expect(parseExtensions(['a; b="10" ; c'], 16)).toEqual({
    ok: true,
    value: [element('a', ['b', '10'], ['c', true])],
  });
  for (const value of ['""', '"x y"', '"x,y"', '"x;y"', '"x=y"', '"\u00e9"', '"\\""']) {
    expect(parseExtensions([`a; b=${value}`], 16)).toEqual(malformed);
  }
});

test('HS27 what is no list of extensions is malformed', () => {
  for (const text of [
    '',
    ' ',
    ';',
    ',',
    'a;',
    'a; ',
    'a;;b',
    'a;=1',
    'a;b=',
    'a;b= ',
    'a;b="',
    'a;b="\\',
    'a;b="c',
    'a;b="c"d',
    'a;b="x y"',
    "a;b='x y'",
    'a b',
    'a;b c',
    'a;b=c d',
    'a=b',
    '"a"',
    'a/b',
    'a; b, ;',
    'a\u0000',
  ]) {
    expect(parseExtensions([text], 16)).toEqual(malformed);
    expect(parseExtensions(['ok', `${text};`], 16)).toEqual(malformed);
  }
});

test('HS27 an apostrophe is a token character like any other', () => {
  expect(parseExtensions(["a;b='x'"], 16)).toEqual({ ok: true, value: [element('a', ['b', "'x'"])] });
});

test('HC18, V-F7 obs-text is malformed and nothing throws', () => {
  for (let code = 0x80; code <= 0xff; code++) {
    const sign = String.fromCharCode(code);
    for (const text of [
      sign,
      `a${sign}`,
      `a;${sign}`,
      `a;b=${sign}`,
      `a;b="${sign}"`,
      `a;b="\\${sign}"`,
      `a ${sign}`,
    ]) {
      expect(parseExtensions([text], 16)).toEqual(malformed);
    }
  }
});

test('HS29, V-F1 names that every object has are names like any other', () => {
  for (const name of ['__proto__', ...Object.getOwnPropertyNames(Object.prototype)]) {
    expect(parseExtensions([`${name}; ${name}; ${name}=${name}`], 16)).toEqual({
      ok: true,
      value: [element(name, [name, true], [name, name])],
    });
  }
  expect(parseExtensions(['a; __proto__=1; toString'], 16)).toMatchObject({ ok: true });
});

function many(count: number): string {
  return Array.from({ length: count }, () => 'permessage-deflate').join(', ');
}

test('HS30 more elements than the limit are too many, in one line or several', () => {
  expect(parseExtensions([many(16)], 16)).toMatchObject({ ok: true });
  expect(parseExtensions([many(17)], 16)).toEqual({ ok: false, problem: 'too-many-extensions' });
  expect(parseExtensions([many(1_000)], 16)).toEqual({ ok: false, problem: 'too-many-extensions' });
  expect(parseExtensions([many(8), many(9)], 16)).toEqual({ ok: false, problem: 'too-many-extensions' });
  expect(parseExtensions(['a'], 0)).toEqual({ ok: false, problem: 'too-many-extensions' });
});

test('no header line is no extension', () => {
  expect(parseExtensions([], 16)).toEqual({ ok: true, value: [] });
});

test('AP12 a name or value that is no token has no form on the wire', () => {
  const wrong: readonly ExtensionElement[] = [
    element(''),
    element('a b'),
    element('a', ['', true]),
    element('a', ['b;c', true]),
    element('a', ['b', '']),
    element('a', ['b', 'c\r\nd: e']),
    element('a', ['b', 'caf\u00e9']),
  ];
  for (const each of wrong) {
    expect(formatExtensions([element('ok'), each])).toMatchObject({
      ok: false,
      problem: { name: 'extension-not-valid' },
    });
  }
  expect(formatExtensions([])).toEqual({ ok: true, value: '' });
});

const name = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from("aB0-!'")), minLength: 1, maxLength: 4 }),
  fc.constantFrom('__proto__', 'constructor'),
);
const parameter = fc.tuple(name, fc.oneof(name, fc.constant(true as const)));
const elements = fc.array(fc.record({ name, parameters: fc.array(parameter, { maxLength: 3 }) }), {
  minLength: 1,
  maxLength: 4,
});

test('law: what is formatted is parsed to the same elements', () => {
  fc.assert(
    fc.property(elements, (each) => {
      const text = formatExtensions(each);
      expect(text.ok && parseExtensions([text.value], 16)).toEqual({ ok: true, value: each });
    }),
    { numRuns: 10_000 },
  );
});

test('law: total, and several lines are the same as one line joined with commas', () => {
  const unit = fc.constantFrom(...Array.from('ab;=, "\\\t\u00e9'), 'a; b', '="c"');
  fc.assert(
    fc.property(fc.array(fc.string({ unit, maxLength: 8 }), { minLength: 1, maxLength: 3 }), (lines) => {
      expect(parseExtensions(lines, 4)).toEqual(parseExtensions([lines.join(',')], 4));
    }),
    { numRuns: 10_000 },
  );
});

test('HS28, V-F3 16 KiB of unclosed quotes, separators or spaces take linear time', () => {
  work(16_384);
  const small = leastOf(16_384);
  const large = leastOf(131_072);
  // Eight times the text: a quadratic parser would take 64 times as long.
  expect(large).toBeLessThan(small * 24 + 20);
});

/** Reads hard texts of about this length. */
function work(length: number): void {
  for (const [start, unit] of [
    ['a; b="', '\\c'],
    ['a; b="', 'c'],
    ['a; b="', '"'],
    ['a', ' '],
    ['a', ','],
    ['a', '; b'],
    ['a', ';b=c'],
    ['a; b=', '='],
    ['', 'a, '],
    ['', '\t'],
  ] as const) {
    parseExtensions([start + unit.repeat(length / unit.length)], Infinity);
  }
}

function leastOf(length: number): number {
  return Math.min(...[1, 2, 3].map(() => cpuMilliseconds(() => work(length))));
}
