/**
 * The server of the demo, a process of its own: the same over TCP and over TLS. It tells its parent where it
 * listens and what its clients did wrong, and ends when it is told to.
 */
import { listen } from '@sansws/node';

const fragmentOctets = 65_536;

// Without its parent it has nothing to do here.
process.once('disconnect', () => process.exit());
process.once('message', ({ key, cert }) => void serve({ key, cert }));

async function serve(tls) {
  const servers = [await listen(options()), await listen({ ...options(), tls })];
  process.once('message', () => void end(servers));
  process.send({ type: 'listening', ports: servers.map(({ port }) => port) });
}

function options() {
  return {
    host: '127.0.0.1',
    origins: 'same',
    limits: { messagePayload: 8 * 1024 * 1024 },
    onRequest: ({ request }) =>
      request.target === '/echo' ? { type: 'accept' } : { type: 'refuse', status: 403, body: keepOut },
    onSocket(socket) {
      socket.onMessage((message) => socket.send(message, { fragmentOctets }));
      socket.on('failed', (violation) => process.send({ type: 'failed', violation }));
    },
  };
}

const keepOut = new TextEncoder().encode('This room is for members only.\n');

async function end(servers) {
  await Promise.all(servers.map((server) => server.close()));
  process.disconnect();
}
