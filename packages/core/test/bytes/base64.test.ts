import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../src/bytes/base64.ts';

test('the test vectors of RFC 4648 §10', () => {
  const vectors = ['', 'Zg==', 'Zm8=', 'Zm9v', 'Zm9vYg==', 'Zm9vYmE=', 'Zm9vYmFy'];
  for (const [length, vector] of vectors.entries()) {
    const octets = new Uint8Array(Buffer.from('foobar'.slice(0, length)));
    expect(encodeBase64(octets)).toBe(vector);
    expect(decodeBase64(vector)).toEqual(octets);
  }
});

test('law: encoding is that of the platform, and decoding is its inverse', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (octets) => {
      const text = encodeBase64(octets);
      expect(text).toBe(Buffer.from(octets).toString('base64'));
      expect(decodeBase64(text)).toEqual(octets);
    }),
    { numRuns: 10_000 },
  );
});

test('law: any text of the alphabet decodes as on the platform, any other text is refused', () => {
  const sign = fc.constantFrom(...Array.from('ABCXYZabcxyz0189+/=-_ \n\u00e9\u0141'));
  fc.assert(
    fc.property(fc.string({ unit: sign, maxLength: 12 }), (text) => {
      const isStrict = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/u.test(text);
      const expected = isStrict ? new Uint8Array(Buffer.from(text, 'base64')) : null;
      expect(decodeBase64(text)).toEqual(expected);
    }),
    { numRuns: 10_000 },
  );
});

test('every octet value and every sign of the alphabet', () => {
  const octets = Uint8Array.from({ length: 256 }, (_, index) => index);
  expect(decodeBase64(encodeBase64(octets))).toEqual(octets);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  expect(encodeBase64(decodeBase64(alphabet) ?? new Uint8Array(0))).toBe(alphabet);
});

test('missing padding, too much padding, padding inside and white space are refused', () => {
  for (const text of [
    'Zg',
    'Zg=',
    'Z',
    'Z===',
    '====',
    '=',
    'Zg==Zg==',
    'Z=g=',
    'Zm9v\n',
    ' Zm9v',
    'Zm 9',
    'Zm-_',
  ]) {
    expect(decodeBase64(text)).toBeNull();
  }
});

test('left-over bits before the padding are not looked at', () => {
  expect(decodeBase64('Zh==')).toEqual(Uint8Array.of(0x66));
  expect(decodeBase64('Zm9=')).toEqual(Uint8Array.of(0x66, 0x6f));
});
