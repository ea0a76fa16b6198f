/**
 * The server: TCP, TLS and Unix sockets, with the head parser of the core.
 *
 * @module
 */

import { Server, Service } from '@sansws/adapter-kit';
import type { Address, Listener, ServiceOptions } from '@sansws/adapter-kit';
import { http1 } from './dial.ts';
import { engine } from './engine.ts';
import { BunTransport, handlers } from './transport.ts';
import type { BunSocket } from './transport.ts';

/** Where to listen, whom to let in, and what to do with them. */
export interface ListenOptions extends ServiceOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** All addresses of IPv4, if it is left out. */
  readonly host?: string;
  /** A Unix socket instead of host and port. */
  readonly path?: string;
  /** Certificate and key, as `Bun.listen` takes them: then the server speaks TLS. */
  readonly tls?: Bun.TLSOptions;
}

const defaultHandshakeTimeout = 10_000;

/** Bun's own listener, and whoever is in a TLS handshake with it. */
class BunListener implements Listener {
  readonly #listener: Bun.TCPSocketListener<BunTransport> | Bun.UnixSocketListener<BunTransport>;
  readonly #service: Service;
  readonly #handshakeTimeout: number;
  readonly #raw = new Map<BunSocket, ReturnType<typeof setTimeout>>();
  #isStopped = false;

  constructor(service: Service, options: ListenOptions) {
    const { port = 0, host = '0.0.0.0', path, tls } = options;
    this.#service = service;
    this.#handshakeTimeout = options.handshakeTimeout ?? defaultHandshakeTimeout;
    const common = { allowHalfOpen: true, socket: tls === undefined ? this.#plain() : this.#secure() };
    const secured = tls === undefined ? {} : { tls: { ALPNProtocols: http1, ...tls } };
    this.#listener =
      path === undefined
        ? Bun.listen<BunTransport>({ ...common, ...secured, hostname: host, port })
        : Bun.listen<BunTransport>({ ...common, ...secured, unix: path });
  }

  get address(): Address | string | null {
    if (this.#isStopped) return null;
    if ('unix' in this.#listener && this.#listener.unix !== undefined) return this.#listener.unix;
    const { hostname: address, port } = this.#listener as Bun.TCPSocketListener<BunTransport>;
    return { address, family: address.includes(':') ? 'IPv6' : 'IPv4', port };
  }

  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#listener.stop(false);
  }

  async release(): Promise<void> {
    for (const socket of this.#raw.keys()) socket.terminate();
  }

  #plain(): Bun.SocketHandler<BunTransport> {
    return {
      ...handlers,
      open: (socket: BunSocket) => this.#welcome(socket, new BunTransport(false)),
    } as Bun.SocketHandler<BunTransport>;
  }

  /** Whoever does not get through the TLS handshake in time is nobody's connection, and nobody's error. */
  #secure(): Bun.SocketHandler<BunTransport> {
    return {
      ...handlers,
      open: (socket: BunSocket) => {
        socket.data = new BunTransport(true);
        this.#raw.set(
          socket,
          setTimeout(() => socket.terminate(), this.#handshakeTimeout),
        );
      },
      handshake: (socket: BunSocket, success: boolean) => {
        this.#forget(socket);
        if (success) this.#welcome(socket, socket.data);
        else socket.terminate();
      },
      close: (socket: BunSocket, problem?: Error) => {
        this.#forget(socket);
        socket.data.closed(problem);
      },
    } as Bun.SocketHandler<BunTransport>;
  }

  #welcome(socket: BunSocket, transport: BunTransport): void {
    socket.data = transport;
    socket.setNoDelay(true);
    transport.take(socket);
    this.#service.accept(transport);
  }

  #forget(socket: BunSocket): void {
    clearTimeout(this.#raw.get(socket));
    this.#raw.delete(socket);
  }
}

/**
 * Listens on TCP (or TLS, or a Unix socket). Rejects with the system's error, such as EADDRINUSE, and with a
 * `RangeError` for a wrong limit or time.
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
export async function listen(options: ListenOptions): Promise<Server> {
  const service = new Service(engine, options);
  return new Server(service, new BunListener(service, options));
}
