import { expect, test } from 'vitest';
import type { JudgeRequestOptions } from '../../src/handshake/server.ts';
import { judgeRequest } from '../../src/handshake/server.ts';
import type { Fields } from '../../src/http/fields.ts';
import { parseRequestHead } from '../../src/http/request-head.ts';
import { defaultLimits } from '../../src/vocabulary/limits.ts';
import { inEveryCut, latin1 } from '../http/cuts.ts';
import { changed, headText, key, requestFields } from './heads.ts';

const options: JudgeRequestOptions = { origins: 'any', secure: false, limits: defaultLimits('server') };
const head = { method: 'GET', target: '/chat', version: '1.1', fields: requestFields };

/** The verdict on a request as it comes over the wire, after a look whether every cut gives the same. */
function verdictOn(
  fields: Fields,
  requestLine: string = 'GET / HTTP/1.1',
  how: JudgeRequestOptions = options,
): string {
  const read = inEveryCut('request', headText(requestLine, fields));
  if (read.head === null) return String(read.failure);
  const parsed = parseRequestHead(latin1(read.head));
  const verdict = parsed.ok ? judgeRequest(parsed.value, how) : parsed;
  return verdict.ok ? 'ok' : `${verdict.problem.httpStatus} ${verdict.problem.name}`;
}

function verdictWith(name: string, ...values: readonly string[]): string {
  return verdictOn(changed(requestFields, name, ...values));
}

test('a valid request is an offer, a JSON value', () => {
  const fields: Fields = [
    ...requestFields,
    ['Origin', 'https://example.com'],
    ['sec-websocket-protocol', 'a, b'],
    ['Sec-WebSocket-Protocol', 'c'],
    ['Sec-WebSocket-Extensions', 'x; y="z"'],
  ];
  const verdict = judgeRequest({ ...head, fields }, options);
  expect(verdict).toEqual({
    ok: true,
    value: {
      key,
      resourceName: '/chat',
      authority: { host: 'h', port: null },
      subprotocols: ['a', 'b', 'c'],
      origin: 'https://example.com',
      extensionOffers: [{ name: 'x', parameters: [['y', 'z']] }],
      fields,
    },
  });
  expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
  expect(judgeRequest(head, options)).toMatchObject({
    value: { subprotocols: [], origin: null, extensionOffers: [] },
  });
});

test('HS1 a method other than GET is 405', () => {
  for (const method of ['POST', 'HEAD', 'OPTIONS', 'get']) {
    expect(verdictOn(requestFields, `${method} / HTTP/1.1`)).toBe('405 method-not-get');
  }
});

test('HS2 a version below 1.1 or above 1.x is 400', () => {
  expect(verdictOn(requestFields, 'GET / HTTP/1.2')).toBe('ok');
  for (const line of ['GET / HTTP/1.0', 'GET / HTTP/0.9', 'PRI * HTTP/2.0']) {
    expect(verdictOn(requestFields, line)).toBe('400 http-version-not-supported');
  }
  expect(verdictOn([], 'PRI * HTTP/2.0')).toBe('400 http-version-not-supported');
  expect(verdictOn(requestFields, 'GET /')).toBe('400 request-line-malformed');
});

test('HS3 Host is there once and names a host', () => {
  expect(verdictWith('Host')).toBe('400 host-missing');
  expect(verdictWith('Host', 'h', 'h')).toBe('400 host-repeated');
  for (const host of ['', 'a b', 'a,b']) expect(verdictWith('Host', host)).toBe('400 host-malformed');
});

