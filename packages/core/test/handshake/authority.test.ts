import { expect, test } from 'vitest';
import { parseAuthority } from '../../src/handshake/authority.ts';

test('a host is a name or a bracketed address, with a port or without', () => {
  expect(parseAuthority('Example.COM')).toEqual({ host: 'example.com', port: null });
  expect(parseAuthority('a_b-c~1.')).toEqual({ host: 'a_b-c~1.', port: null });
  expect(parseAuthority('127.0.0.1:80')).toEqual({ host: '127.0.0.1', port: 80 });
  expect(parseAuthority('h:')).toEqual({ host: 'h', port: null });
  expect(parseAuthority('h:65535')).toEqual({ host: 'h', port: 65_535 });
  expect(parseAuthority('h:00080')).toEqual({ host: 'h', port: 80 });
  expect(parseAuthority('[2001:DB8::1]:8080')).toEqual({ host: '[2001:db8::1]', port: 8_080 });
  expect(parseAuthority('[::ffff:127.0.0.1]')).toEqual({ host: '[::ffff:127.0.0.1]', port: null });
});

test('HS3 what is neither is no authority', () => {
  for (const text of [
    '',
    ':80',
    'a b',
    'a,b',
    'a/b',
    'a@b',
    'a%41',
    'caf\u00e9',
    'h:65536',
    'h:123456',
    'h:8a',
    'h:-1',
    'h:80:80',
    '[',
    '[]',
    '[::1',
    '[::1]x',
    '[fe80::1%eth0]',
    '[g]',
    'h\u0000',
    '[::1]:x',
  ]) {
    expect(parseAuthority(text)).toBeNull();
  }
});

test('every octet either belongs to a host or does not', () => {
  for (let code = 0; code < 0x100; code++) {
    const sign = String.fromCharCode(code);
    expect(parseAuthority(`x${sign}x`) !== null).toBe(/^[-A-Za-z0-9._~]$/u.test(sign));
    expect(parseAuthority(`[0${sign}0]`) !== null).toBe(/^[A-Fa-f0-9.:]$/u.test(sign));
  }
});
