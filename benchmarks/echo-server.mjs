// One echo server in a process of its own: node echo-server.mjs ours|iterator|ws|tcp. Tells its port, and on
// request its CPU time and memory, to the process that forked it.

import { createServer } from 'node:net';
import { WebSocketServer } from 'ws';
import { listen } from '@sansws/node';

const options = { port: 0, host: '127.0.0.1' };
const limits = { messagePayload: 100 * 1024 * 1024 };
const echo = (message, socket) => socket.send(message);

async function echoEach(socket) {
  for await (const message of socket) await socket.send(message);
}

const servers = {
  // Through the message callback.
  ours: async () => {
    const server = await listen({
      ...options,
      origins: 'any',
      limits,
      onSocket: (socket) => socket.onMessage(echo),
    });
    return server.port;
  },
  // Through the async iterator.
  iterator: async () => {
    const server = await listen({
      ...options,
      origins: 'any',
      limits,
      onSocket: (socket) => void echoEach(socket),
    });
    return server.port;
  },
  // As people use it.
  ws: () =>
    new Promise((resolve) => {
      const server = new WebSocketServer({ ...options, perMessageDeflate: false });
      server.on('connection', (socket) => {
        socket.on('error', () => undefined);
        socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
      });
      server.on('listening', () => resolve(server.address().port));
    }),
  // What the machine allows: octets back as they come.
  tcp: () =>
    new Promise((resolve) => {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.setNoDelay(true);
        socket.on('data', (chunk) => socket.write(chunk));
      });
      server.listen(0, '127.0.0.1', () => resolve(server.address().port));
    }),
};

const port = await servers[process.argv[2]]();
process.send({ port });
process.on('message', (what) => {
  if (what === 'memory') globalThis.gc?.();
  process.send({ cpu: process.cpuUsage(), rss: process.memoryUsage().rss });
});
process.on('disconnect', () => process.exit(0));
