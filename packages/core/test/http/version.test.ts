import { expect, test } from 'vitest';
import { isDigit, isSupportedVersion, parseVersion } from '../../src/http/version.ts';

test('a version is HTTP, a slash, a digit, a dot and a digit', () => {
  expect(parseVersion('HTTP/1.1')).toBe('1.1');
  expect(parseVersion('HTTP/0.9')).toBe('0.9');
  for (const text of [
    '',
    'HTTP/1',
    'HTTP/2',
    'HTTP/11',
    'HTTP/1.10',
    'http/1.1',
    'HTTP 1.1',
    'HTTP/1,1',
    'HTTP/a.1',
    'HTTP/1.a',
    'HTTP/1.1 ',
  ]) {
    expect(parseVersion(text)).toBeNull();
  }
});

test('HS2, HC4 WebSocket needs 1.1 or a higher 1.x', () => {
  for (const version of ['1.1', '1.2', '1.9']) expect(isSupportedVersion(version)).toBe(true);
  for (const version of ['0.9', '1.0', '2.0', '3.0', '9.1']) expect(isSupportedVersion(version)).toBe(false);
});

test('digits are those of ASCII', () => {
  for (let code = 0; code < 0x100; code++) expect(isDigit(code)).toBe(code >= 0x30 && code <= 0x39);
});
