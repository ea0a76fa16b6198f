/**
 * Connects: TCP, TLS, Unix sockets.
 *
 * @module
 */

import type { DialOptions as Options, Hold, Link, TcpOptions, Way } from '@sansws/adapter-kit';
import { capabilities } from './capabilities.ts';
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
export interface DialOptions extends Options<ClientTlsOptions, TcpOptions, DenoStream> {}

/** HTTP/1.1 is what is spoken within TLS (RFC 7301). */
const alpnProtocols = ['http/1.1'];

/** How Deno connects. */
export const way: Way<ClientTlsOptions, TcpOptions, DenoStream> = {
  capabilities,
  async open({ secure, path, hostname, port }, { tls = {}, tcp = {} }, hold) {
    if (path !== null) {
      const stream = await Deno.connect({ transport: 'unix', path });
      return { stream, transport: hold(new DenoTransport(stream, false, '')) };
    }
    // A certificate of this end goes along only where TLS is asked for at once, which nobody can give up halfway.
    if (secure && tls.cert !== undefined && tls.hostname === undefined)
      return encrypted(await Deno.connectTls({ alpnProtocols, ...tls, hostname, port }), hold);
    const { signal } = hold(new AbortController());
    const stream = await Deno.connect({ hostname, port, signal });
    const transport = hold(transportOver(stream, false));
    stream.setNoDelay(tcp.noDelay ?? true);
    if (tcp.keepAlive !== undefined) stream.setKeepAlive(tcp.keepAlive);
    return secure ? this.encrypt(stream, hostname, tls, hold) : { stream, transport };
  },
  async encrypt(stream, hostname, tls, hold) {
    const { cert: _, key: __, ...rest } = tls ?? {};
    return encrypted(await Deno.startTls(stream as Deno.TcpConn, { alpnProtocols, hostname, ...rest }), hold);
  },
  adopt: (stream, secure) => new DenoTransport(stream, secure, ''),
};

/** Ready when the certificate is the right one. */
async function encrypted(stream: Deno.TlsConn, hold: Hold): Promise<Link<DenoStream>> {
  const transport = hold(transportOver(stream, true));
  await stream.handshake();
  return { stream, transport };
}

/** A transport over a connection of TCP or TLS. */
export function transportOver(conn: Deno.Conn<Deno.NetAddr>, secure: boolean): DenoTransport {
  return new DenoTransport(conn, secure, conn.remoteAddr.hostname);
}
