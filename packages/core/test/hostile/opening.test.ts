/** Opening handshakes that go wrong around the heads: in time, in what follows, in who is gone. */
import { expect, test } from 'vitest';
import { elapse, openClient, openServer, receive, receiveEnd, send } from '../../src/connection/index.ts';
import type { Command, Connection, ConnectionEvent, Step } from '../../src/connection/index.ts';
import type { Outbound } from '../../src/frame/outbound.ts';
import {
  expectDeaf,
  expectFailed,
  expectNothingKept,
  frameTo,
  joined,
  octetByOctet,
  play,
} from '../splits.ts';
import { accept, changed, headText, requestFields, responseFields } from '../handshake/heads.ts';
import { latin1 } from '../http/cuts.ts';

const request = latin1(headText('GET /chat HTTP/1.1', requestFields));
const response = latin1(headText('HTTP/1.1 101 Switching Protocols', responseFields));
/** The nonce of RFC 6455 §1.3. */
const nonce = latin1('the sample nonce');
const names = (events: readonly ConnectionEvent[]): string[] => events.map(({ type }) => type);

function client(): Step {
  const begun = openClient({ host: 'h', resourceName: '/chat', nonce }, 0);
  if (!begun.ok) throw new Error(begun.problem.sentence);
  return begun.value;
}

function server(): Connection {
  return openServer({ origins: 'any' }, 0).connection;
}

/** A server that has read the request, with what came behind it. */
function deciding(early: Uint8Array = new Uint8Array(0)): Connection {
  return play(server(), [request, early]).connection;
}

function done(connection: Connection, command: Command, now = 0): Step {
  const step = send(connection, command, now);
  if (!step.ok) throw new Error(step.problem.sentence);
  return step.value;
}

/** The heads among what goes out, as text. */
function heads(outbound: readonly Outbound[]): string[] {
  return outbound.flatMap((item) =>
    item.type === 'octets' ? [Buffer.from(item.octets).toString('latin1')] : [],
  );
}

/** All that waits in the connection. */
function drained(step: Step): Step {
  const { connection, events, outbound } = play(step.connection, [new Uint8Array(0)]);
  return {
    ...step,
    connection,
    events: [...step.events, ...events],
    outbound: [...step.outbound, ...outbound],
  };
}

/** Asserts that the end is told once, as 1006, after these events. */
function expectEnd(step: Step, before: readonly string[], cause: string): void {
  expect(names(step.events)).toEqual([...before, 'closed']);
  expect(step.events.at(-1)).toMatchObject({ record: { statusCode: 1006, clean: false, cause } });
  expectNothingKept(step.connection);
  expectDeaf(step.connection);
  expect(receiveEnd(step.connection, 0).events).toEqual([]);
}

test('HC22, V-T1 the response comes an octet every 9 s: over at the absolute deadline of 10 s', () => {
  let { connection } = client();
  expect(client().deadline).toBe(10_000);
  let now = 0;
  for (const octet of octetByOctet(response.subarray(0, 2))) {
    const step = receive(connection, octet, now);
    expect([step.deadline, step.events]).toEqual([10_000, []]);
    connection = step.connection;
    now += 9_000;
  }
  const end = elapse(connection, 10_000);
  expect([end.transport, end.outbound]).toEqual(['abort', []]);
  expectEnd(end, [], 'handshake-timeout');
});

test('HC26 101 and the first frames in one chunk, in every cut: none is lost', () => {
  const octets = joined(
    response,
    frameTo('client', 0x81, 'one'),
    frameTo('client', 0x89, 'p'),
    frameTo('client', 0x82, [3]),
  );
  for (let cut = 0; cut <= octets.length; cut++) {
    const { events } = play(client().connection, [octets.subarray(0, cut), octets.subarray(cut)]);
    expect(names(events)).toEqual(['established', 'text', 'ping', 'binary']);
    expect(events[1]).toEqual({ type: 'text', text: 'one' });
  }
  const single = play(client().connection, octetByOctet(octets));
  expect(names(single.events)).toEqual(['established', 'text', 'ping', 'binary']);
});

test('HC28, V-G4 101 twice: the second is frame data and fails; after a failure 101 is not heard', () => {
  const outcome = play(client().connection, [response, response]);
  const opened = play(client().connection, [response]).connection;
  // H is 48: RSV1, and offsets begin with the first octet after the handshake.
  const before = expectFailed(opened, outcome, ['reserved-bit-set', 1002, '§5.2', 0]);
  expect(names(before)).toEqual(['established']);
  const refused = play(client().connection, [latin1('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')]);
  expect(names(refused.events)).toEqual(['refused', 'closed']);
  expect(receive(refused.connection, response, 0).events).toEqual([]);
});

test('HS16, V-G7 10,000 requests with a bad key: 400 each, nothing kept', () => {
  const bad = latin1(headText('GET /chat HTTP/1.1', changed(requestFields, 'Sec-WebSocket-Key', 'short')));
  for (let count = 0; count < 10_000; count++) {
    const step = receive(openServer({ origins: 'any' }, 0).connection, bad, 0);
    if (step.transport !== 'end-writing' || step.connection.phase.type !== 'closing')
      expect.fail('no refusal');
  }
  const step = receive(server(), bad, 0);
  expect(heads(step.outbound)[0]).toMatch(/^HTTP\/1\.1 400 /u);
  expectNothingKept(step.connection);
  expectDeaf(step.connection);
  expect(JSON.stringify(step.connection.phase)).not.toContain('chat');
});

