import { expect, test } from 'vitest';
import type { AnySession, Extension, ExtensionElement, Parameter } from '../../src/extension/extension.ts';
import type { ExpectedResponse } from '../../src/handshake/client.ts';
import { bodyLength, isInterim, judgeResponse } from '../../src/handshake/response-verdict.ts';
import type { Fields } from '../../src/http/fields.ts';
import type { ResponseHead } from '../../src/http/response-head.ts';
import { parseResponseHead } from '../../src/http/response-head.ts';
import { inEveryCut, latin1 } from '../http/cuts.ts';
import { accept, changed, headText, nameOf, responseFields, sessionOf } from './heads.ts';

const expected: ExpectedResponse = { accept, subprotocols: [], requireSubprotocol: false, offered: [] };
const head: ResponseHead = { version: '1.1', status: 101, reason: '', fields: responseFields };

/** The verdict on a response as it comes over the wire, after a look whether every cut gives the same. */
function verdictOn(
  fields: Fields,
  wanted: ExpectedResponse = expected,
  extensions: readonly Extension[] = [],
  statusLine: string = 'HTTP/1.1 101 Switching Protocols',
): string {
  const read = inEveryCut('response', headText(statusLine, fields));
  if (read.head === null) return String(read.failure);
  const parsed = parseResponseHead(latin1(read.head));
  return parsed.ok ? nameOf(judgeResponse(wanted, extensions, parsed.value)) : parsed.problem.name;
}

function verdictWith(name: string, ...values: readonly string[]): string {
  return verdictOn(changed(responseFields, name, ...values));
}

function verdictOnLine(statusLine: string, fields: Fields = responseFields): string {
  return verdictOn(fields, expected, [], statusLine);
}

test('a response that fits settles everything', () => {
  const fields = [...responseFields, ['X', 'y']] as const;
  expect(judgeResponse(expected, [], { ...head, fields })).toEqual({
    ok: true,
    value: { subprotocol: '', sessions: [], fields },
  });
  expect(verdictOn(responseFields)).toBe('ok');
});

test('what a client finds has no HTTP status', () => {
  const verdict = judgeResponse(expected, [], { ...head, status: 403 });
  expect(verdict).toMatchObject({ problem: { httpStatus: 0, detail: '403' } });
});

test('HC1 a status other than 101 fails', () => {
  for (const status of [200, 204, 300, 304, 400, 401, 403, 404, 426, 500, 503, 999]) {
    expect(verdictOnLine(`HTTP/1.1 ${status}`)).toBe('status-not-101');
  }
});

test('HC2, V-I5 a redirect is reported with its place and not followed', () => {
  for (const status of [301, 302, 303, 307, 308]) {
    expect(verdictOnLine(`HTTP/1.1 ${status}`)).toBe('redirected');
  }
  const fields = [['Location', 'https://example.org/']] as const;
  expect(judgeResponse(expected, [], { ...head, status: 302, fields })).toMatchObject({
    problem: { name: 'redirected', detail: '302 https://example.org/' },
  });
});

test('HC3 1xx but 101 is interim', () => {
  for (const status of [100, 102, 103, 199]) expect(isInterim({ ...head, status })).toBe(true);
  for (const status of [101, 200, 404]) expect(isInterim({ ...head, status })).toBe(false);
});

test('HC4 another version or another protocol fails', () => {
  expect(verdictOnLine('HTTP/1.0 101')).toBe('http-version-not-supported');
  expect(verdictOnLine('HTTP/2.0 101')).toBe('http-version-not-supported');
  expect(verdictOnLine('HTTP/1.2 101')).toBe('ok');
  for (const line of ['HTTP/2 101', 'ICY 101', 'http/1.1 101']) {
    expect(verdictOnLine(line)).toBe('status-line-malformed');
  }
});

test('HC5, HC6 the reason says nothing, the status has three digits', () => {
  for (const line of ['HTTP/1.1 101', 'HTTP/1.1 101 ', 'HTTP/1.1 101 caf\u00e9']) {
    expect(verdictOnLine(line)).toBe('ok');
  }
  for (const line of ['HTTP/1.1 10', 'HTTP/1.1 1010', 'HTTP/1.1 +101', 'HTTP/1.1 0101']) {
    expect(verdictOnLine(line)).toBe('status-line-malformed');
  }
});

test('HC7, V-G4 Upgrade is websocket, in any case, and nothing else', () => {
  expect(verdictWith('Upgrade')).toBe('upgrade-missing');
  expect(verdictWith('Upgrade', 'WebSocket')).toBe('ok');
  for (const value of ['h2c', 'websocket, h2c', 'websocket/13', 'websockets', '', 'websocket,']) {
    expect(verdictWith('Upgrade', value)).toBe('upgrade-not-websocket');
  }
  expect(verdictWith('Upgrade', 'websocket', 'websocket')).toBe('upgrade-not-websocket');
});

