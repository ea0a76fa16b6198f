import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Extension } from '../../src/extension/extension.ts';
import type { ClientRequestOptions } from '../../src/handshake/client.ts';
import { clientRequest } from '../../src/handshake/client.ts';
import { fieldValues } from '../../src/http/fields.ts';
import { parseRequestHead } from '../../src/http/request-head.ts';
import { accept, key, nameOf } from './heads.ts';

const nonce = new Uint8Array(Buffer.from('the sample nonce'));
const options: ClientRequestOptions = { host: 'example.com', resourceName: '/', nonce };

/** An extension with these offers, which is never answered here. */
function offering(name: string, ...offers: Extension['offers']): Extension {
  return { name, offers, accept: () => null, confirm: () => null };
}

test('a request holds what RFC 6455 §4.1 asks for, in a steady order', () => {
  const asked = clientRequest(options);
  if (!asked.ok) expect.fail(asked.problem.name);
  const { request, octets, expected } = asked.value;
  expect(request).toEqual({
    method: 'GET',
    target: '/',
    version: '1.1',
    fields: [
      ['Host', 'example.com'],
      ['Upgrade', 'websocket'],
      ['Connection', 'Upgrade'],
      ['Sec-WebSocket-Key', key],
      ['Sec-WebSocket-Version', '13'],
    ],
  });
  expect(parseRequestHead(octets)).toEqual({ ok: true, value: request });
  expect(expected).toEqual({ accept, subprotocols: [], requireSubprotocol: false, offered: [] });
});

test('every option has its field, and further fields follow with their casing', () => {
  const asked = clientRequest({
    ...options,
    host: '[::1]:8080',
    resourceName: '/chat?room=1',
    origin: 'https://example.com',
    subprotocols: ['chat.v2', 'chat.v1'],
    requireSubprotocol: true,
    extensions: [offering('x-a', [['level', '9']], []), offering('x-b', [['bare', true]])],
    authorization: 'Basic YTpi',
    fields: [
      ['cOOKIE', 'a=b'],
      ['X', ''],
    ],
  });
  if (!asked.ok) expect.fail(asked.problem.name);
  expect(asked.value.request.fields.slice(5)).toEqual([
    ['Origin', 'https://example.com'],
    ['Sec-WebSocket-Protocol', 'chat.v2, chat.v1'],
    ['Sec-WebSocket-Extensions', 'x-a; level=9, x-a, x-b; bare'],
    ['Authorization', 'Basic YTpi'],
    ['cOOKIE', 'a=b'],
    ['X', ''],
  ]);
  expect(asked.value.expected).toEqual({
    accept,
    subprotocols: ['chat.v2', 'chat.v1'],
    requireSubprotocol: true,
    offered: [
      { name: 'x-a', parameters: [['level', '9']] },
      { name: 'x-a', parameters: [] },
      { name: 'x-b', parameters: [['bare', true]] },
    ],
  });
});

test('what a response must fit is a JSON value', () => {
  const asked = clientRequest({ ...options, subprotocols: ['a'], extensions: [offering('x', [['b', 'c']])] });
  if (!asked.ok) expect.fail(asked.problem.name);
  expect(JSON.parse(JSON.stringify(asked.value.expected))).toEqual(asked.value.expected);
});

test('AP12, V-G10 CR, LF, NUL and obs-text are refused wherever they could go, and no octets come out', () => {
  for (const bad of ['\r', '\n', '\r\nA: b', '\u0000', '\u0007', '\u007f', '\u00e9', '\u010d\u010a']) {
    const text = `a${bad}b`;
    const tries: readonly (readonly [Partial<ClientRequestOptions>, string])[] = [
      [{ host: text }, 'host-not-valid'],
      [{ resourceName: `/${text}` }, 'target-not-valid'],
      [{ origin: text }, 'field-value-not-valid'],
      [{ authorization: text }, 'field-value-not-valid'],
      [{ subprotocols: [text] }, 'subprotocol-not-valid'],
      [{ fields: [[text, 'x']] }, 'field-name-not-valid'],
      [{ fields: [['X', text]] }, 'field-value-not-valid'],
      [{ extensions: [offering(text, [])] }, 'extension-not-valid'],
      [{ extensions: [offering('x', [[text, true]])] }, 'extension-not-valid'],
      [{ extensions: [offering('x', [['a', text]])] }, 'extension-not-valid'],
    ];
    for (const [change, name] of tries) expect(nameOf(clientRequest({ ...options, ...change }))).toBe(name);
  }
});

