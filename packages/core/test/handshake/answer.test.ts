import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnySession, Extension, Parameter } from '../../src/extension/extension.ts';
import { acceptResponse, failureResponse, refuseResponse } from '../../src/handshake/answer.ts';
import { clientRequest } from '../../src/handshake/client.ts';
import { judgeResponse } from '../../src/handshake/response-verdict.ts';
import type { ClientOffer } from '../../src/handshake/server.ts';
import { judgeRequest } from '../../src/handshake/server.ts';
import type { Fields } from '../../src/http/fields.ts';
import { parseRequestHead } from '../../src/http/request-head.ts';
import { parseResponseHead } from '../../src/http/response-head.ts';
import type { HandshakeFailureName } from '../../src/vocabulary/handshake-failure.ts';
import { handshakeFailure, handshakeFailures } from '../../src/vocabulary/handshake-failure.ts';
import { defaultLimits } from '../../src/vocabulary/limits.ts';
import { latin1 } from '../http/cuts.ts';
import { accept, key, nameOf, sessionOf } from './heads.ts';

const offer: ClientOffer = {
  key,
  resourceName: '/',
  authority: { host: 'h', port: null },
  subprotocols: ['a', '__proto__'],
  origin: null,
  extensionOffers: [],
  fields: [['Host', 'h']],
};

/** An extension that takes offers whose parameters are among `levels`, and answers with the same. */
function levelled(name: string, reservedBits: number, levels: readonly string[]): Extension {
  const take = (parameters: readonly Parameter[]): AnySession | null =>
    parameters.every(([each, value]) => each === 'level' && levels.includes(String(value)))
      ? sessionOf(name, reservedBits, parameters)
      : null;
  const offers = levels.map((level): readonly Parameter[] => [['level', level]]);
  return { name, offers, accept: take, confirm: take };
}

/** The value of Sec-WebSocket-Extensions that answers these offers. */
function agreedOn(extensionOffers: ClientOffer['extensionOffers'], extensions: readonly Extension[]): string {
  const answer = acceptResponse({ ...offer, extensionOffers }, { extensions });
  if (!answer.ok) expect.fail(answer.problem.name);
  return answer.value.head.fields.find(([name]) => name === 'Sec-WebSocket-Extensions')?.[1] ?? '';
}

function offered(
  ...elements: readonly (readonly [string, ...Parameter[]])[]
): ClientOffer['extensionOffers'] {
  return elements.map(([name, ...parameters]) => ({ name, parameters }));
}

test('a response that agrees holds the accept and what was chosen', () => {
  const answer = acceptResponse(offer, {
    subprotocol: '__proto__',
    fields: [['Set-Cookie', 'a=b']],
    extensions: [],
  });
  if (!answer.ok) expect.fail(answer.problem.name);
  expect(answer.value.head).toEqual({
    version: '1.1',
    status: 101,
    reason: 'Switching Protocols',
    fields: [
      ['Upgrade', 'websocket'],
      ['Connection', 'Upgrade'],
      ['Sec-WebSocket-Accept', accept],
      ['Sec-WebSocket-Protocol', '__proto__'],
      ['Set-Cookie', 'a=b'],
    ],
  });
  expect(parseResponseHead(answer.value.octets)).toEqual({ ok: true, value: answer.value.head });
  expect(answer.value.agreement).toEqual({ subprotocol: '__proto__', sessions: [], fields: offer.fields });
});

test('without a choice there is no subprotocol and no extension', () => {
  for (const options of [{ extensions: [] }, { subprotocol: '', extensions: [] }]) {
    const answer = acceptResponse(offer, options);
    expect(answer).toMatchObject({
      value: { head: { fields: { length: 3 } }, agreement: { subprotocol: '' } },
    });
  }
});

test('HS26 a subprotocol that was not on offer is refused, and no octets come out', () => {
  for (const subprotocol of ['b', 'A', 'constructor', 'a\r\nb: c', 'a, b']) {
    expect(nameOf(acceptResponse(offer, { subprotocol, extensions: [] }))).toBe('subprotocol-not-offered');
  }
});

test('HS49, AP12, AP13 fields that are reserved, or could begin a line of their own, are refused', () => {
  for (const [name, value, problem] of [
    ['Sec-WebSocket-Accept', 'x', 'field-reserved'],
    ['upgrade', 'x', 'field-reserved'],
    ['Content-Length', '0', 'field-reserved'],
    ['Transfer-Encoding', 'chunked', 'field-reserved'],
    ['X', 'a\r\nb: c', 'field-value-not-valid'],
    ['X', 'a\u0000', 'field-value-not-valid'],
    ['X\r\nY', 'a', 'field-name-not-valid'],
  ] as const) {
    expect(nameOf(acceptResponse(offer, { extensions: [], fields: [[name, value]] }))).toBe(problem);
    expect(nameOf(refuseResponse({ status: 403, fields: [[name, value]] }))).toBe(problem);
  }
});

