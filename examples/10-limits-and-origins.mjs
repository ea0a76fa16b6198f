// What a server does not put up with: large messages, silent peers, other people's pages.
//
//   node examples/10-limits-and-origins.mjs

import { defaultLimits } from '@sansws/core';
import { connect, HandshakeError, listen } from '@sansws/node';

const { messagePayload, fragments, headOctets } = defaultLimits('server');
console.log(`by default: messages of ${messagePayload}, ${fragments} fragments, heads of ${headOctets}`);

const server = await listen({
  host: '127.0.0.1',
  // A browser sends Origin with every handshake and cookies with it, whichever page asks (RFC 6455 §10.2).
  origins: ['https://example.com', 'https://*.example.com'],
  limits: { messagePayload: 1_000 },
  handshakeTimeout: 200,
  maxConnections: 100,
  onRefused: ({ name, detail }) => console.log(`server: ${name} (${detail})`),
  onSocket: (socket) => {
    socket.on('failed', ({ name, offset }) => console.log(`server: ${name} at octet ${offset}`));
  },
});
const uri = `ws://127.0.0.1:${server.port}/`;

// A page of somebody else. Programs may write any Origin or none: this keeps out pages, not programs.
try {
  await connect(uri, { origin: 'https://example.org' });
} catch (error) {
  if (!(error instanceof HandshakeError)) throw error;
  console.log(`client: ${error.response.status}, ${new TextDecoder().decode(error.body).trim()}`);
}

// 1,000 octets pass. 1,001 fail at their header, before one octet of them is kept.
const socket = await connect(uri, { origin: 'https://www.example.com' });
await socket.send('x'.repeat(1_000));
await socket.send('x'.repeat(1_001));
const { statusCode, reason } = await socket.closed;
console.log(`client: ${statusCode}, ${reason}`);

// A limit that makes no sense is found where it is written, not when somebody comes.
try {
  await listen({ host: '127.0.0.1', origins: 'any', limits: { messagePayload: -1 } });
} catch (error) {
  console.log(`${error.name}: ${error.message}`);
}

await server.close();
