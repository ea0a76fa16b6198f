import { expect, test } from 'vitest';
import { requestTarget } from '../../src/handshake/target.ts';
import type { Fields } from '../../src/http/fields.ts';
import { nameOf } from './heads.ts';

const fields: Fields = [['Host', 'h']];
const head = { method: 'GET', target: '/', version: '1.1', fields };

function verdictOn(target: string): string {
  return nameOf(requestTarget({ ...head, target }));
}

test('HS1 the method is GET, in capitals', () => {
  for (const method of ['POST', 'HEAD', 'OPTIONS', 'get', 'GETS', 'CONNECT', 'PRI', '__proto__']) {
    expect(requestTarget({ ...head, method })).toMatchObject({
      problem: { name: 'method-not-get', httpStatus: 405 },
    });
  }
});

test('HS2 the version is 1.1 or a higher 1.x', () => {
  for (const version of ['1.1', '1.2', '1.9']) expect(nameOf(requestTarget({ ...head, version }))).toBe('ok');
  for (const version of ['0.9', '1.0', '2.0', '3.0']) {
    expect(requestTarget({ ...head, version })).toMatchObject({
      problem: { name: 'http-version-not-supported', httpStatus: 400 },
    });
  }
});

test('HS3 Host is there once and names a host', () => {
  expect(nameOf(requestTarget({ ...head, fields: [] }))).toBe('host-missing');
  expect(nameOf(requestTarget({ ...head, fields: [...fields, ...fields] }))).toBe('host-repeated');
  for (const host of ['', 'a b', 'a,b', 'u@h', 'h:x']) {
    expect(requestTarget({ ...head, fields: [['host', host]] })).toMatchObject({
      problem: { name: 'host-malformed', httpStatus: 400, detail: host },
    });
  }
});

test('HS4, V-G9 the authority of an absolute target wins over Host, which must be right all the same', () => {
  const value = (target: string): unknown => requestTarget({ ...head, target });
  const other = { host: 'other', port: 81 };
  expect(value('http://Other:81/x?y')).toEqual({
    ok: true,
    value: { resourceName: '/x?y', authority: other },
  });
  expect(value('HTTPS://other:81')).toEqual({ ok: true, value: { resourceName: '/', authority: other } });
  expect(value('http://other:81?y')).toEqual({ ok: true, value: { resourceName: '/?y', authority: other } });
  expect(nameOf(requestTarget({ ...head, target: 'http://o/', fields: [['Host', 'a,b']] }))).toBe(
    'host-malformed',
  );
});

test('HS5, V-G9 two slashes at the start are a path', () => {
  expect(requestTarget({ ...head, target: '//evil/ws' })).toEqual({
    ok: true,
    value: { resourceName: '//evil/ws', authority: { host: 'h', port: null } },
  });
});

test('HS6, V-G9 no other form of target, and no fragment', () => {
  for (const target of [
    '*',
    'host:80',
    'ws://h/',
    'wss://h/',
    '',
    '/a#b',
    '#',
    'a',
    'http:/h',
    'http://',
    'http:///x',
    'http://u@h/',
    'http://h:x/',
    'http://h#a',
    'ftp://h/',
  ]) {
    expect(verdictOn(target)).toBe('target-malformed');
  }
});

test('HS7 raw octets that no target has are refused, escapes are kept as they are', () => {
  for (const target of ['/a b', '/\u0001', '/\u007f', '/\u00e9']) {
    expect(requestTarget({ ...head, target })).toMatchObject({ problem: { httpStatus: 400 } });
  }
  expect(requestTarget({ ...head, target: '/%00/%2e%2e/../a' })).toMatchObject({
    value: { resourceName: '/%00/%2e%2e/../a' },
  });
});