test('HC8 Connection holds the token Upgrade', () => {
  expect(verdictWith('Connection', 'keep-alive, Upgrade')).toBe('ok');
  expect(verdictWith('Connection', 'keep-alive', 'upgrade')).toBe('ok');
  expect(verdictWith('Connection')).toBe('connection-without-upgrade');
  for (const value of ['close', '', 'upgrade;x']) {
    expect(verdictWith('Connection', value)).toBe('connection-without-upgrade');
  }
});

test('HC9, V-G6 Accept is the answer to this key, letter by letter', () => {
  expect(verdictWith('Sec-WebSocket-Accept')).toBe('accept-missing');
  expect(verdictWith('Sec-WebSocket-Accept', `  ${accept}\t`)).toBe('ok');
  for (const value of [
    '',
    'AAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    accept.slice(0, -1),
    `${accept}=`,
    accept.toLowerCase(),
    `"${accept}"`,
    `${accept}, ${accept}`,
    `${accept.slice(0, 5)} ${accept.slice(5)}`,
  ]) {
    expect(verdictWith('Sec-WebSocket-Accept', value)).toBe('accept-mismatch');
  }
});

test('HC10 two Accepts fail, the same or different', () => {
  expect(verdictWith('Sec-WebSocket-Accept', accept, accept)).toBe('accept-repeated');
  expect(verdictWith('Sec-WebSocket-Accept', accept, 'x')).toBe('accept-repeated');
});

/** An extension that takes any answer but one with the parameter `no`. */
function taking(name: string, reservedBits: number): Extension {
  const take = (parameters: readonly Parameter[]): AnySession | null =>
    parameters.some(([each]) => each === 'no') ? null : sessionOf(name, reservedBits, parameters);
  return { name, offers: [[]], accept: take, confirm: take };
}

const offered: readonly ExtensionElement[] = [
  { name: 'x-a', parameters: [] },
  { name: 'x-a', parameters: [['level', '9']] },
  { name: 'x-b', parameters: [] },
  { name: 'x-c', parameters: [] },
];
const extensions = [taking('x-a', 4), taking('x-b', 2), taking('x-c', 4)];

function verdictOnExtensions(...values: readonly string[]): string {
  const fields = changed(responseFields, 'Sec-WebSocket-Extensions', ...values);
  return verdictOn(fields, { ...expected, offered }, extensions);
}

test('extensions that were on offer are in use, in the order of the response', () => {
  const fields = changed(responseFields, 'Sec-WebSocket-Extensions', 'x-b', 'x-a; level="9"');
  const verdict = judgeResponse({ ...expected, offered }, extensions, { ...head, fields });
  if (!verdict.ok) expect.fail(verdict.problem.name);
  expect(verdict.value.sessions.map(({ name, parameters }) => ({ name, parameters }))).toEqual([
    { name: 'x-b', parameters: [] },
    { name: 'x-a', parameters: [['level', '9']] },
  ]);
});

test('HC11 an extension that was not on offer fails', () => {
  expect(verdictOn(changed(responseFields, 'Sec-WebSocket-Extensions', 'foo'))).toBe('extension-not-offered');
  for (const value of [
    'foo',
    'permessage-deflate',
    'x-a, x-b, x-d, x-e, x-f',
    'X-A',
    'x-a, foo',
    '__proto__',
    'constructor',
  ]) {
    expect(verdictOnExtensions(value)).toBe('extension-not-offered');
  }
});

test('HC12 an extension that is answered twice fails', () => {
  expect(verdictOnExtensions('x-a, x-a')).toBe('extension-repeated');
  expect(verdictOnExtensions('x-a', 'x-b', 'x-a; level=9')).toBe('extension-repeated');
});

test('an answer that its extension does not take fails, unless another of the same name takes it', () => {
  expect(verdictOnExtensions('x-a; no')).toBe('extension-answer-not-valid');
  const second: Extension = { ...taking('x-a', 1), confirm: (answer) => sessionOf('x-a', 1, answer) };
  const fields = changed(responseFields, 'Sec-WebSocket-Extensions', 'x-a; no');
  expect(verdictOn(fields, { ...expected, offered }, [...extensions, second])).toBe('ok');
});

test('two extensions for one reserved bit fail', () => {
  expect(verdictOnExtensions('x-a, x-b')).toBe('ok');
  expect(verdictOnExtensions('x-a, x-b, x-c')).toBe('extension-bits-conflict');
});

test('a malformed list fails', () => {
  expect(verdictOnExtensions('x-a;')).toBe('extensions-malformed');
  expect(verdictOnExtensions('')).toBe('extensions-malformed');
});

function verdictOnSubprotocol(wanted: Partial<ExpectedResponse>, ...values: readonly string[]): string {
  return verdictOn(changed(responseFields, 'Sec-WebSocket-Protocol', ...values), { ...expected, ...wanted });
}

