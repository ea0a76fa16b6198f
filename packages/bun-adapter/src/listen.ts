/**
 * The server: TCP, TLS and Unix sockets, with the head parser of the core.
 *
 * @module
 */

import { addressOf, Arrivals, listenBy } from '@sansws/adapter-kit';
import type { Listener, ListenRequest, Server, Service } from '@sansws/adapter-kit';
import { capabilities } from './capabilities.ts';
import { http1 } from './dial.ts';
import { engine } from './engine.ts';
import { BunTransport, handlers } from './transport.ts';
import type { BunSocket } from './transport.ts';

/** Where to listen, whom to let in, and what to do with them. */
export interface ListenOptions extends Omit<ListenRequest, 'backlog'> {
  /** Certificate and key, as `Bun.listen` takes them: then the server speaks TLS. */
  readonly tls?: Bun.TLSOptions;
}

/**
 * Listens on TCP (or TLS, or a Unix socket). Rejects with the system's error, such as EADDRINUSE, and with
 * a `RangeError` or `TypeError` that names the option that is wrong.
 *
 * @example
 * ```ts
 * import { connect, HandshakeError, listen } from '@sansws/bun';
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

/** Bun's own listener, and whoever is in a TLS handshake with it. */
function start(service: Service, { port = 0, host, path, tls }: ListenOptions): Listener {
  const arrivals = new Arrivals<BunSocket>(engine.runtime.clock, service.handshakeTimeout, terminate);
  const common = {
    allowHalfOpen: true,
    socket: tls === undefined ? plainHandlers(service) : secureHandlers(service, arrivals),
    ...(tls === undefined ? {} : { tls: { ALPNProtocols: http1, ...tls } }),
  };
  const release = async (): Promise<void> => arrivals.dropAll();
  if (path !== undefined) {
    const listener = Bun.listen<BunTransport>({ ...common, unix: path });
    return { address: path, stop: () => listener.stop(false), release };
  }
  const listener = Bun.listen<BunTransport>({ ...common, hostname: host ?? '0.0.0.0', port });
  const address = addressOf(listener.hostname, listener.port);
  return { address, stop: () => listener.stop(false), release };
}

function plainHandlers(service: Service): Bun.SocketHandler<BunTransport> {
  return {
    ...handlers,
    open: (socket: BunSocket) => welcome(service, socket, new BunTransport(false)),
  } as Bun.SocketHandler<BunTransport>;
}

/** Whoever does not get through the TLS handshake in time is nobody's connection, and nobody's error. */
function secureHandlers(service: Service, arrivals: Arrivals<BunSocket>): Bun.SocketHandler<BunTransport> {
  return {
    ...handlers,
    open: (socket: BunSocket) => {
      socket.data = new BunTransport(true);
      arrivals.add(socket);
    },
    handshake: (socket: BunSocket, success: boolean) => {
      arrivals.delete(socket);
      if (success) welcome(service, socket, socket.data);
      else socket.terminate();
    },
    close: (socket: BunSocket, problem?: Error) => {
      arrivals.delete(socket);
      socket.data.closed(problem);
    },
  } as Bun.SocketHandler<BunTransport>;
}

function welcome(service: Service, socket: BunSocket, transport: BunTransport): void {
  socket.data = transport;
  socket.setNoDelay(true);
  transport.take(socket);
  service.accept(transport);
}

function terminate(socket: BunSocket): void {
  socket.terminate();
}
