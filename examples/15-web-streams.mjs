// WebSockets over web streams, as Cloudflare's `connect()`, WebTransport and service workers have them. Here each
// direction goes through a transform of one's own, which counts: whatever gives octets back in order will do.
//
//   node examples/15-web-streams.mjs

import { connect, serve } from '@sansws/duplex';

const there = counting();
const back = counting();

const server = serve({
  origins: 'any',
  onSocket: (socket) => socket.onMessage((message) => socket.send(message)),
});
server.accept({ readable: there.readable, writable: back.writable }, { remoteAddress: 'next door' });
const socket = await connect({ readable: back.readable, writable: there.writable });

const text = 'Grüße über Ströme '.repeat(10_000);
void socket.send(text);
for await (const message of socket) {
  console.log(`${message.length} characters, the same: ${message === text}`);
  break;
}
await server.close();
console.log(`the client hears ${(await socket.closed).statusCode}`);
console.log(`more than ${Math.floor(there.octets / 10_000) * 10_000} octets there`);

/** A transform that lets everything through and counts it. */
function counting() {
  const stream = new TransformStream({
    transform(octets, controller) {
      counted.octets += octets.length;
      controller.enqueue(octets);
    },
  });
  const counted = { octets: 0, readable: stream.readable, writable: stream.writable };
  return counted;
}
