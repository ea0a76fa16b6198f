/**
 * The server: TCP, TLS and Unix sockets, with the head parser of the core.
 *
 * @module
 */

import { once } from 'node:events';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { definedOnly, listenBy } from '@sansws/adapter-kit';
import type { Listener, ListenRequest, Server, Service } from '@sansws/adapter-kit';
import { capabilities } from './capabilities.ts';
import { engine } from './engine.ts';
import { NodeTransport } from './transport.ts';

/** Where to listen, whom to let in, and what to do with them. */
export interface ListenOptions extends ListenRequest {
  /** Certificate and key, as `tls.createServer` takes them: then the server speaks TLS. */
  readonly tls?: tls.TlsOptions;
}

/**
 * Listens on TCP (or TLS, or a Unix socket). Rejects with the system's error, such as EADDRINUSE, or with
 * a `RangeError` or `TypeError` that names the option that is wrong.
 *
 * @example
 * ```ts
 * import { connect, HandshakeError, listen } from '@sansws/node';
 * import { equal, rejects } from 'node:assert/strict';
 * const server = await listen({
 *   host: '127.0.0.1',
 *   origins: 'any',
 *   onRequest: ({ request }) =>
 *     request.target === '/chat' ? { type: 'accept' } : { type: 'refuse', status: 404 },
 * });
 * await rejects(connect(`ws://127.0.0.1:${server.port}/other`), HandshakeError);
 * const socket = await connect(`ws://127.0.0.1:${server.port}/chat`);
 * await server.close();
 * equal((await socket.closed).statusCode, 1001);
 * ```
 */
export function listen(options: ListenOptions): Promise<Server> {
  return listenBy(engine, capabilities, options, start);
}

/** Node's own listener, and whoever is in a TLS handshake with it. */
async function start(service: Service, options: ListenOptions): Promise<Listener> {
  const { port = 0, host, path, backlog, tls: secured } = options;
  const isSecure = secured !== undefined;
  const server = isSecure ? secureServer(service, secured) : net.createServer(socketOptions);
  const raw = new Set<net.Socket>();
  if (isSecure) {
    server.on('connection', (socket) => {
      raw.add(socket);
      socket.once('close', () => raw.delete(socket));
    });
  }
  server.on(isSecure ? 'secureConnection' : 'connection', (socket: net.Socket) => {
    service.accept(new NodeTransport(socket, isSecure));
  });
  const place = path === undefined ? definedOnly({ port, host }) : { path };
  server.listen({ ...place, ...definedOnly({ backlog }) });
  await once(server, 'listening');
  // Such as EMFILE when a connection is accepted: that one is lost, the server goes on.
  server.on('error', (error) => service.onError(error, null));
  const closed = new Promise((resolve) => server.once('close', resolve));
  return {
    address: server.address(),
    stop: () => void server.close(),
    async release() {
      // Whoever is still in a TLS handshake is nobody's connection yet.
      for (const socket of raw) socket.destroy();
      await closed;
    },
  };
}

const socketOptions = { noDelay: true, allowHalfOpen: true } as const;

function secureServer({ handshakeTimeout }: Service, secured: tls.TlsOptions): net.Server {
  const options = { ALPNProtocols: ['http/1.1'], handshakeTimeout, ...socketOptions, ...secured };
  // A handshake that failed or took too long: Node tells, and leaves the socket open.
  return tls.createServer(options).on('tlsClientError', (_, socket) => socket.destroy());
}
