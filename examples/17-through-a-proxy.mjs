// WebSockets with TLS inside a tunnel that an HTTP proxy opens (CONNECT, RFC 9110 §9.3.6): the proxy sees where it
// goes and how much, and nothing of what is said.
//
//   node examples/17-through-a-proxy.mjs

import { once } from 'node:events';
import { createServer } from 'node:http';
import * as net from 'node:net';
import { connect, HandshakeError, listen, ProxyError } from '@sansws/node';
import { makeCertificate } from './demo/certificate.mjs';

const { key, cert } = await makeCertificate();
const server = await listen({
  host: '127.0.0.1',
  origins: 'any',
  tls: { key, cert },
  onSocket: (socket) => socket.onMessage((message) => socket.send(`${message}, in private`)),
});

const secret = 'in private';
let seen = '';
const proxy = createServer().on('connect', (request, near) => {
  if (request.headers['proxy-authorization'] === undefined) {
    near.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    return;
  }
  const [host, port] = request.url.split(':');
  console.log(`the proxy hears: CONNECT ${host}`);
  const far = net.connect(Number(port), host);
  far.on('data', (octets) => (seen += octets.toString('latin1')));
  far.once('connect', () => near.write('HTTP/1.1 200 Connection established\r\n\r\n'));
  near.pipe(far).pipe(near);
  for (const end of [near, far]) end.on('error', () => {});
});
proxy.listen(0, '127.0.0.1');
await once(proxy, 'listening');

const uri = `wss://localhost:${server.port}/`;
const at = `127.0.0.1:${proxy.address().port}`;
const socket = await connect(uri, { proxy: `http://me:secret@${at}`, tls: { ca: cert } });
void socket.send('Hello');
for await (const message of socket) {
  console.log(message);
  break;
}
console.log(`closed, clean: ${(await socket.close()).clean}; the proxy saw it: ${seen.includes(secret)}`);

try {
  await connect(uri, { proxy: `http://${at}`, tls: { ca: cert } });
} catch (error) {
  if (!(error instanceof HandshakeError) || !(error.cause instanceof ProxyError)) throw error;
  console.log(error.cause.message);
}
await server.close();
proxy.close();
