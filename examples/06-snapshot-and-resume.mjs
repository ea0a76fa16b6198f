// A connection is a value: put it away as JSON in the middle of a character, take it up again elsewhere.
//
//   node examples/06-snapshot-and-resume.mjs

import { establish, receive, resume, send, snapshot } from '@sansws/core';
import { encodeMessage, messageCodec } from '@sansws/core/message';

// What a client sends: one text message in frames of five octets.
const message = { type: 'text', text: 'Grüße aus der Ferne', fragmentOctets: 5 };
const sent = encodeMessage(messageCodec({ role: 'client' }), message, new Uint32Array(8));
const octets = Uint8Array.from(sent.value.segments.flatMap((segment) => [...segment]));

// The server has heard half of it when its process must go.
let { connection } = establish({ role: 'server', keepalive: { interval: 20_000, timeout: 20_000 } }, 0);
({ connection } = send(connection, { type: 'ping' }, 1_000).value);
({ connection } = receive(connection, octets.subarray(0, 18), 2_000));
const stored = JSON.stringify(snapshot(connection));

// Another process, with another clock: 2,000 ms there is 500,000 ms here, and deadlines keep their distance.
const resumed = resume(JSON.parse(stored), {}, 500_000);
const step = receive(resumed.value, octets.subarray(18), 500_100);
console.log(step.events);
console.log(`due in ${step.deadline - 500_100} ms`);

// The connection that was put away is still there and still answers: nothing was moved, only copied.
console.log(receive(connection, octets.subarray(18), 2_100).events);

// What is no snapshot is refused, not believed.
const { problem } = resume({ version: 1, role: 'server' }, {});
console.log(`${problem.name}: ${problem.sentence}`);
