import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fields } from '../../src/http/fields.ts';
import {
  combined,
  fieldsRefusal,
  fieldValues,
  hasField,
  isSendableText,
  isSendableValue,
} from '../../src/http/fields.ts';

const fields: Fields = [
  ['Via', 'a'],
  ['Host', 'h'],
  ['via', 'b, c'],
  ['VIA', ''],
];

test('fields are found whatever the case of the name, in order', () => {
  expect(fieldValues(fields, 'vIA')).toEqual(['a', 'b, c', '']);
  expect(fieldValues(fields, 'Vi')).toEqual([]);
  expect(combined(fields, 'via')).toBe('a, b, c, ');
  expect(combined(fields, 'Host')).toBe('h');
  expect(combined(fields, 'Missing')).toBeNull();
  expect(hasField(fields, 'HOST')).toBe(true);
  expect(hasField(fields, 'Missing')).toBe(false);
});

test('V-F1 names that every object has are names like any other', () => {
  for (const name of ['__proto__', ...Object.getOwnPropertyNames(Object.prototype)]) {
    expect(fieldValues([], name)).toEqual([]);
    expect(combined([[name, '1']], name)).toBe('1');
    expect(fieldsRefusal([[name, '1']])).toBeNull();
  }
});

test('AP12, V-G10 a name that is no token is refused', () => {
  for (const name of ['', 'a b', 'a:', 'a\r\nb', 'caf\u00e9', '\u0000', 'a\n', '(a)']) {
    expect(
      fieldsRefusal([
        ['Ok', ''],
        [name, '1'],
      ]),
    ).toMatchObject({ name: 'field-name-not-valid' });
  }
});

test('AP12, V-G10 a value with CR, LF, NUL, controls or obs-text is refused, and not shown', () => {
  for (const value of [
    'a\r\nSet-Cookie: b',
    'a\rb',
    'a\nb',
    '\u0000',
    '\u007f',
    'caf\u00e9',
    '\u010a',
    ' a',
    'a\t',
  ]) {
    const refusal = fieldsRefusal([['Cookie', value]]);
    expect(refusal).toMatchObject({ name: 'field-value-not-valid', detail: 'Cookie' });
  }
});

test('AP12 what is no list of pairs of text is refused and throws nothing', () => {
  const refused = (wrong: unknown): unknown => {
    const refusal = fieldsRefusal(wrong as Fields);
    return refusal === null ? null : [refusal.name, refusal.detail];
  };
  for (const wrong of [5, null, undefined, 'a: b', { a: 'b' }, new Map([['a', 'b']])]) {
    expect(refused(wrong)).toEqual(['field-name-not-valid', typeof wrong]);
  }
  for (const wrong of [null, undefined, 5, 'ab', {}, []]) {
    expect(refused([['Ok', ''], wrong])).toEqual(['field-name-not-valid', 'undefined']);
  }
  for (const wrong of [null, 5, {}, Symbol('x')]) {
    expect(refused([[wrong, 'a']])).toEqual(['field-name-not-valid', typeof wrong]);
    expect(refused([['A', wrong]])).toEqual(['field-value-not-valid', 'A']);
  }
  expect(refused([['A']])).toEqual(['field-value-not-valid', 'A']);
});

test('values are visible ASCII with white space inside', () => {
  for (const value of ['', 'a', 'a b\tc', '!~', 'Basic YTpi']) expect(isSendableValue(value)).toBe(true);
  expect(isSendableText(' a ')).toBe(true);
});

test('law: what may be sent holds no octet that ends a line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 8 }), (text) => {
      expect(isSendableText(text)).toBe(/^[\t -~]*$/u.test(text));
      expect(isSendableValue(text)).toBe(/^(?:[!-~](?:[\t -~]*[!-~])?)?$/u.test(text));
    }),
    { numRuns: 10_000 },
  );
});
