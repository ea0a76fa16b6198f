// WebSockets beside pages on one port: `attach` takes the upgrades of a `node:http` or `node:https` server.
//
//   node examples/09-attach-to-an-http-server.mjs

import { once } from 'node:events';
import { createServer } from 'node:http';
import { attach, connect, HandshakeError } from '@sansws/node';

const users = new Map([['secret', 'Ada']]);

const http = createServer((_, response) => response.end('a page\n'));
const sockets = attach(http, {
  origins: 'same',
  subprotocols: ['chat.v2', 'chat.v1'],
  filter: (request) => request.url.startsWith('/chat'),
  // The application decides, here after asking somebody else; the handshake deadline runs on meanwhile.
  async onRequest({ request, subprotocols }) {
    const user = await find(request);
    if (user === undefined) {
      return { type: 'refuse', status: 401, body: new TextEncoder().encode('Who are you?\n') };
    }
    const subprotocol = subprotocols.find((offered) => offered === 'chat.v2');
    return { type: 'accept', ...(subprotocol === undefined ? {} : { subprotocol }) };
  },
  onSocket: (socket, request) => socket.send(`Welcome to ${request.target}`),
});
// Upgrades that nobody takes are ours to end: Node leaves them open otherwise.
http.on('upgrade', (request, stream) => {
  if (!request.url.startsWith('/chat')) stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
});

http.listen(0, '127.0.0.1');
await once(http, 'listening');
const { port } = http.address();

console.log(await (await fetch(`http://127.0.0.1:${port}/`)).text().then((page) => page.trim()));

const socket = await connect(`ws://127.0.0.1:${port}/chat`, {
  fields: [['Cookie', 'key=secret']],
  subprotocols: ['chat.v2'],
});
for await (const message of socket) {
  console.log(`${message}, in ${socket.subprotocol}`);
  break;
}

for (const path of ['/chat', '/elsewhere']) {
  try {
    await connect(`ws://127.0.0.1:${port}${path}`);
  } catch (error) {
    if (!(error instanceof HandshakeError)) throw error;
    const body = new TextDecoder().decode(error.body).trim();
    console.log(`${path}: ${error.response.status}${body === '' ? '' : `, ${body}`}`);
  }
}

// In order: WebSockets hear 1001 and close, then the server goes.
const closed = socket.closed;
await sockets.close();
http.close();
console.log(`the client hears ${(await closed).statusCode}`);

async function find(request) {
  const cookie = request.fields.find(([name]) => name.toLowerCase() === 'cookie')?.[1] ?? '';
  return users.get(cookie.replace('key=', ''));
}
