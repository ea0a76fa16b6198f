import { expect, test } from 'vitest';
import type { OriginPolicy } from '../../src/handshake/origin.ts';
import { allowsOrigin, checkOriginPolicy } from '../../src/handshake/origin.ts';

const own = { secure: true, authority: { host: 'example.com', port: null } };

function allowed(policy: OriginPolicy, origins: readonly (string | null)[]): readonly (string | null)[] {
  return origins.filter((origin) => allowsOrigin(policy, origin, own));
}

test('any lets everything pass', () => {
  const origins = ['https://example.org', 'null', 'nonsense', null];
  expect(allowed('any', origins)).toEqual(origins);
});

test('HS20, V-I1 same lets the own origin pass: scheme of the transport, host and port of the request', () => {
  const passing = ['https://example.com', 'HTTPS://EXAMPLE.COM', 'https://example.com:443', null];
  expect(
    allowed('same', [
      ...passing,
      'http://example.com',
      'https://example.com:8443',
      'https://example.com:80',
      'https://example.com/',
      'https://example.com/path',
      'https://user@example.com',
      'https://example.com.',
      'https://b\u00fccher.example',
      'null',
      '',
      'https://',
      'example.com',
      'wss://example.com',
    ]),
  ).toEqual(passing);
});

test('V-G14 same takes the scheme from the transport alone, and the port as it is', () => {
  const plain = { secure: false, authority: { host: 'h', port: 80 } };
  expect(allowsOrigin('same', 'http://h', plain)).toBe(true);
  expect(allowsOrigin('same', 'https://h', plain)).toBe(false);
  const other = { secure: false, authority: { host: 'h', port: 443 } };
  expect(allowsOrigin('same', 'http://h:443', other)).toBe(true);
  expect(allowsOrigin('same', 'http://h', other)).toBe(false);
  expect(allowsOrigin('same', 'https://h', other)).toBe(false);
  expect(allowsOrigin('same', 'https://h:80', { secure: true, authority: { host: 'h', port: 80 } })).toBe(
    true,
  );
});

test('HS20 a list lets its entries pass, and requests without Origin', () => {
  const list = ['https://example.com', 'http://localhost:8080', 'app+x.y-1://shell'];
  const passing = ['https://EXAMPLE.com:443', 'http://localhost:8080', 'app+x.y-1://shell', null];
  expect(
    allowed(list, [...passing, 'http://localhost', 'https://example.com:444', 'null', 'https://example.org']),
  ).toEqual(passing);
  expect(allowed([], ['https://example.com', null])).toEqual([null]);
});

test('HS20 null passes only where it is listed', () => {
  expect(allowed(['null'], ['null', 'NULL', 'https://null'])).toEqual(['null']);
  expect(allowed(['https://null'], ['null'])).toEqual([]);
});

test('HS21, V-I2 a wildcard takes any subdomain and nothing that only looks like one', () => {
  const list = ['https://*.example.com'];
  const passing = ['https://a.example.com', 'https://a.b.example.com', 'https://A.EXAMPLE.COM'];
  expect(
    allowed(list, [
      ...passing,
      'https://example.com',
      'https://evilexample.com',
      'https://example.com.evil',
      'https://a.example.com.evil',
      'https://a.example.org',
      'http://a.example.com',
      'https://a.example.com:8443',
      'https://a.example.com/',
      'https://*.example.com',
      'https://.example.org',
    ]),
  ).toEqual(passing);
  expect(allowed(['http://example.com'], ['http://example.com.evil', 'http://evilexample.com'])).toEqual([]);
  expect(
    allowed(['https://*.example.com:8443'], ['https://a.example.com:8443', 'https://a.example.com']),
  ).toEqual(['https://a.example.com:8443']);
});

test('an entry that is no origin lets nothing pass', () => {
  expect(
    allowed(['example.com', '*', 'https://a/b', '1a://b'], ['https://example.com', '1a://b', 'https://a/b']),
  ).toEqual([]);
});

test('AP26 a policy that could never mean what it says is found at once', () => {
  for (const policy of ['any', 'same', [], ['https://a', 'null', 'https://*.a.b:1']] as OriginPolicy[]) {
    expect(() => {
      checkOriginPolicy(policy);
    }).not.toThrow();
  }
  for (const wrong of [
    ['example.com'],
    ['*'],
    ['https://*'],
    ['https://a/'],
    ['https://a.*.b'],
    ['://a'],
    ['ht tp://a'],
    ['1a://a'],
    ['https://a b'],
    [''],
  ]) {
    expect(() => {
      checkOriginPolicy(wrong);
    }).toThrow(TypeError);
  }
  for (const wrong of ['all', undefined, null, 7, {}, [7], [null]]) {
    expect(() => {
      checkOriginPolicy(wrong as OriginPolicy);
    }).toThrow(/^origins (is|holds) /u);
  }
});
