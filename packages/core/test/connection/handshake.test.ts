import { expect, test } from 'vitest';
import { elapse, receive } from '../../src/connection/index.ts';
import {
  agreementOf,
  answerFailure,
  established,
  receiveHandshake,
  refusing,
} from '../../src/connection/handshake.ts';
import { handshakeFailure } from '../../src/vocabulary/handshake-failure.ts';
import { changed, headText, requestFields, responseFields } from '../handshake/heads.ts';
import { latin1 } from '../http/cuts.ts';
import { add } from '../sessions.ts';
import { expectDeaf, expectNothingKept, frameTo, joined, octetByOctet, play } from '../splits.ts';
import { client, deciding, everyPhase, nothing, refusal, request, response, server } from './openings.ts';
import type { Connecting, Connection } from '../../src/connection/index.ts';

const agreed = { subprotocol: 'chat', sessions: [add], fields: [['Host', 'h']] } as const;

test('a good request is told, and waits for its answer', () => {
  for (const chunks of [[request], octetByOctet(request)]) {
    const { connection, events, outbound } = play(server(), chunks);
    expect(events).toMatchObject([
      { type: 'request', request: { method: 'GET', target: '/chat' }, subprotocols: [], origin: null },
    ]);
    expect([outbound, connection.phase]).toMatchObject([[], { awaiting: 'decision', deadline: 10_000 }]);
  }
});

test('a bad head and a bad request are answered at once, with the status of the failure', () => {
  const cases: readonly (readonly [string, string, number])[] = [
    ['GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n', 'bare-lf', 400],
    ['GET /caf\u00e9 HTTP/1.1\r\nHost: h\r\n\r\n', 'request-line-malformed', 400],
    ['GET /a b HTTP/1.1\r\nHost: h\r\n\r\n', 'request-line-malformed', 400],
    ['GET / HTTP/3.7\r\nHost: h\r\n\r\n', 'http-version-not-supported', 400],
    [headText('POST / HTTP/1.1', requestFields), 'method-not-get', 405],
    [
      headText('GET / HTTP/1.1', changed(requestFields, 'Sec-WebSocket-Version', '8')),
      'version-not-supported',
      426,
    ],
  ];
  for (const [text, name, httpStatus] of cases) {
    const { connection, events, outbound, transport } = play(server(), [latin1(text)]);
    expect(events).toMatchObject([
      { type: 'refused', failure: { name, httpStatus }, response: null, body: nothing },
    ]);
    const [head] = outbound;
    expect(head?.type === 'octets' && Buffer.from(head.octets).toString()).toContain(
      `HTTP/1.1 ${httpStatus} `,
    );
    expect(transport).toBe('end-writing');
    expectDeaf(connection);
  }
});

test('a good response opens, with the frames behind it', () => {
  const { connection, events } = play(client().connection, [joined(response, frameTo('client', 0x81, 'hi'))]);
  expect(events).toMatchObject([
    { type: 'established', agreement: { subprotocol: '', extensions: [] } },
    { type: 'text' },
  ]);
  expect(connection.phase).toEqual({ type: 'open' });
});

test('interim responses are skipped, up to the limit', () => {
  const interim = latin1('HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n');
  const many = (count: number): Uint8Array =>
    joined(...Array.from({ length: count }, () => interim), response);
  for (const chunks of [[many(8)], octetByOctet(many(8))]) {
    expect(play(client().connection, chunks).events).toMatchObject([{ type: 'established' }]);
  }
  for (const chunks of [[many(9)], octetByOctet(many(9))]) {
    expect(play(client().connection, chunks).events).toMatchObject([
      { type: 'refused', failure: { name: 'too-many-interim-responses', httpStatus: 0 } },
      { type: 'closed' },
    ]);
  }
});

test('what is no response at all, or cannot be read, ends without a word', () => {
  for (const text of ['SSH-2.0-OpenSSH\r\n', 'HTTP/1.1 1e1 x\r\n\r\n', 'HTTP/2 101 x\r\n\r\n']) {
    const { connection, events, outbound, transport } = play(client().connection, [latin1(text)]);
    expect(events).toMatchObject([
      { type: 'refused', response: null },
      { type: 'closed', record: { statusCode: 1006 } },
    ]);
    expect([outbound, transport]).toEqual([[], 'close']);
    expectNothingKept(connection);
    expectDeaf(connection);
  }
});

