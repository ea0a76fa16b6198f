// The core has no clock and no chance: who keeps the inputs can run a connection again, to the last octet.
//
//   node examples/07-replay.mjs

import { deepEqual } from 'node:assert/strict';
import { encode, elapse, openServer, receive, receiveEnd, send } from '@sansws/core';

const options = { origins: 'any', keepalive: { interval: 20_000, timeout: 20_000 } };

/** One input is a line of a log: what happened, when, and with what. */
const happenings = {
  chunk: (connection, octets, now) => receive(connection, octets, now),
  ended: (connection, how, now) => receiveEnd(connection, now, how),
  command: (connection, command, now) => send(connection, command, now).value,
  time: (connection, _, now) => elapse(connection, now),
};

/** All that a log leads to: events and octets, in order. */
function replay(log) {
  let { connection } = openServer(options, 0);
  return log.map(([what, value, now]) => {
    const step = happenings[what](connection, value, now);
    connection = step.connection;
    const octets = encode(step.outbound, new Uint32Array(0)).value;
    return { now, events: step.events, octets: octets.map((segment) => [...segment]) };
  });
}

const request = [
  'GET /chat HTTP/1.1',
  'Host: example.com',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n');

// A log as somebody's server might have kept it: the connection fails after 20 seconds of silence and a pong.
const log = [
  ['chunk', new TextEncoder().encode(request), 5],
  ['command', { type: 'accept' }, 9],
  ['chunk', Uint8Array.of(0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58), 40],
  ['time', null, 20_040],
  ['chunk', Uint8Array.of(0x8a, 0x80, 0x00, 0x00, 0x00, 0x00), 20_070],
  ['chunk', Uint8Array.of(0x83, 0x80), 20_100],
  ['ended', 'ended', 20_140],
];

const first = replay(log);
for (const { now, events, octets } of first) {
  const written = octets.flat().length;
  console.log(`${now} ms: ${events.map(tell).join(', ') || 'nothing to tell'}; ${written} octets out`);
}
deepEqual(replay(log), first);
console.log('run again: the same');

// Any day in between can be visited: the state after the third line, and another future from there.
const [, , , last] = replay([...log.slice(0, 3), ['command', { type: 'close', statusCode: 1001 }, 60]]);
console.log(`another future: ${last.events.map(tell).join(', ')}`);

function tell(event) {
  if (event.type === 'text') return `text "${event.text}"`;
  if (event.type === 'failed') return `failed: ${event.violation.sentence} (${event.violation.section})`;
  if (event.type === 'closing') return `closing with ${event.statusCode}`;
  if (event.type === 'closed') return `closed with ${event.record.statusCode}`;
  return event.type;
}
