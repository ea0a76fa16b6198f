/**
 * Connects: TCP, TLS, Unix sockets.
 *
 * @module
 */

import { Deferred, isAddress } from '@sansws/adapter-kit';
import type { DialOptions as Options, TcpOptions, Way } from '@sansws/adapter-kit';
import { capabilities } from './capabilities.ts';
import { BunTransport, handlers } from './transport.ts';
import type { BunSocket } from './transport.ts';

/** How to get to the server. */
export interface DialOptions extends Omit<
  Options<Bun.TLSOptions, TcpOptions, BunSocket>,
  'createConnection'
> {
  /** For `wss:`: certificates and so on, as `Bun.connect` takes them. */
  readonly tls?: Bun.TLSOptions;
}

/** How Bun connects. */
export const way: Way<Bun.TLSOptions, TcpOptions, BunSocket> = {
  capabilities,
  async open({ secure, path, hostname, port }, { tls, tcp = {} }, hold) {
    const transport = hold(new BunTransport(secure));
    const ready = new Deferred<void>();
    const common = {
      data: transport,
      allowHalfOpen: true,
      socket: handlersOf(ready, secure),
      ...(secure ? { tls: tlsFor(hostname, tls) } : {}),
    };
    const stream =
      path === null
        ? await Bun.connect<BunTransport>({ ...common, hostname, port })
        : await Bun.connect<BunTransport>({ ...common, unix: path });
    if (path === null) {
      stream.setNoDelay(tcp.noDelay ?? true);
      if (tcp.keepAlive === true) stream.setKeepAlive(true);
    }
    if (secure) await ready.promise;
    return { stream, transport };
  },
  async encrypt(plain, hostname, tls, hold) {
    const transport = hold(new BunTransport(true));
    const ready = new Deferred<void>();
    const socket = handlersOf(ready, true);
    const [, stream] = plain.upgradeTLS({ data: transport, tls: tlsFor(hostname, tls), socket });
    transport.take(stream);
    plain.resume();
    await ready.promise;
    return { stream, transport };
  },
  adopt: (stream) => stream.data,
};

/** `ready`: that TLS is sure of the other end, or why not. */
function handlersOf(ready: Deferred<void>, isSecure: boolean): Bun.SocketHandler<BunTransport> {
  return {
    ...handlers,
    ...(isSecure
      ? {
          handshake(_: BunSocket, success: boolean, problem: Error | null): void {
            if (success) ready.resolve();
            else ready.reject(problem ?? new Error('The other end could not be verified'));
          },
        }
      : {}),
    // With this, Bun does not report what the promise of `connect` rejects with.
    connectError() {},
    close(socket: BunSocket, problem?: Error): void {
      ready.reject(problem ?? socket.data.problem ?? new Error('The connection closed before it was ready'));
      socket.data.closed(problem);
    },
  } as Bun.SocketHandler<BunTransport>;
}

/** The name is checked and sent, unless it is an address, and HTTP/1.1 asked for (RFC 6066 §3, RFC 7301). */
function tlsFor(hostname: string, options: Bun.TLSOptions | undefined): Bun.TLSOptions {
  const name = isAddress(hostname) ? {} : { serverName: hostname };
  return { ALPNProtocols: http1, ...name, ...options };
}

/** The one protocol, with its length before it, as TLS writes it (RFC 7301 §3.1). */
export const http1 = '\x08http/1.1';