test('a refusal is told with its body: as long as announced, to the end, and no more than the limit', () => {
  const body = new TextEncoder().encode('sorry');
  for (const chunks of [[refusal], octetByOctet(refusal), [joined(refusal, [1, 2, 3])]]) {
    expect(play(client().connection, chunks).events).toMatchObject([
      { type: 'refused', failure: { name: 'status-not-101' }, response: { status: 403 }, body },
      { type: 'closed', record: { cause: 'handshake-refused' } },
    ]);
  }
  const endless = joined(latin1('HTTP/1.1 500 Oops\r\n\r\n'), new Uint8Array(70_000));
  const [event] = play(client().connection, [endless]).events;
  expect(event?.type === 'refused' && event.body.length).toBe(65_536);
  const limited = play(client({ limits: { refusedBody: 0 } }).connection, [
    latin1('HTTP/1.1 500 Oops\r\n\r\nx'),
  ]);
  expect(limited.events).toMatchObject([{ type: 'refused', body: nothing }, { type: 'closed' }]);
  const bad = latin1(headText('HTTP/1.1 101 x', changed(responseFields, 'Sec-WebSocket-Accept', 'wrong')));
  expect(play(client().connection, [bad]).events).toMatchObject([
    { type: 'refused', failure: { name: 'accept-mismatch' } },
    { type: 'closed' },
  ]);
});

test('HC1 a chunked body is told without its coding, as soon as its last chunk came', () => {
  const head = 'HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n';
  const answer = latin1(`${head}2;x\r\nso\r\n3\r\nrry\r\n0\r\n`);
  const body = new TextEncoder().encode('sorry');
  for (const chunks of [[answer], octetByOctet(answer), [joined(answer, latin1('T: x\r\n\r\nmore'))]]) {
    expect(play(client().connection, chunks).events).toMatchObject([
      { type: 'refused', failure: { name: 'status-not-101' }, response: { status: 403 }, body },
      { type: 'closed', record: { cause: 'handshake-refused' } },
    ]);
  }
  const malformed = play(client().connection, [latin1(`${head}2\r\nsorry`)]);
  expect(malformed.events).toMatchObject([
    { type: 'refused', body: body.subarray(0, 2) },
    { type: 'closed' },
  ]);
  const limited = play(client({ limits: { refusedBody: 4 } }).connection, [latin1(`${head}9\r\nsorry`)]);
  expect(limited.events).toMatchObject([{ type: 'refused', body: body.subarray(0, 4) }, { type: 'closed' }]);
  expect(receive(client().connection, latin1(`${head}5\r\nso`), 0).deadline).toBe(10_000);
});

test('TM14 a body that only the end of the connection ends is waited for a second, no longer', () => {
  const answer = latin1('HTTP/1.1 403 Forbidden\r\n\r\nso');
  const begun = receive(client().connection, answer, 100);
  expect([begun.events, begun.deadline]).toEqual([[], 1_100]);
  const late = receive(begun.connection, latin1('rry'), 1_100);
  expect([late.events, late.deadline]).toEqual([[], 1_100]);
  expect(elapse(late.connection, 1_100).events).toMatchObject([
    { type: 'refused', body: new TextEncoder().encode('sorry') },
    { type: 'closed', record: { cause: 'handshake-refused' } },
  ]);
  expect(receive(client().connection, answer, 9_900).deadline).toBe(10_000);
});

test('after the deadline nothing is heard, whatever is awaited', () => {
  for (const name of ['request', 'decision', 'response', 'body']) {
    const connection = everyPhase('client').get(name) as Connection;
    const late = receiveHandshake(connection, connection.phase as Connecting, response, 10_001);
    expect([late.events, late.outbound, late.connection.phase]).toEqual([[], [], connection.phase]);
  }
});

test('early octets are kept in order, up to their limit', () => {
  const one = receive(deciding({ limits: { earlyOctets: 3 } }), Uint8Array.of(1, 2), 0).connection;
  const two = receive(one, Uint8Array.of(3), 0);
  expect([...two.connection.held.octets.store.subarray(0, 3)]).toEqual([1, 2, 3]);
  expect(receive(one, Uint8Array.of(3, 4), 0).events).toMatchObject([
    { failure: { name: 'early-data-too-long' } },
  ]);
  const empty = receive(deciding(), nothing, 0).connection;
  expect(empty.held).toBe(deciding().held);
});

test('an agreement is told without what only the connection needs', () => {
  expect(agreementOf(agreed)).toEqual({
    subprotocol: 'chat',
    extensions: [{ name: 'add', parameters: [] }],
    fields: [['Host', 'h']],
  });
  const step = established(deciding(), agreed, Uint8Array.of(9, 8), 1, 3);
  expect(step).toMatchObject({ events: [{ type: 'established' }], more: true, connection: { heardAt: 3 } });
  expect(step.connection.held.octets.length).toBe(1);
});

test('answering a failure, and refusing without one', () => {
  const failure = handshakeFailure('request-timeout', '');
  expect(answerFailure(server(), failure, 7)).toMatchObject({
    events: [{ type: 'refused', failure }],
    transport: 'end-writing',
    deadline: 5_007,
    connection: { phase: { type: 'closing', listening: false, failure, cause: 'handshake-refused' } },
  });
  expect(refusing(deciding(), null, [], [], 0).connection.phase).toMatchObject({ failure: null, sent: null });
});
