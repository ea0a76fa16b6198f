// For those who embed WebSockets: your own pipes, your own loop, and the connection floor in between.
//
//   node examples/01-embed.mjs
//
// Two ends talk here over two pipes that are nothing but functions. The core never sees them: it takes octets
// and the time, and gives back a Step with all that is to be done.

import { elapse, encode, openClient, openServer, receive, receiveEnd, send } from '@sansws/core';

const nothing = new Uint8Array(0);
const now = () => performance.now();

/** One end of a connection. `carryOut` is the whole run loop: six lines, each field of a Step once. */
function drive(first, pipe, onEvent) {
  let connection, timer;
  const end = {
    chunk: (octets) => carryOut(receive(connection, octets, now())),
    ended: () => carryOut(receiveEnd(connection, now())),
    ask(command) {
      const answer = send(connection, command, now());
      if (!answer.ok) throw new Error(`${answer.problem.sentence} (${answer.problem.section})`);
      carryOut(answer.value);
    },
  };
  function carryOut(step) {
    connection = step.connection; // 1 this is the connection from now on
    for (const segment of encoded(step.outbound)) pipe.write(segment); // 2 write
    if (step.transport !== 'keep-open') pipe.end(); // 3 obey
    setTimer(step.deadline); // 4 one timer
    for (const event of step.events) onEvent(event, end); // 5 tell the application
    if (step.more) queueMicrotask(() => end.chunk(nothing)); // 6 more events wait
  }
  function setTimer(deadline) {
    clearTimeout(timer);
    if (deadline < Infinity) timer = setTimeout(() => carryOut(elapse(connection, now())), deadline - now());
  }
  queueMicrotask(() => carryOut(first));
  return end;
}

/** A client masks each frame with a fresh key from a strong source (RFC 6455 §5.3). */
function encoded(outbound) {
  const keys = crypto.getRandomValues(new Uint32Array(outbound.length));
  return encode(outbound, keys).value;
}

/** A pipe to `target()`: whatever carries octets in order will do. */
function pipeTo(target) {
  let open = true;
  return {
    write: (octets) => queueMicrotask(() => target().chunk(octets)),
    end() {
      if (open) queueMicrotask(() => target().ended());
      open = false;
    },
  };
}

const server = drive(
  openServer({ origins: 'any' }, now()),
  pipeTo(() => client),
  (event, end) => {
    if (event.type === 'request') end.ask({ type: 'accept' });
    if (event.type === 'text') end.ask({ type: 'text', text: `You said ${event.text}` });
    if (event.type === 'closed') console.log(`server: closed, ${event.record.statusCode}`);
  },
);

const nonce = crypto.getRandomValues(new Uint8Array(16));
const opened = openClient({ host: 'example.com', resourceName: '/chat', nonce }, now());
const client = drive(
  opened.value,
  pipeTo(() => server),
  (event, end) => {
    if (event.type === 'established') end.ask({ type: 'text', text: 'Hello' });
    if (event.type === 'text') {
      console.log(`client: ${event.text}`);
      end.ask({ type: 'close', statusCode: 1000 });
    }
    if (event.type === 'closed') console.log(`client: closed, clean: ${event.record.clean}`);
  },
);
