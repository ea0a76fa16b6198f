import { expect, test } from 'vitest';
import { establish, openClient, openServer } from '../../src/connection/open.ts';
import { parseRequestHead } from '../../src/http/request-head.ts';
import { add, session, twice } from '../sessions.ts';
import { request } from './openings.ts';

const nonce = new Uint8Array(16);

test('a client begins with its request', () => {
  const begun = openClient({ host: 'example.com', resourceName: '/chat', nonce, handshakeTimeout: 70 }, 5);
  if (!begun.ok) throw new Error(begun.problem.sentence);
  const { connection, events, outbound, transport, deadline } = begun.value;
  expect([events, transport, deadline, connection.role]).toEqual([[], 'keep-open', 75, 'client']);
  expect(connection.phase).toMatchObject({ type: 'connecting', awaiting: 'response', interim: 0 });
  const [head] = outbound;
  expect(head?.type === 'octets' && Buffer.from(head.octets).toString()).toMatch(
    /^GET \/chat HTTP\/1\.1\r\nHost: example\.com\r\n/u,
  );
});

test('a client without a form on the wire is refused, one with a senseless option thrown', () => {
  const refused = openClient({ host: 'a b', resourceName: '/', nonce }, 0);
  expect(refused.ok ? null : refused.problem.name).toBe('host-not-valid');
  const offered = openClient({ host: 'h', resourceName: '/', nonce, extensions: [] }, 0);
  expect(offered.ok).toBe(true);
  expect(() => openClient({ host: 'h', resourceName: '/', nonce, closeTimeout: -1 }, 0)).toThrow(RangeError);
});

test('a server awaits the request, or begins with one that somebody else has read', () => {
  const step = openServer({ origins: 'any', handshakeTimeout: 70 }, 5);
  expect(step).toMatchObject({ events: [], outbound: [], deadline: 75, connection: { role: 'server' } });
  expect(step.connection.phase).toMatchObject({ awaiting: 'request' });
  const head = parseRequestHead(request);
  if (!head.ok) throw new Error(head.problem.sentence);
  const told = openServer({ origins: 'any', secure: true, extensions: [], request: head.value }, 0);
  expect(told.events).toMatchObject([{ type: 'request', request: head.value }]);
  expect(told.connection.settings.secure).toBe(true);
  const bad = openServer({ origins: 'any', request: { ...head.value, method: 'POST' } }, 0);
  expect(bad.events).toMatchObject([{ type: 'refused', failure: { httpStatus: 405 } }]);
});

test('origins that are none are thrown', () => {
  expect(() => openServer({ origins: ['no origin'] }, 0)).toThrow(TypeError);
});

test('established elsewhere, it is open at once, with its extensions', () => {
  const step = establish({ role: 'client', sessions: [add, twice], delivery: 'parts' }, 5);
  expect(step).toMatchObject({
    events: [],
    outbound: [],
    deadline: Infinity,
    connection: { phase: { type: 'open' }, heardAt: 5 },
  });
  expect(step.connection.settings.inbound).toMatchObject({ reservedInUse: 6, parts: true });
  expect(establish({ role: 'server' }, 0).connection.settings.inbound.sessions).toEqual([]);
  expect(() => establish({ role: 'client', sessions: [add, session('other', 4)] }, 0)).toThrow(RangeError);
});