test('HS46, V-G3 a second request right behind the first is frame data, which fails', () => {
  for (const chunks of [
    [joined(request, request)],
    [request, request],
    octetByOctet(joined(request, request)),
  ]) {
    const read = play(server(), chunks);
    expect(names(read.events)).toEqual(['request']);
    const opened = drained(done(read.connection, { type: 'accept' }));
    expect(names(opened.events)).toEqual(['established', 'failed']);
    expect(opened.events[1]).toMatchObject({ violation: { name: 'reserved-bit-set', offset: 0 } });
    expectNothingKept(opened.connection);
    expectDeaf(opened.connection);
  }
});

test('HS47, V-G5 frames before our 101 are kept up to 64 KiB and read once it is accepted', () => {
  const early = joined(frameTo('server', 0x81, 'hasty'), frameTo('server', 0x89, 'p'));
  const octets = joined(request, early);
  for (let cut = 0; cut <= octets.length; cut++) {
    const read = play(server(), [octets.subarray(0, cut), octets.subarray(cut)]);
    expect(names(read.events)).toEqual(['request']);
    const opened = drained(done(read.connection, { type: 'accept' }));
    expect(names(opened.events)).toEqual(['established', 'text', 'ping']);
    expect(heads(opened.outbound)[0]).toContain(`Sec-WebSocket-Accept: ${accept}`);
    // The head is written before the Pong.
    expect(opened.outbound.map(({ type }) => type)).toEqual(['octets', 'frame']);
  }
});

test('HS47 64 KiB of early octets are kept, one more is refused; a refusal drops them', () => {
  const most = new Uint8Array(65_536);
  expect(deciding(most).phase).toMatchObject({ awaiting: 'decision' });
  const over = receive(deciding(most), Uint8Array.of(0), 0);
  expect(over.events).toMatchObject([
    { type: 'refused', failure: { name: 'early-data-too-long', httpStatus: 400 } },
  ]);
  expect(heads(over.outbound)[0]).toMatch(/^HTTP\/1\.1 400 /u);
  expectNothingKept(over.connection);
  const refused = done(deciding(most), { type: 'refuse', status: 403 });
  expect(heads(refused.outbound)[0]).toMatch(/^HTTP\/1\.1 403 /u);
  expectNothingKept(refused.connection);
  expectDeaf(refused.connection);
});

test('HS48, V-G8 the client is gone while the application decides: one end, and the decision is refused', () => {
  for (const how of ['ended', 'broken'] as const) {
    const end = receiveEnd(deciding(frameTo('server', 0x81, 'x')), 0, how);
    expectEnd(end, [], how === 'ended' ? 'transport-ended' : 'transport-broken');
    for (const command of [{ type: 'accept' }, { type: 'refuse', status: 403 }] as const) {
      const late = send(end.connection, command, 0);
      expect(late.ok ? null : late.problem.name).toBe('not-connecting');
    }
  }
});

test('HS50 the application never answers: 503 at the deadline, then deaf', () => {
  const connection = deciding();
  expect(elapse(connection, 9_999)).toMatchObject({ events: [], outbound: [], deadline: 10_000 });
  const step = elapse(connection, 10_000);
  expect(step.events).toMatchObject([
    { type: 'refused', failure: { name: 'decision-timeout', httpStatus: 503 } },
  ]);
  expect([heads(step.outbound)[0]?.slice(0, 12), step.transport]).toEqual(['HTTP/1.1 503', 'end-writing']);
  expectDeaf(step.connection);
  const late = send(step.connection, { type: 'accept' }, 10_001);
  expect(late.ok ? null : late.problem.name).toBe('not-connecting');
  expectEnd(elapse(step.connection, 15_000), [], 'handshake-refused');
});

test('HS51 the client ends its side before the request is complete, or before the answer', () => {
  for (let length = 0; length <= request.length; length += 7) {
    const { connection } = play(server(), [request.subarray(0, length)]);
    expectEnd(receiveEnd(connection, 0, 'ended'), [], 'transport-ended');
  }
  expectEnd(receiveEnd(deciding(), 0, 'ended'), [], 'transport-ended');
});

test('TM1 a request an octet every 9.9 s: 408 at 10 s in all, whatever comes', () => {
  let connection = server();
  for (const [index, octet] of octetByOctet(request.subarray(0, 2)).entries()) {
    const step = receive(connection, octet, index * 9_900);
    expect(step.deadline).toBe(10_000);
    connection = step.connection;
  }
  const step = elapse(connection, 10_000);
  expect(step.events).toMatchObject([
    { type: 'refused', failure: { name: 'request-timeout', httpStatus: 408 } },
  ]);
  expect([heads(step.outbound)[0]?.slice(0, 12), step.transport]).toEqual(['HTTP/1.1 408', 'end-writing']);
  expectNothingKept(step.connection);
});

test('TM14 an answer that comes after the deadline is not heard, one that comes at it is', () => {
  const { connection } = client();
  expect(names(receive(connection, response, 10_000).events)).toEqual(['established']);
  const late = receive(connection, response, 10_001);
  expect([late.events, late.deadline]).toEqual([[], 10_000]);
  expectEnd(elapse(late.connection, 10_001), [], 'handshake-timeout');
  expect(names(receive(server(), request, 10_000).events)).toEqual(['request']);
  expect(receive(server(), request, 10_001).events).toEqual([]);
});
