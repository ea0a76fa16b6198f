/**
 * The server: TCP, TLS and Unix sockets, with the head parser of the core.
 *
 * @module
 */

import { addressOf, Arrivals, definedOnly, listenBy } from '@sansws/adapter-kit';
import type { Address, Listener, ListenRequest, Server, Service } from '@sansws/adapter-kit';
import { capabilities } from './capabilities.ts';
import { transportOver } from './dial.ts';
import { engine } from './engine.ts';
import { DenoTransport } from './transport.ts';

/** Certificate and key in PEM, as `Deno.listenTls` takes them. */
export interface ServerTlsOptions {
  readonly cert: string;
  readonly key: string;
  readonly alpnProtocols?: string[];
}

/** Where to listen, whom to let in, and what to do with them. */
export interface ListenOptions extends ListenRequest {
  /** Then the server speaks TLS. */
  readonly tls?: ServerTlsOptions;
}

/**
 * Listens on TCP (or TLS, or a Unix socket). Rejects with the system's error, such as `AddrInUse`, and with
 * a `RangeError` or `TypeError` that names the option that is wrong.
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
export function listen(options: ListenOptions): Promise<Server> {
  return listenBy(engine, capabilities, options, (service) => new DenoListener(service, options));
}

/** After an error of accepting, such as too many open files: how long until the next try, in milliseconds. */
const pause = 50;

/** Deno's own listener, and whoever is in a TLS handshake with it. */
class DenoListener implements Listener {
  readonly address: Address | string;
  readonly #listener: Deno.Listener;
  readonly #service: Service;
  readonly #arrivals: Arrivals<Deno.TlsConn>;
  #isStopped = false;

  constructor(service: Service, options: ListenOptions) {
    this.#service = service;
    this.#arrivals = new Arrivals<Deno.TlsConn>(engine.runtime.clock, service.handshakeTimeout, closeQuietly);
    this.#listener = listenerOf(options);
    const { hostname, port } = this.#listener.addr as Deno.NetAddr;
    this.address = options.path ?? addressOf(hostname, port);
    void this.#acceptAll(options.tls !== undefined);
  }

  stop(): void {
    this.#isStopped = true;
    closeQuietly(this.#listener);
    // The name of a Unix socket outlives its listener, and would be in the way of the next one.
    const { address } = this;
    if (typeof address === 'string') quietly(() => Deno.removeSync(address));
  }

  async release(): Promise<void> {
    this.#arrivals.dropAll();
  }

  async #acceptAll(isSecure: boolean): Promise<void> {
    while (!this.#isStopped) {
      try {
        const conn = await this.#listener.accept();
        if (isSecure) void this.#encrypt(conn as Deno.TlsConn);
        else this.#service.accept(plainTransport(conn));
      } catch (error) {
        if (this.#isStopped) return;
        if (isGone(error)) continue;
        // That connection is lost, the server goes on.
        this.#service.onError(error, null);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  /** Whoever does not get through the TLS handshake in time is nobody's connection, and nobody's error. */
  async #encrypt(conn: Deno.TlsConn): Promise<void> {
    this.#arrivals.add(conn);
    try {
      await conn.handshake();
      this.#service.accept(transportOver(conn, true));
    } catch {
      closeQuietly(conn);
    } finally {
      this.#arrivals.delete(conn);
    }
  }
}

/** Whoever came has left before being taken in: nobody's error, and nobody has to wait for it. */
function isGone(error: unknown): boolean {
  const { ConnectionAborted, ConnectionReset, NotConnected } = Deno.errors;
  return [ConnectionAborted, ConnectionReset, NotConnected].some((kind) => error instanceof kind);
}

function listenerOf({ path, port = 0, host, tls, backlog }: ListenOptions): Deno.Listener {
  if (path !== undefined) return Deno.listen({ transport: 'unix', path });
  const place = { hostname: host ?? '0.0.0.0', port, ...definedOnly({ tcpBacklog: backlog }) };
  return tls === undefined
    ? Deno.listen(place)
    : Deno.listenTls({ alpnProtocols: ['http/1.1'], ...tls, ...place });
}

function plainTransport(conn: Deno.Conn): DenoTransport {
  if (conn.remoteAddr.transport !== 'tcp') return new DenoTransport(conn, false, '');
  // If it is gone already, its transport will tell.
  quietly(() => (conn as Deno.TcpConn).setNoDelay(true));
  return transportOver(conn as Deno.TcpConn, false);
}

function closeQuietly(stream: { close(): void }): void {
  quietly(() => stream.close());
}

/** Does what cannot be done to what is gone already, or by whoever may not. */
function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // Nothing depends on it.
  }
}
