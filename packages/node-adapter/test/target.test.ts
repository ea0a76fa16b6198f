import { SocketError } from '@sansws/adapter-kit';
import { expect, test } from 'vitest';
import { basicCredentials, parseTarget } from '../src/target.ts';

test('ws and wss, with and without port, path, query', () => {
  expect(parseTarget('ws://Example.com')).toEqual({
    secure: false,
    path: null,
    hostname: 'example.com',
    port: 80,
    host: 'example.com',
    resourceName: '/',
    authorization: null,
  });
  expect(parseTarget('wss://example.com:8443/chat?room=a b')).toMatchObject({
    secure: true,
    port: 8443,
    host: 'example.com:8443',
    resourceName: '/chat?room=a%20b',
  });
  expect(parseTarget(new URL('wss://example.com')).port).toBe(443);
});

test('AP15 IPv6, international names, user and password', () => {
  expect(parseTarget('ws://[::1]:8080/')).toMatchObject({ hostname: '::1', host: '[::1]:8080', port: 8080 });
  expect(parseTarget('ws://bücher.example/').hostname).toBe('xn--bcher-kva.example');
  const { authorization, host } = parseTarget('ws://a%20b:p%3Aw@example.com/');
  expect(authorization).toBe(`Basic ${Buffer.from('a b:p:w').toString('base64')}`);
  expect(host).toBe('example.com');
  expect(basicCredentials(new URL('http://only@example.com'))).toBe(
    `Basic ${Buffer.from('only:').toString('base64')}`,
  );
});

test('AP15 a fragment, another scheme, and what is no URI', () => {
  expect(() => parseTarget('ws://example.com/#here')).toThrow(SocketError);
  expect(() => parseTarget('ws://example.com/#')).toThrow(SocketError);
  for (const other of ['http://example.com', 'https://example.com', 'ftp://example.com', 'example.com', '']) {
    expect(() => parseTarget(other)).toThrow(TypeError);
  }
});

test('Unix sockets', () => {
  expect(parseTarget('ws+unix:/run/app.sock:/chat?a=b')).toMatchObject({
    secure: false,
    path: '/run/app.sock',
    resourceName: '/chat?a=b',
    host: 'localhost',
  });
  expect(parseTarget('ws+unix:///run/app.sock')).toMatchObject({ path: '/run/app.sock', resourceName: '/' });
  expect(parseTarget('wss+unix:/a:')).toMatchObject({ secure: true, path: '/a', resourceName: '/' });
  expect(() => parseTarget('ws+unix:')).toThrow(TypeError);
});
