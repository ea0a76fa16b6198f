// An echo server with permessage-deflate, in a process of its own: node --expose-gc soak-server.mjs ours|ws. Tells its
// port, and on request what it holds once garbage is collected, to the process that forked it.

import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { permessageDeflate, streamCache } from '@sansws/core/permessage-deflate';
import { zlibEngine } from '@sansws/deflate-zlib';
import { listen } from '@sansws/node';

const options = { port: 0, host: '127.0.0.1' };
const level = 6;
const threshold = 64;

const servers = {
  ours: async () => {
    const cache = streamCache(1_000);
    const deflate = permessageDeflate({ engine: zlibEngine(), cache, level, threshold });
    const server = await listen({
      ...options,
      origins: 'any',
      backlog: 4_096,
      extensions: [deflate],
      onSocket: (socket) => socket.onMessage((message) => void socket.send(message)),
    });
    return { port: server.port, streams: () => cache.size(), sockets: () => server.connections };
  },
  ws: () =>
    new Promise((resolve) => {
      const zlibDeflateOptions = { level, memLevel: 8 };
      const perMessageDeflate = { threshold, zlibDeflateOptions };
      const server = new WebSocketServer({ ...options, backlog: 4_096, perMessageDeflate });
      server.on('connection', (socket) => {
        socket.on('error', () => undefined);
        socket.on('message', (data, binary) => socket.send(data, { binary }));
      });
      const sockets = () => server.clients.size;
      server.on('listening', () => resolve({ port: server.address().port, streams: () => null, sockets }));
    }),
};

const { port, streams, sockets } = await servers[process.argv[2]]();
process.send({ port });
process.on('message', async () => {
  for (let round = 0; round < 3; round++) {
    globalThis.gc();
    await sleep(20);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send({ rss, heapUsed, external, streams: streams(), sockets: sockets() });
});
process.on('disconnect', () => process.exit(0));
