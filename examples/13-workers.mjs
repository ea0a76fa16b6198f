// WebSockets over a message port between two workers: the main program only brings them together.
//
//   node examples/13-workers.mjs
//
// Ports know neither backpressure nor an end; @sansws/duplex gives them both.

import { once } from 'node:events';
import { MessageChannel, Worker, workerData } from 'node:worker_threads';
import { connect, serve } from '@sansws/duplex';

if (workerData?.role === 'server') {
  serve({
    origins: 'any',
    onSocket: async (socket) => {
      let octets = 0;
      for await (const message of socket) {
        octets += message.length;
        await socket.send(`${octets} octets so far`);
      }
    },
  }).accept(workerData.port);
} else if (workerData?.role === 'client') {
  const socket = await connect(workerData.port);
  let last = '';
  for (let count = 0; count < 40; count++) {
    // Waits whenever the other worker is behind.
    await socket.send(new Uint8Array(100_000));
    last = (await socket[Symbol.asyncIterator]().next()).value;
  }
  console.log(last);
  console.log(`closed, clean: ${(await socket.close()).clean}`);
} else {
  const { port1, port2 } = new MessageChannel();
  const workers = Object.entries({ server: port1, client: port2 }).map(([role, port]) => {
    return new Worker(new URL(import.meta.url), { workerData: { role, port }, transferList: [port] });
  });
  // Nothing is left to do once the port is closed: both end by themselves.
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  console.log('both workers have ended');
}
