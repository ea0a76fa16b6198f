/**
 * The server: TCP, TLS and Unix sockets, with the head parser of the core.
 *
 * @module
 */

import { once } from 'node:events';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { checkKinds, Server, Service } from '@sansws/adapter-kit';
import type { Listener, ServiceOptions } from '@sansws/adapter-kit';
import { engine } from './engine.ts';
import { NodeTransport } from './transport.ts';

/** Where to listen, whom to let in, and what to do with them. */
export interface ListenOptions extends ServiceOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly host?: string;
  /** A Unix socket instead of host and port. */
  readonly path?: string;
  /** Certificate and key, as `tls.createServer` takes them: then the server speaks TLS. */
  readonly tls?: tls.TlsOptions;
  readonly backlog?: number;
}

const defaultHandshakeTimeout = 10_000;

/** Node's own listener, and whoever is in a TLS handshake with it. */
class NodeListener implements Listener {
  readonly #listener: net.Server;
  readonly #service: Service;
  readonly #raw = new Set<net.Socket>();
  #closed: Promise<void> | null = null;

  constructor(service: Service, options: ListenOptions) {
    const isSecure = options.tls !== undefined;
    this.#service = service;
    this.#listener =
      options.tls === undefined
        ? net.createServer({ noDelay: true, allowHalfOpen: true })
        : tls.createServer({
            ALPNProtocols: ['http/1.1'],
            handshakeTimeout: options.handshakeTimeout ?? defaultHandshakeTimeout,
            noDelay: true,
            allowHalfOpen: true,
            ...options.tls,
          });
    this.#listener.on(isSecure ? 'secureConnection' : 'connection', (socket: net.Socket) => {
      service.accept(new NodeTransport(socket, isSecure));
    });
    if (!isSecure) return;
    this.#listener.on('connection', (socket: net.Socket) => this.#watch(socket));
    // A handshake that failed or took too long: Node tells, and leaves the socket open.
    this.#listener.on('tlsClientError', (_, socket: tls.TLSSocket) => socket.destroy());
  }

  async start({ port = 0, host, path, backlog }: ListenOptions): Promise<void> {
    const place = path === undefined ? { port, ...(host === undefined ? {} : { host }) } : { path };
    this.#listener.listen({ ...place, ...(backlog === undefined ? {} : { backlog }) });
    await once(this.#listener, 'listening');
    // Such as EMFILE when a connection is accepted: that one is lost, the server goes on.
    this.#listener.on('error', (error) => this.#service.onError(error, null));
  }

  get address(): net.AddressInfo | string | null {
    return this.#listener.address();
  }

  stop(): void {
    this.#closed ??= new Promise((resolve) => {
      this.#listener.close(() => resolve());
    });
  }

  async release(): Promise<void> {
    // Whoever is still in a TLS handshake is nobody's connection yet.
    for (const socket of this.#raw) socket.destroy();
    await this.#closed;
  }

  #watch(socket: net.Socket): void {
    this.#raw.add(socket);
    socket.once('close', () => this.#raw.delete(socket));
  }
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
export async function listen(options: ListenOptions): Promise<Server> {
  checkKinds(options, { port: 'number from 0 on', host: 'string', path: 'string', tls: 'object' });
  const service = new Service(engine, options);
  const listener = new NodeListener(service, options);
  await listener.start(options);
  return new Server(service, listener);
}
