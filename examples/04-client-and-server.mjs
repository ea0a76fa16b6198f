// For those who just want a client and a server on Node.
//
//   node examples/04-client-and-server.mjs

import { connect, listen } from '@sansws/node';

const server = await listen({
  port: 0, // any free port
  host: '127.0.0.1',
  origins: 'same', // which web pages may connect: there is no default, so think about it
  onSocket: (socket) => socket.onMessage((message) => socket.send(`You said ${message}`)),
});

const socket = await connect(`ws://127.0.0.1:${server.port}/`);
await socket.send('Hello');
for await (const message of socket) {
  console.log(message);
  break;
}
console.log(`ping: ${(await socket.ping()) < 1_000 ? 'less than a second' : 'slow'}`);
const { clean, statusCode } = await socket.close(1000, 'that is all');
console.log(`closed with ${statusCode}, clean: ${clean}`);
await server.close();