test('HC16 a subprotocol is one of those on offer, letter by letter, and comes once', () => {
  const subprotocols = ['a', 'b'];
  expect(verdictOnSubprotocol({ subprotocols }, 'b')).toBe('ok');
  expect(verdictOnSubprotocol({}, 'a')).toBe('subprotocol-not-offered');
  expect(verdictOnSubprotocol({ subprotocols }, 'c')).toBe('subprotocol-not-offered');
  expect(verdictOnSubprotocol({ subprotocols }, 'A')).toBe('subprotocol-not-offered');
  expect(verdictOnSubprotocol({ subprotocols }, 'constructor')).toBe('subprotocol-not-offered');
  expect(verdictOnSubprotocol({ subprotocols }, 'a, b')).toBe('subprotocol-malformed');
  expect(verdictOnSubprotocol({ subprotocols }, '')).toBe('subprotocol-malformed');
  expect(verdictOnSubprotocol({ subprotocols }, 'a', 'b')).toBe('subprotocol-repeated');
  expect(verdictOnSubprotocol({ subprotocols }, 'a', 'a')).toBe('subprotocol-repeated');
});

test('HC17 a server may choose none, unless the client requires one', () => {
  const subprotocols = ['a'];
  expect(verdictOnSubprotocol({ subprotocols })).toBe('ok');
  expect(verdictOnSubprotocol({ subprotocols, requireSubprotocol: true })).toBe('subprotocol-required');
  expect(verdictOnSubprotocol({ subprotocols, requireSubprotocol: true }, 'a')).toBe('ok');
  const fields = changed(responseFields, 'Sec-WebSocket-Protocol', 'a');
  expect(judgeResponse({ ...expected, subprotocols }, [], { ...head, fields })).toMatchObject({
    value: { subprotocol: 'a' },
  });
});

test('HC18, V-F7 obs-text in any field of the handshake fails and nothing throws', () => {
  for (const octet of ['\u0080', '\u00e9', '\u00ff']) {
    expect(verdictOnSubprotocol({ subprotocols: ['a'] }, `a${octet}`)).toBe('subprotocol-malformed');
    expect(verdictOnExtensions(`x-a${octet}`)).toBe('extensions-malformed');
    expect(verdictWith('Sec-WebSocket-Accept', octet)).toBe('accept-mismatch');
    expect(verdictWith('Upgrade', octet)).toBe('upgrade-not-websocket');
    expect(verdictWith('Connection', `Upgrade, ${octet}`)).toBe('connection-without-upgrade');
    expect(verdictWith('X-Other', octet)).toBe('ok');
  }
});

test('HC19, V-F1 names that every object has are fields like any other', () => {
  const names = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf'];
  const fields = [...names.map((name) => [name, 'x'] as const), ...responseFields];
  expect(verdictOn(fields)).toBe('ok');
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
});

test('HC20, V-G1 a 101 that announces a body fails', () => {
  expect(verdictWith('Transfer-Encoding', 'chunked')).toBe('body-announced');
  expect(verdictWith('Content-Length', '5')).toBe('body-announced');
  expect(verdictWith('Content-Length', '0')).toBe('ok');
});

function length(...fields: Fields): ReturnType<typeof bodyLength> {
  return bodyLength({ ...head, status: 403, fields });
}

test('the length of the body of a refused response', () => {
  expect(length(['Content-Length', '12'])).toBe(12);
  expect(length(['Content-Length', '0'])).toBe(0);
  expect(length(['Content-Length', '12'], ['content-length', '12'])).toBe(12);
  expect(length(['Content-Length', '999999999999999'])).toBe(999_999_999_999_999);
  expect(length()).toBe('until-end');
  for (const text of ['', '1e3', '-1', '+1', '0x1', '12, 12', '1234567890123456', '\u0661']) {
    expect(length(['Content-Length', text])).toBe('until-end');
  }
  expect(length(['Content-Length', '12'], ['Content-Length', '13'])).toBe('until-end');
  for (const coding of ['chunked', 'Chunked', 'gzip, chunked', 'gzip ,\tCHUNKED']) {
    expect(length(['Content-Length', '12'], ['Transfer-Encoding', coding])).toBe('chunked');
  }
  expect(length(['Transfer-Encoding', 'gzip'], ['transfer-encoding', 'chunked'])).toBe('chunked');
  for (const coding of ['', 'gzip', 'chunked, gzip', 'chunked;a', 'unchunked']) {
    expect(length(['Content-Length', '12'], ['Transfer-Encoding', coding])).toBe('until-end');
  }
  for (const status of [100, 101, 204, 304]) {
    expect(bodyLength({ ...head, status, fields: [['Content-Length', '12']] })).toBe(0);
  }
});