test('HS4, HS5, HS6, HS7, V-G9 the target', () => {
  expect(verdictOn(requestFields, 'GET http://other/x HTTP/1.1')).toBe('ok');
  expect(verdictOn(requestFields, 'GET //evil/ws HTTP/1.1')).toBe('ok');
  expect(verdictOn(requestFields, 'GET /%00%2e%2e HTTP/1.1')).toBe('ok');
  for (const target of ['*', 'host:80', 'ws://h/', '/#']) {
    expect(verdictOn(requestFields, `GET ${target} HTTP/1.1`)).toBe('400 target-malformed');
  }
  for (const target of ['', '/a b', '/\u0080']) {
    expect(verdictOn(requestFields, `GET ${target} HTTP/1.1`)).toMatch(/request-line-malformed$/u);
  }
  expect(verdictOn(requestFields, 'GET /\u0001 HTTP/1.1')).toBe('control-character');
});

test('HS4, HS5 same is about the authority of the target, also for a path of two slashes', () => {
  const fields = changed(requestFields, 'Origin', 'http://evil');
  const same = { ...options, origins: 'same' } as const;
  expect(verdictOn(fields, 'GET //evil/ws HTTP/1.1', same)).toBe('403 origin-not-allowed');
  expect(verdictOn(fields, 'GET http://h/ HTTP/1.1', same)).toBe('403 origin-not-allowed');
  expect(verdictOn(fields, 'GET http://evil/ HTTP/1.1', same)).toBe('ok');
});

test('HS9, V-F5 a request without Upgrade is 426, without any expected field still an answer', () => {
  expect(verdictWith('Upgrade')).toBe('426 upgrade-missing');
  expect(verdictOn([['Host', 'h']])).toBe('426 upgrade-missing');
  expect(verdictOn([])).toBe('400 host-missing');
});

test('HS10 Upgrade names websocket, in any case, perhaps among others', () => {
  for (const value of ['WebSocket', 'h2c, websocket', 'foo/1.2,,websocket', ' websocket\t']) {
    expect(verdictWith('Upgrade', value)).toBe('ok');
  }
  for (const value of [
    'websocket/13',
    'websockets',
    '',
    ',',
    '"websocket"',
    'websocket, a b',
    'websocket, /1',
    'x, a/',
  ]) {
    expect(verdictWith('Upgrade', value)).toBe('400 upgrade-not-websocket');
  }
});

test('HS11 Upgrade in two lines is one list', () => {
  expect(verdictWith('Upgrade', 'h2c', 'websocket')).toBe('ok');
  expect(verdictWith('Upgrade', 'h2c', 'foo')).toBe('400 upgrade-not-websocket');
});

test('HS12 Connection holds the token Upgrade', () => {
  for (const value of ['keep-alive, Upgrade', 'UPGRADE']) expect(verdictWith('Connection', value)).toBe('ok');
  expect(verdictWith('Connection')).toBe('400 connection-without-upgrade');
  for (const value of ['keep-alive', 'upgrade;x']) {
    expect(verdictWith('Connection', value)).toBe('400 connection-without-upgrade');
  }
});

test('HS13 Connection may name other fields, which changes nothing', () => {
  expect(verdictWith('Connection', 'Upgrade, Sec-WebSocket-Key')).toBe('ok');
});

test('HS14 the key is Base64 of 16 octets', () => {
  expect(verdictWith('Sec-WebSocket-Key')).toBe('400 key-missing');
  expect(verdictWith('Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZR==')).toBe('ok');
  for (const value of [
    '',
    'dGhlIHNhbXBsZSBub25j',
    'dGhlIHNhbXBsZSBub25jZWU=',
    'dGhlIHNhbXBsZSBub25jZQ',
    '-_hlIHNhbXBsZSBub25jZQ==',
    'dGhlIHNh XBsZSBub25jZQ==',
    `${key}, ${key}`,
  ]) {
    expect(verdictWith('Sec-WebSocket-Key', value)).toBe('400 key-malformed');
  }
});

test('HS15 two keys are refused', () => {
  expect(verdictWith('Sec-WebSocket-Key', key, key)).toBe('400 key-repeated');
});

