// One echo server in Deno or Bun: runtime-server.mjs ours|native. Tells its port, and at each line on its
// standard input its CPU time, a line of JSON each.

import process from 'node:process';
import { createInterface } from 'node:readline';

const { Deno, Bun } = globalThis;
const messagePayload = 100 * 1024 * 1024;
const options = { host: '127.0.0.1', origins: 'any', limits: { messagePayload } };
const echo = (message, socket) => socket.send(message);
const onSocket = (socket) => socket.onMessage(echo);

const servers = {
  async ours() {
    const { listen } = Deno === undefined ? await import('@sansws/bun') : await import('@sansws/deno');
    return (await listen({ ...options, onSocket })).port;
  },
  async native() {
    return Deno === undefined ? nativeBun() : nativeDeno();
  },
};

function nativeDeno() {
  const server = Deno.serve({ hostname: '127.0.0.1', port: 0, onListen() {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', ({ data }) => socket.send(data));
    return response;
  });
  return server.addr.port;
}

function nativeBun() {
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: (request, that) => (that.upgrade(request) ? undefined : new Response('', { status: 400 })),
    websocket: {
      maxPayloadLength: messagePayload,
      perMessageDeflate: false,
      message: (socket, message) => void socket.send(message),
    },
  });
  return server.port;
}

console.log(JSON.stringify({ port: await servers[process.argv[2]]() }));
const lines = createInterface({ input: process.stdin });
lines.on('line', () => console.log(JSON.stringify({ cpu: process.cpuUsage() })));
lines.on('close', () => process.exit(0));
