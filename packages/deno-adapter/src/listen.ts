/**
 * The server: TCP, TLS and Unix sockets, with the head parser of the core.
 *
 * @module
 */

import { Server, Service } from '@sansws/adapter-kit';
import type { Address, Listener, ServiceOptions } from '@sansws/adapter-kit';
import { closeQuietly, transportOver } from './dial.ts';
import { engine } from './engine.ts';
import { DenoTransport } from './transport.ts';

/** Where to listen, whom to let in, and what to do with them. */
export interface ListenOptions extends ServiceOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** All addresses of IPv4, if it is left out. */
  readonly host?: string;
  /** A Unix socket instead of host and port. */
  readonly path?: string;
  /** Certificate and key in PEM, as `Deno.listenTls` takes them: then the server speaks TLS. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly alpnProtocols?: string[] };
  readonly backlog?: number;
}

const defaultHandshakeTimeout = 10_000;

/** After an error of accepting, such as too many open files: how long until the next try, in milliseconds. */
const pause = 50;

/** Deno's own listener, and whoever is in a TLS handshake with it. */
class DenoListener implements Listener {
  readonly #listener: Deno.TcpListener | Deno.TlsListener | Deno.UnixListener;
  readonly #service: Service;
  readonly #handshakeTimeout: number;
  readonly #isSecure: boolean;
  readonly #raw = new Set<Deno.Conn>();
  #isStopped = false;

  constructor(service: Service, options: ListenOptions) {
    this.#service = service;
    this.#isSecure = options.tls !== undefined;
    this.#handshakeTimeout = options.handshakeTimeout ?? defaultHandshakeTimeout;
    this.#listener = listenerOf(options);
    void this.#acceptAll();
  }

  get address(): Address | string | null {
    if (this.#isStopped) return null;
    const { addr } = this.#listener;
    if (addr.transport === 'unix') return addr.path;
    const { hostname: address, port } = addr as Deno.NetAddr;
    return { address, family: address.includes(':') ? 'IPv6' : 'IPv4', port };
  }

  stop(): void {
    if (this.#isStopped) return;
    const { address } = this;
    this.#isStopped = true;
    closeQuietly(this.#listener);
    // The name of a Unix socket outlives its listener, and would be in the way of the next one.
    if (typeof address === 'string') removeQuietly(address);
  }

  async release(): Promise<void> {
    for (const conn of this.#raw) closeQuietly(conn);
  }

  async #acceptAll(): Promise<void> {
    while (!this.#isStopped) {
      try {
        this.#welcome(await this.#listener.accept());
      } catch (error) {
        if (this.#isStopped) return;
        // That connection is lost, the server goes on.
        this.#service.onError(error, null);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  #welcome(conn: Deno.Conn): void {
    if (this.#isSecure) void this.#encrypt(conn as Deno.TlsConn);
    else if (conn.remoteAddr.transport !== 'tcp') this.#service.accept(new DenoTransport(conn, false, ''));
    else {
      (conn as Deno.TcpConn).setNoDelay(true);
      this.#service.accept(transportOver(conn as Deno.TcpConn, false));
    }
  }

  /** Whoever does not get through the TLS handshake in time is nobody's connection, and nobody's error. */
  async #encrypt(conn: Deno.TlsConn): Promise<void> {
    this.#raw.add(conn);
    const timer = setTimeout(closeQuietly, this.#handshakeTimeout, conn);
    try {
      await conn.handshake();
      this.#service.accept(transportOver(conn, true));
    } catch {
      closeQuietly(conn);
    } finally {
      clearTimeout(timer);
      this.#raw.delete(conn);
    }
  }
}

function listenerOf(options: ListenOptions): Deno.TcpListener | Deno.TlsListener | Deno.UnixListener {
  const { path, port = 0, host = '0.0.0.0', tls, backlog } = options;
  if (path !== undefined) {
    if (tls !== undefined) throw new TypeError('Deno has no TLS on Unix sockets');
    return Deno.listen({ transport: 'unix', path });
  }
  const place = { hostname: host, port, ...(backlog === undefined ? {} : { tcpBacklog: backlog }) };
  return tls === undefined
    ? Deno.listen(place)
    : Deno.listenTls({ alpnProtocols: ['http/1.1'], ...tls, ...place });
}

function removeQuietly(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // Somebody else did, or we may not.
  }
}

/**
 * Listens on TCP (or TLS, or a Unix socket). Rejects with the system's error, such as `AddrInUse`, and with
 * a `RangeError` for a wrong limit or time.
 *
 * @example
 * ```ts
 * import { connect, HandshakeError, listen } from '@sansws/deno';
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
  return new Server(service, new DenoListener(service, options));
}