test('HS17, V-G2 version missing, 0, 7, 8, 12, 14, 777 or empty is 426', () => {
  expect(verdictWith('Sec-WebSocket-Version')).toBe('426 version-missing');
  for (const value of ['0', '7', '8', '12', '14', '777', '']) {
    expect(verdictWith('Sec-WebSocket-Version', value)).toBe('426 version-not-supported');
  }
});

test('HS18 what is only 13 to a careless reader is 426', () => {
  for (const value of ['0xd', '1.3e1', '013', '+13', '13.0', '13;', '"13"', '\u0031\u00b3']) {
    expect(verdictWith('Sec-WebSocket-Version', value)).toBe('426 version-not-supported');
  }
});

test('HS19 several versions are refused', () => {
  expect(verdictWith('Sec-WebSocket-Version', '13, 8')).toBe('400 version-repeated');
  expect(verdictWith('Sec-WebSocket-Version', '13', '13')).toBe('400 version-repeated');
  expect(verdictWith('Sec-WebSocket-Version', '8', '13')).toBe('400 version-repeated');
});

function judged(origins: JudgeRequestOptions['origins'], ...values: readonly string[]): string {
  return verdictOn(changed(requestFields, 'Origin', ...values), 'GET / HTTP/1.1', { ...options, origins });
}

test('HS20, V-I1 Origin is judged by the policy; two are refused whatever it is', () => {
  expect(judged('any', 'https://example.org')).toBe('ok');
  expect(judged('same', 'http://h')).toBe('ok');
  expect(judged('same', 'HTTP://H:80')).toBe('ok');
  expect(judged('same')).toBe('ok');
  expect(judged(['https://example.com'], 'https://example.com')).toBe('ok');
  for (const origin of [
    'https://example.org',
    'https://h',
    'null',
    'http://h/path',
    'http://h, http://h',
    '',
  ]) {
    expect(judged('same', origin)).toBe('403 origin-not-allowed');
  }
  expect(judged('any', 'http://h', 'http://h')).toBe('400 origin-repeated');
  expect(judged('same', 'http://h', 'http://evil')).toBe('400 origin-repeated');
});

test('HS21, V-I2 what only looks like an origin of the list is 403', () => {
  const listed = { ...options, origins: ['http://example.com', 'http://*.example.com'] };
  for (const origin of ['http://example.com.evil', 'http://evilexample.com']) {
    expect(verdictOn(changed(requestFields, 'Origin', origin), 'GET / HTTP/1.1', listed)).toBe(
      '403 origin-not-allowed',
    );
  }
});

test('V-G14 whether the transport is secure is never taken from a field', () => {
  const fields = [...changed(requestFields, 'Origin', 'https://h'), ['X-Forwarded-Proto', 'https']] as const;
  expect(judgeRequest({ ...head, fields }, { ...options, origins: 'same' }).ok).toBe(false);
  expect(judgeRequest({ ...head, fields }, { ...options, origins: 'same', secure: true }).ok).toBe(true);
  const absolute = { ...head, target: 'https://h/', fields };
  expect(judgeRequest(absolute, { ...options, origins: 'same' }).ok).toBe(false);
});

test('HS22 subprotocols are tokens, empty elements are ignored', () => {
  expect(verdictWith('Sec-WebSocket-Protocol', 'a,,b')).toBe('ok');
  for (const value of ['', ',', 'a b', 'a;b', '"a"', 'a\u0080']) {
    expect(verdictWith('Sec-WebSocket-Protocol', value)).toBe('400 subprotocol-malformed');
  }
  expect(verdictWith('Sec-WebSocket-Protocol', 'a\u0001')).toBe('control-character');
});

test('HS23 a subprotocol that is offered twice is refused, in one line or two', () => {
  expect(verdictWith('Sec-WebSocket-Protocol', 'a, a')).toBe('400 subprotocol-repeated');
  expect(verdictWith('Sec-WebSocket-Protocol', 'a', 'b, a')).toBe('400 subprotocol-repeated');
  expect(verdictWith('Sec-WebSocket-Protocol', 'a, A')).toBe('ok');
});

