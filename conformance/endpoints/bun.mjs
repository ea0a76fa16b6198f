/** The program of `src/endpoint.ts` in Bun. */
import { connect, listen } from '@sansws/bun';
import { obey } from '../src/endpoint.ts';

async function serveNative(deflate) {
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request, { upgrade }) =>
      upgrade.call(server, request) ? undefined : new Response(null, { status: 400 }),
    websocket: {
      perMessageDeflate: deflate,
      message: (socket, message) => socket.send(message, deflate),
    },
  });
  return server.port;
}

await obey({ connect, listen }, serveNative);