test('AP12 values of another kind are refusals and never errors', () => {
  const refused = (change: { readonly [name: string]: unknown }): string =>
    nameOf(clientRequest({ ...options, ...change }));
  for (const wrong of [5, null, {}, ['a']]) {
    expect(refused({ origin: wrong })).toBe('field-value-not-valid');
    expect(refused({ authorization: wrong })).toBe('field-value-not-valid');
    expect(refused({ fields: [['A', wrong]] })).toBe('field-value-not-valid');
  }
  for (const wrong of [5, null, { a: 'b' }, [null], 'A: b']) {
    expect(refused({ fields: wrong })).toBe('field-name-not-valid');
  }
  expect(refused({ host: null })).toBe('host-not-valid');
  expect(refused({ subprotocols: 'chat' })).toBe('subprotocol-not-valid');
});

test('AP13 fields of the handshake are refused, and those that an option has set', () => {
  for (const name of [
    'host',
    'Upgrade',
    'Connection',
    'Sec-WebSocket-Key',
    'Content-Length',
    'Transfer-Encoding',
  ]) {
    expect(nameOf(clientRequest({ ...options, fields: [[name, '1']] }))).toBe('field-reserved');
  }
  expect(nameOf(clientRequest({ ...options, fields: [['authorization', 'x']] }))).toBe('ok');
  expect(nameOf(clientRequest({ ...options, authorization: 'a', fields: [['authorization', 'x']] }))).toBe(
    'field-reserved',
  );
  expect(nameOf(clientRequest({ ...options, origin: 'a', fields: [['Origin', 'x']] }))).toBe(
    'field-reserved',
  );
});

test('AP14 subprotocols are tokens, each once', () => {
  for (const subprotocols of [[''], ['a b'], ['a,b'], ['a', 'a'], ['caf\u00e9']]) {
    expect(nameOf(clientRequest({ ...options, subprotocols }))).toBe('subprotocol-not-valid');
  }
  expect(nameOf(clientRequest({ ...options, subprotocols: ['a', 'A', '__proto__'] }))).toBe('ok');
});

test('AP15 a resource name begins with a slash and has no fragment', () => {
  for (const resourceName of ['', 'chat', '/a#b', '/a b', '*', 'ws://h/', '?a']) {
    expect(nameOf(clientRequest({ ...options, resourceName }))).toBe('target-not-valid');
  }
  for (const resourceName of ['/', '//h/x', '/%23', '/?a=b/c']) {
    expect(nameOf(clientRequest({ ...options, resourceName }))).toBe('ok');
  }
});

test('AP15 a host is a name or an address, without credentials and without a zone', () => {
  for (const host of ['', 'a b', 'u:p@h', '[fe80::1%eth0]', 'b\u00fccher.example', 'h:99999', 'h/']) {
    expect(nameOf(clientRequest({ ...options, host }))).toBe('host-not-valid');
  }
});

test('AP16 a nonce that is not 16 octets is refused', () => {
  expect(nameOf(clientRequest({ ...options, nonce: new Uint8Array(15) }))).toBe('nonce-not-16-octets');
});

test('V-G11 law: a request that is made is read again as the same value, with the fields once each', () => {
  const visible = fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  });
  const name = fc.string({ unit: fc.constantFrom(...Array.from('abX-')), minLength: 1, maxLength: 6 });
  const some = fc.record({
    host: fc.constantFrom('h', 'example.com:80', '[::1]'),
    resourceName: visible.map((text) => `/${text.replaceAll('#', '')}`),
    nonce: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    origin: visible,
    subprotocols: fc.uniqueArray(name, { maxLength: 3 }),
    extensions: fc.array(
      name.map((each) => offering(each, [], [[each, each]])),
      { maxLength: 2 },
    ),
    fields: fc.array(fc.tuple(name, visible), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(some, (each) => {
      const asked = clientRequest(each);
      if (!asked.ok) expect.fail(asked.problem.name);
      expect(parseRequestHead(asked.value.octets)).toEqual({ ok: true, value: asked.value.request });
      expect(fieldValues(asked.value.request.fields, 'Sec-WebSocket-Key')).toHaveLength(1);
    }),
    { numRuns: 10_000 },
  );
});