test('HS24 a list with 16 KiB of spaces is refused', () => {
  const fields = changed(requestFields, 'Sec-WebSocket-Protocol', `b${' '.repeat(16_384)}x`);
  expect(judgeRequest({ ...head, fields }, options)).toMatchObject({
    problem: { name: 'subprotocol-malformed' },
  });
});

test('HS25, HS29, V-F1 names that every object has are names like any other', () => {
  expect(verdictWith('Sec-WebSocket-Protocol', '__proto__, constructor')).toBe('ok');
  for (const value of ['constructor', '__proto__; x', 'a; __proto__=1; toString']) {
    expect(verdictWith('Sec-WebSocket-Extensions', value)).toBe('ok');
  }
  expect(verdictOn([...requestFields, ['__proto__', 'x'], ['constructor', 'y']])).toBe('ok');
});

test('HS27, V-F7 what is no list of extensions is refused', () => {
  for (const value of [
    ';',
    ',',
    'a;',
    'a;=1',
    'a;b=',
    'a;b="',
    'a;b="\\',
    'a;b="x y"',
    "a;b='x y'",
    'a b',
    'a\u00ff',
    '',
  ]) {
    expect(verdictWith('Sec-WebSocket-Extensions', value)).toBe('400 extensions-malformed');
  }
});

test('HS28 16 KiB of quoted pairs without an end are refused', () => {
  const fields = changed(requestFields, 'Sec-WebSocket-Extensions', `a; b="${'\\c'.repeat(8_192)}`);
  expect(judgeRequest({ ...head, fields }, options)).toMatchObject({
    problem: { name: 'extensions-malformed' },
  });
});

function offers(count: number): Fields {
  const value = Array.from({ length: count }, () => 'x').join(',');
  return changed(requestFields, 'Sec-WebSocket-Extensions', value);
}

test('HS30 more than 16 offers are too many', () => {
  expect(verdictOn(offers(16))).toBe('ok');
  expect(verdictOn(offers(17))).toBe('400 too-many-extensions');
  expect(judgeRequest({ ...head, fields: offers(1_000) }, options).ok).toBe(false);
});

test('HS35 extensions of others are an offer like any other', () => {
  expect(verdictWith('Sec-WebSocket-Extensions', 'x-webkit-deflate-frame, bbf-usp-protocol')).toBe('ok');
});

test('HS36, V-G1 a request that announces a body is refused', () => {
  expect(verdictWith('Content-Length', '0')).toBe('ok');
  expect(verdictWith('Content-Length', '5')).toBe('400 body-announced');
  expect(verdictWith('Content-Length', '0', '0')).toBe('400 body-announced');
  expect(verdictWith('Transfer-Encoding', 'chunked')).toBe('400 body-announced');
  expect(verdictOn([...requestFields, ['Transfer-Encoding', 'x'], ['Content-Length', '0']])).toBe(
    '400 body-announced',
  );
});

test('HS37 an Expect is ignored', () => {
  expect(verdictWith('Expect', '100-continue')).toBe('ok');
});

test('HS38-HS41, HS44 heads that are none fail before any verdict', () => {
  expect(verdictOn([['Host', 'h\r\n folded']])).toBe('line-folded');
  expect(verdictOn([['Sec-WebSocket-Key ', key]])).toBe('field-name-malformed');
  expect(verdictOn([[' Host', 'h']])).toBe('leading-white-space');
  expect(verdictOn([['Host', 'h\rX: y']])).toBe('bare-cr');
  expect(verdictOn([['Host', 'h\nX: y']])).toBe('bare-lf');
  expect(verdictOn([['Host', 'h\u0000']])).toBe('control-character');
  expect(verdictOn([['', 'h']])).toBe('field-name-malformed');
});
