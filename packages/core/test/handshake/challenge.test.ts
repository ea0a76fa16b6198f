import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acceptOf, isKey, keyOf } from '../../src/handshake/challenge.ts';
import { accept, key, nameOf } from './heads.ts';

const nonce = fc.uint8Array({ minLength: 16, maxLength: 16 });

test('the key and accept of RFC 6455 §1.3', () => {
  expect(keyOf(new Uint8Array(Buffer.from('the sample nonce')))).toEqual({ ok: true, value: key });
  expect(acceptOf(key)).toBe(accept);
});

test('law: a key is one, and its accept is what the platform computes', () => {
  fc.assert(
    fc.property(nonce, (octets) => {
      const made = keyOf(octets);
      if (!made.ok) expect.fail('16 octets make a key');
      expect(isKey(made.value)).toBe(true);
      const hash = createHash('sha1').update(`${made.value}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
      expect(acceptOf(made.value)).toBe(hash.digest('base64'));
    }),
    { numRuns: 10_000 },
  );
});

test('AP16 a nonce of another length, or that is no octets, is refused', () => {
  for (const length of [0, 15, 17, 32]) {
    expect(nameOf(keyOf(new Uint8Array(length)))).toBe('nonce-not-16-octets');
  }
  for (const wrong of ['the sample nonce', Array.from({ length: 16 }, () => 0), null, undefined, 16]) {
    expect(nameOf(keyOf(wrong as unknown as Uint8Array))).toBe('nonce-not-16-octets');
  }
});

test('HS14 a key is Base64 of 16 octets; left-over bits are not looked at', () => {
  expect(isKey('dGhlIHNhbXBsZSBub25jZR==')).toBe(true);
  for (const text of [
    '',
    'dGhlIHNhbXBsZSBub25j', // 15 octets
    'dGhlIHNhbXBsZSBub25jZWU=', // 17 octets
    'dGhlIHNhbXBsZSBub25jZWVl', // 18 octets
    'dGhlIHNhbXBsZSBub25jZQ', // no padding
    'dGhlIHNhbXBsZSBub25jZQ=',
    'dGhlIHNhbXBsZSBub25jZQ===',
    '-_hlIHNhbXBsZSBub25jZQ==', // another alphabet
    'dGhlIHNh XBsZSBub25jZQ==', // space inside
    'dGhlIHNhbXBs=SBub25jZQ==',
    '\u00e9GhlIHNhbXBsZSBub25jZQ==',
  ]) {
    expect(isKey(text)).toBe(false);
  }
});