test('an offer that cannot be taken is declined and the next is tried', () => {
  const extension = levelled('x', 4, ['1', '2']);
  expect(agreedOn(offered(['x', ['level', '9']], ['x', ['level', '2']]), [extension])).toBe('x; level=2');
  expect(agreedOn(offered(['x', ['level', '1']], ['x', ['level', '2']]), [extension])).toBe('x; level=1');
  expect(agreedOn(offered(['x', ['level', '9']], ['x', ['other', true]]), [extension])).toBe('');
  expect(agreedOn(offered(['x', ['level', '2']]), [levelled('x', 4, ['1']), extension])).toBe('x; level=2');
});

test('HS35, HS29 extensions that this server has not are ignored', () => {
  const extension = levelled('x', 4, ['1']);
  expect(agreedOn(offered(['x-webkit-deflate-frame'], ['__proto__'], ['x']), [extension])).toBe('x');
  expect(agreedOn(offered(['constructor', ['x', true]], ['toString']), [extension])).toBe('');
});

test("the client's order decides, and an extension whose bits are taken is declined", () => {
  const extensions = [levelled('x', 4, []), levelled('y', 4, []), levelled('z', 2, [])];
  expect(agreedOn(offered(['y'], ['x'], ['z']), extensions)).toBe('y, z');
  expect(agreedOn(offered(['x'], ['y'], ['z']), extensions)).toBe('x, z');
  expect(agreedOn(offered(['z'], ['z']), extensions)).toBe('z');
});

test('AP12 an extension that answers with what has no form on the wire is refused', () => {
  const wrong: Extension = { ...levelled('x', 4, []), accept: () => sessionOf('x', 4, [['a b', true]]) };
  const answer = acceptResponse({ ...offer, extensionOffers: offered(['x']) }, { extensions: [wrong] });
  expect(nameOf(answer)).toBe('extension-not-valid');
});

test('a response that refuses ends the connection and says its length', () => {
  const body = latin1('no\r\n');
  const refused = refuseResponse({ status: 401, fields: [['WWW-Authenticate', 'Basic realm="x"']], body });
  if (!refused.ok) expect.fail(refused.problem.name);
  expect(refused.value.head).toEqual({
    version: '1.1',
    status: 401,
    reason: 'Unauthorized',
    fields: [
      ['Connection', 'close'],
      ['Content-Length', '4'],
      ['WWW-Authenticate', 'Basic realm="x"'],
    ],
  });
  expect(refused.value.body).toEqual(body);
  const octets = refused.value.octets;
  expect(octets.slice(-4)).toEqual(body);
  expect(parseResponseHead(octets.slice(0, -4))).toEqual({ ok: true, value: refused.value.head });
});

test('a refusal with 426 says what to upgrade to', () => {
  const refused = refuseResponse({ status: 426 });
  expect(refused).toMatchObject({
    value: {
      head: {
        fields: [
          ['Upgrade', 'websocket'],
          ['Sec-WebSocket-Version', '13'],
          ['Connection', 'close, Upgrade'],
          ['Content-Length', '0'],
        ],
      },
    },
  });
});

test('AP23 a refusal has a status from 300 to 599 and a body of octets', () => {
  for (const status of [299, 600, 101, 99, 200, 1_000, 400.5, Number.NaN, '403' as unknown as number]) {
    expect(nameOf(refuseResponse({ status }))).toBe('http-status-not-valid');
  }
  for (const status of [300, 599]) expect(nameOf(refuseResponse({ status }))).toBe('ok');
  expect(nameOf(refuseResponse({ status: 400, body: 'no' as unknown as Uint8Array }))).toBe('not-octets');
  expect(nameOf(refuseResponse({ status: 304, body: Uint8Array.of(1) }))).toBe('http-status-not-valid');
  expect(nameOf(refuseResponse({ status: 304 }))).toBe('ok');
});

const failures = Object.keys(handshakeFailures) as HandshakeFailureName[];

test.each(failures)('V-G13 the answer to %s closes the connection and names rule and section', (name) => {
  const { head, body, octets } = failureResponse(handshakeFailure(name, '\r\n<script>'));
  const [httpStatus, section, sentence] = handshakeFailures[name];
  expect(head.status).toBe(httpStatus === 0 ? 400 : httpStatus);
  expect(head.reason).not.toBe('');
  expect(new TextDecoder().decode(body)).toBe(`${name}: ${sentence} (${section})\n`);
  expect(parseResponseHead(octets.subarray(0, octets.length - body.length))).toEqual({
    ok: true,
    value: head,
  });
  const connection = head.fields.find(([each]) => each === 'Connection')?.[1].split(', ');
  expect(connection).toContain('close');
  expect(head.fields).toContainEqual(['Content-Length', String(body.length)]);
  expect(head.fields).toContainEqual(['Content-Type', 'text/plain; charset=utf-8']);
});

