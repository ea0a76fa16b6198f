// For those who wrap WebSockets in any transport: whatever carries octets in order will do.
//
//   node examples/03-any-transport.mjs
//
// 1. Two message ports with the core alone: no handshake, no socket, no adapter.
// 2. A child process over its standard input and output, with @sansws/node: a Duplex is all it asks for.

import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { encode, establish, receive, send } from '@sansws/core';
import { attach, connect } from '@sansws/node';

if (process.argv.includes('--child')) serveStandardInput();
else {
  await overMessagePorts();
  await overStandardInput();
}

async function overMessagePorts() {
  const { port1, port2 } = new MessageChannel();
  const said = new Promise((resolve) => {
    const say = speak(port1, 'client', (text, end) => {
      resolve(text);
      end({ type: 'close', statusCode: 1000 });
    });
    speak(port2, 'server', (text, end) => end({ type: 'text', text: text.toUpperCase() }));
    say({ type: 'text', text: 'over a message port' });
  });
  console.log(await said);
}

/** A connection on a port; both ends know each other, so there is no opening handshake to be done. */
function speak(port, role, onText) {
  let { connection } = establish({ role }, performance.now());
  const command = (what) => carryOut(send(connection, what, performance.now()).value);
  port.on('message', (chunk) => carryOut(receive(connection, chunk, performance.now())));
  return command;

  function carryOut({ connection: next, outbound, events, transport }) {
    connection = next;
    const keys = crypto.getRandomValues(new Uint32Array(outbound.length));
    for (const segment of encode(outbound, keys).value) port.postMessage(segment);
    for (const event of events) if (event.type === 'text') onText(event.text, command);
    // A port has one end for both directions: the server, who ends first, ends it.
    if (transport !== 'keep-open') port.close();
  }
}

async function overStandardInput() {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), '--child'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const socket = await connect('ws://child/', {
    createConnection: () => Duplex.from({ readable: child.stdout, writable: child.stdin }),
  });
  void socket.send('over standard input');
  for await (const message of socket) {
    console.log(message);
    break;
  }
  const { clean } = await socket.close();
  console.log(`closed, clean: ${clean}`);
}

/** The child: an HTTP server that listens nowhere and gets the one connection there is. */
function serveStandardInput() {
  const http = createServer();
  attach(http, {
    origins: 'any',
    onSocket: (socket) => socket.onMessage((message) => socket.send(message.toUpperCase())),
  });
  http.emit('connection', Duplex.from({ readable: process.stdin, writable: process.stdout }));
}
