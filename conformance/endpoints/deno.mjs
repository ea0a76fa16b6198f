/** The program of `src/endpoint.ts` in Deno. */
import { connect, listen } from '@sansws/deno';
import { obey } from '../src/endpoint.ts';

const hostname = '127.0.0.1';

/** `Deno.serve` never compresses. */
function serveNative() {
  return new Promise((resolve) => {
    Deno.serve({ port: 0, hostname, onListen: ({ port }) => resolve(port) }, (request) => {
      const { socket, response } = Deno.upgradeWebSocket(request);
      socket.binaryType = 'arraybuffer';
      socket.addEventListener('message', ({ data }) => socket.send(data));
      return response;
    });
  });
}

await obey({ connect, listen }, serveNative);