test('HS1, HS9, HS17 the answer holds the fields that its status asks for', () => {
  expect(fieldsOf('method-not-get')).toContainEqual(['Allow', 'GET']);
  for (const name of ['upgrade-missing', 'version-missing', 'version-not-supported'] as const) {
    expect(fieldsOf(name)).toContainEqual(['Upgrade', 'websocket']);
    expect(fieldsOf(name)).toContainEqual(['Sec-WebSocket-Version', '13']);
    expect(fieldsOf(name)).toContainEqual(['Connection', 'close, Upgrade']);
  }
  expect(fieldsOf('key-missing')).not.toContainEqual(['Allow', 'GET']);
});

function fieldsOf(name: HandshakeFailureName): Fields {
  return failureResponse(handshakeFailure(name, '')).head.fields;
}

const token = fc.string({ unit: fc.constantFrom(...Array.from('abC-!')), minLength: 1, maxLength: 4 });
// x and z want the same bit: a server has to decline one of them.
const bits = new Map([
  ['x', 4],
  ['y', 2],
  ['z', 4],
]);
const levels = fc.uniqueArray(fc.constantFrom('1', '2', '3'), { minLength: 1, maxLength: 2 });
const extension = fc
  .tuple(fc.constantFrom('x', 'y', 'z'), levels)
  .map(([name, some]) => levelled(name, bits.get(name) ?? 0, some));
const sides = fc.record({
  nonce: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  subprotocols: fc.uniqueArray(token, { maxLength: 3 }),
  chosen: fc.nat(3),
  client: fc.array(extension, { maxLength: 3 }),
  server: fc.array(extension, { maxLength: 3 }),
});

test('law: duality, each side takes what the other builds, and both agree on the same', () => {
  let withExtensions = 0;
  fc.assert(
    fc.property(sides, ({ nonce, subprotocols, chosen, client, server }) => {
      const asked = clientRequest({ host: 'h', resourceName: '/', nonce, subprotocols, extensions: client });
      if (!asked.ok) expect.fail(asked.problem.name);
      const request = parseRequestHead(asked.value.octets);
      if (!request.ok) expect.fail(request.problem.name);
      const judged = judgeRequest(request.value, {
        origins: 'same',
        secure: true,
        limits: defaultLimits('server'),
      });
      if (!judged.ok) expect.fail(judged.problem.name);
      const answer = acceptResponse(judged.value, {
        subprotocol: subprotocols[chosen] ?? '',
        extensions: server,
      });
      if (!answer.ok) expect.fail(answer.problem.name);
      const response = parseResponseHead(answer.value.octets);
      if (!response.ok) expect.fail(response.problem.name);
      const verdict = judgeResponse(asked.value.expected, client, response.value);
      if (!verdict.ok) expect.fail(verdict.problem.name);
      const theirs = answer.value.agreement;
      expect(verdict.value.subprotocol).toBe(theirs.subprotocol);
      expect(verdict.value.sessions.map(described)).toEqual(theirs.sessions.map(described));
      if (theirs.sessions.length > 0) withExtensions++;
    }),
    { numRuns: 10_000 },
  );
  expect(withExtensions).toBeGreaterThan(300);
});

function described({ name, parameters }: AnySession): unknown {
  return { name, parameters };
}

test('AP12 answers of another kind are refusals and never errors', () => {
  for (const wrong of [5, null, { a: 'b' }, [null], 'A: b']) {
    const fields = wrong as unknown as Fields;
    expect(nameOf(acceptResponse(offer, { extensions: [], fields }))).toBe('field-name-not-valid');
    expect(nameOf(refuseResponse({ status: 403, fields }))).toBe('field-name-not-valid');
  }
  const fields = [['A', 1]] as unknown as Fields;
  expect(nameOf(acceptResponse(offer, { extensions: [], fields }))).toBe('field-value-not-valid');
  expect(nameOf(refuseResponse({ status: 403, fields }))).toBe('field-value-not-valid');
  for (const wrong of [null, 5, ['chat'], Object.create(null)] as string[]) {
    const accepted = acceptResponse(offer, { extensions: [], subprotocol: wrong });
    expect(accepted).toMatchObject({ problem: { name: 'subprotocol-not-offered', detail: typeof wrong } });
  }
  for (const wrong of ['403', null, undefined, Object.create(null)] as number[]) {
    const refused = refuseResponse({ status: wrong });
    expect(refused).toMatchObject({ problem: { name: 'http-status-not-valid', detail: typeof wrong } });
  }
});

test('AP12 an offer that nobody read from a request cannot begin a line of its own either', () => {
  const madeUp = { ...offer, subprotocols: ['a\r\nSet-Cookie: b'] };
  const answer = acceptResponse(madeUp, { extensions: [], subprotocol: 'a\r\nSet-Cookie: b' });
  expect(nameOf(answer)).toBe('field-value-not-valid');
});
