/**
 * The server of the demo, a process of its own in any runtime: the same over TCP and over TLS. It tells its parent
 * where it listens and what its clients did wrong, and ends when there is nothing more to hear from it.
 */
import process from 'node:process';
import { createInterface } from 'node:readline';
import { listen } from './adapter.mjs';

const fragmentOctets = 65_536;
const keepOut = new TextEncoder().encode('This room is for members only.\n');

const orders = createInterface(process.stdin)[Symbol.asyncIterator]();
const { key, cert } = JSON.parse((await orders.next()).value);
const servers = [await listen(options()), await listen({ ...options(), tls: { key, cert } })];
tell({ ports: servers.map(({ port }) => port) });
while (!(await orders.next()).done);
await Promise.all(servers.map((server) => server.close()));

function options() {
  return {
    host: '127.0.0.1',
    origins: 'same',
    limits: { messagePayload: 8 * 1024 * 1024 },
    onRequest: ({ request }) =>
      request.target === '/echo' ? { type: 'accept' } : { type: 'refuse', status: 403, body: keepOut },
    onSocket(socket) {
      socket.onMessage((message) => socket.send(message, { fragmentOctets }));
      socket.on('failed', (violation) => tell({ violation }));
    },
  };
}

function tell(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
