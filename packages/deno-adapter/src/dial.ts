/**
 * Connects: TCP, TLS, Unix sockets, through an HTTP proxy, or by the caller's own means.
 *
 * @module
 */

import { parseProxy, tunnel } from '@sansws/adapter-kit';
import type { Dial, Proxy, Target, Transport } from '@sansws/adapter-kit';
import { DenoTransport } from './transport.ts';
import type { DenoStream } from './transport.ts';

/** Certificates and so on, as `Deno.connectTls` takes them. */
export interface ClientTlsOptions {
  readonly caCerts?: string[];
  /** Certificate and key of this end, in PEM; not through a proxy. */
  readonly cert?: string;
  readonly key?: string;
  readonly alpnProtocols?: string[];
  readonly unsafelyDisableHostnameVerification?: boolean;
  /** The name that the certificate has to be for, if not that of the URI. */
  readonly hostname?: string;
}

/** How to get to the server. */
export interface DialOptions {
  /** For `wss:`. */
  readonly tls?: ClientTlsOptions;
  /** For TCP. */
  readonly tcp?: { readonly noDelay?: boolean; readonly keepAlive?: boolean };
  /** An HTTP proxy that is asked to CONNECT (RFC 9110 §9.3.6): `http:` or `https:`, with user and password. */
  readonly proxy?: string | URL;
  /** A stream of one's own instead, connected and, if it is to be, encrypted. */
  readonly createConnection?: (target: Target) => DenoStream | PromiseLike<DenoStream>;
}

/** Begins to connect. Throws a `TypeError` for a proxy that is none, and for what Deno cannot do. */
export function dial(target: Target, options: DialOptions): Dial {
  const proxy = options.proxy === undefined || target.path !== null ? null : parseProxy(options.proxy);
  if (target.secure && options.createConnection === undefined) {
    if (target.path !== null) throw new TypeError('Deno has no TLS on Unix sockets (wss+unix:)');
    if (proxy?.secure === true) throw new TypeError('Deno has no TLS within TLS: take a proxy with http:');
  }
  const attempt = new Attempt();
  return {
    transport: connectTransport(attempt, target, proxy, options),
    abandon: () => attempt.abandon(),
  };
}

/** What is under way, so that it can be ended. */
class Attempt {
  readonly #held: DenoStream[] = [];
  #isAbandoned = false;

  /** Keeps a stream that has just come; if nobody wants it any more, that is its end. */
  hold<Stream extends DenoStream>(stream: Stream): Stream {
    this.#held.push(stream);
    if (this.#isAbandoned) this.abandon();
    return stream;
  }

  abandon(): void {
    this.#isAbandoned = true;
    for (const stream of this.#held) closeQuietly(stream);
  }

  /** Waits for what the streams are for; if that fails, they are of no use. */
  async over<Value>(outcome: Promise<Value>): Promise<Value> {
    try {
      return await outcome;
    } catch (error) {
      this.abandon();
      throw error;
    }
  }
}

function connectTransport(
  attempt: Attempt,
  target: Target,
  proxy: Proxy | null,
  options: DialOptions,
): Promise<Transport> {
  const { createConnection, tls = {}, tcp } = options;
  return attempt.over(
    (async () => {
      if (createConnection !== undefined) {
        const stream = attempt.hold(await createConnection(target));
        return new DenoTransport(stream, target.secure, '');
      }
      if (target.path !== null) {
        const conn = attempt.hold(await Deno.connect({ transport: 'unix', path: target.path }));
        return new DenoTransport(conn, false, '');
      }
      const { hostname, port } = target;
      if (proxy !== null) return throughProxy(attempt, target, proxy, options);
      if (target.secure && tls.hostname === undefined) {
        const { hostname: _, ...rest } = tls;
        return encrypted(attempt, await Deno.connectTls({ alpnProtocols, ...rest, hostname, port }));
      }
      const plain = attempt.hold(await Deno.connect({ hostname, port }));
      plain.setNoDelay(tcp?.noDelay ?? true);
      if (tcp?.keepAlive !== undefined) plain.setKeepAlive(tcp.keepAlive);
      if (target.secure) return encrypt(attempt, plain, target, tls);
      return transportOver(plain, false);
    })(),
  );
}

/** HTTP/1.1 is what is spoken within TLS (RFC 7301). */
const alpnProtocols = ['http/1.1'];

async function encrypt(
  attempt: Attempt,
  plain: Deno.TcpConn,
  target: Target,
  tls: ClientTlsOptions,
): Promise<Transport> {
  const { cert: _, key: __, ...rest } = tls;
  return encrypted(
    attempt,
    await Deno.startTls(plain, { alpnProtocols, hostname: target.hostname, ...rest }),
  );
}

/** Ready when the certificate is the right one. */
async function encrypted(attempt: Attempt, conn: Deno.TlsConn): Promise<Transport> {
  await attempt.hold(conn).handshake();
  return transportOver(conn, true);
}

async function throughProxy(
  attempt: Attempt,
  target: Target,
  proxy: Proxy,
  { tls = {} }: DialOptions,
): Promise<Transport> {
  const { hostname, port } = proxy;
  if (proxy.secure) {
    const transport = await encrypted(attempt, await Deno.connectTls({ alpnProtocols, hostname, port }));
    await tunnel(transport, target, proxy);
    return transport;
  }
  const plain = attempt.hold(await Deno.connect({ hostname, port }));
  plain.setNoDelay(true);
  const transport = transportOver(plain, false);
  await tunnel(transport, target, proxy);
  return target.secure ? encrypt(attempt, plain, target, tls) : transport;
}

/** A transport over a connection of TCP or TLS. */
export function transportOver(conn: Deno.Conn<Deno.NetAddr>, secure: boolean): DenoTransport {
  return new DenoTransport(conn, secure, conn.remoteAddr.hostname);
}

/** Closes what may be closed already. */
export function closeQuietly(stream: { close(): void }): void {
  try {
    stream.close();
  } catch {
    // So it was.
  }
}
