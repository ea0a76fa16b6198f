import * as node from '@sansws/node';
import { connectEcho, serveEcho } from '../src/endpoint.ts';
import { overSockets } from './over-sockets.ts';

overSockets('Node', () => {
  const servers: { readonly close: () => Promise<unknown> }[] = [];
  return {
    serve: async (deflate) => {
      const server = await serveEcho(node, deflate);
      servers.push(server);
      return server.port ?? 0;
    },
    echoAt: (url, deflate) => connectEcho(node, url, deflate),
    stop: () => Promise.all(servers.map((server) => server.close())),
  };
});
