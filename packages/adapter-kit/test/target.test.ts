import { expect, test } from 'vitest';
import { SocketError } from '../src/errors.ts';
import { authorityOf, isAddress, parseProxy, parseTarget } from '../src/target.ts';

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
  expect(parseTarget('ws://only@example.com').authorization).toBe(
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

test('AP15 a percent sign in user or password that begins no character is a TypeError without the secret', () => {
  for (const user of ['%zz', '%', 'a:%FF', '%C3:b', 'hush%:b']) {
    for (const parse of [
      (): unknown => parseTarget(`ws://${user}@example.com/`),
      (): unknown => parseProxy(`http://${user}@example.com/`),
    ]) {
      expect(parse).toThrow(TypeError);
      expect(parse).not.toThrow(/hush/u);
    }
  }
});

test('proxies', () => {
  expect(parseProxy('http://proxy.example')).toEqual({
    secure: false,
    hostname: 'proxy.example',
    port: 80,
    authorization: null,
  });
  expect(parseProxy(new URL('https://a:b@[::1]'))).toEqual({
    secure: true,
    hostname: '::1',
    port: 443,
    authorization: `Basic ${Buffer.from('a:b').toString('base64')}`,
  });
  expect(parseProxy('http://h:3128').port).toBe(3128);
  for (const other of ['socks5://h:1080', 'ws://h', 'h:3128', '']) {
    expect(() => parseProxy(other)).toThrow(TypeError);
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

test('an authority is what a proxy is asked for', () => {
  expect(authorityOf(parseTarget('wss://example.com/'))).toBe('example.com:443');
  expect(authorityOf(parseTarget('ws://[::1]:8080/'))).toBe('[::1]:8080');
});

test('addresses are told from names', () => {
  expect(['127.0.0.1', '::1', '[::1]'].map(isAddress)).toEqual([true, true, true]);
  expect(['localhost', 'a1.2.3.4', '1.2.3.example'].map(isAddress)).toEqual([false, false, false]);
});
