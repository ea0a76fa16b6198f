/**
 * Connects streams: TCP, TLS, Unix sockets.
 *
 * @module
 */

import * as net from 'node:net';
import type { Duplex } from 'node:stream';
import * as tls from 'node:tls';
import type { DialOptions as Options, Hold, Link, Target, Way } from '@sansws/adapter-kit';
import { capabilities } from './capabilities.ts';
import { NodeTransport } from './transport.ts';

/** For TCP: local address, family, lookup and so on, as `net.connect` takes them. */
export type TcpOptions = Omit<Partial<net.TcpNetConnectOpts>, 'host' | 'port'>;

/** How to get to the server. */
export interface DialOptions extends Options<tls.ConnectionOptions, TcpOptions, Duplex> {
  /** For `wss:`: certificates, ciphers and so on, as `tls.connect` takes them. */
  readonly tls?: tls.ConnectionOptions;
  /**
   * A stream of one's own instead, connected and, if it is to be, encrypted. Returned as it is, its errors are
   * listened to at once; whoever promises a stream listens to them until the promise is kept.
   */
  readonly createConnection?: (target: Target) => Duplex | PromiseLike<Duplex>;
}

/** How Node connects. */
export const way: Way<tls.ConnectionOptions, TcpOptions, Duplex> = {
  capabilities,
  async open({ secure, path, hostname: host, port }, { tcp, tls: secured }, hold) {
    const plain = net.connect(path === null ? { noDelay: true, ...tcp, host, port } : { path });
    const transport = hold(new NodeTransport(plain, false));
    await ready(plain, 'connect');
    return secure ? encrypt(plain, host, secured, hold) : { stream: plain, transport };
  },
  encrypt,
  adopt(stream, secure) {
    // By what it can do: a stream of another make is one, too.
    if (typeof stream.on !== 'function' || typeof stream.write !== 'function') {
      throw new TypeError('createConnection gave no stream; it must give a Duplex (node:stream)');
    }
    return new NodeTransport(stream, secure);
  },
};

/** TLS on top, with the name of the server checked and HTTP/1.1 asked for (RFC 7301). */
async function encrypt(
  plain: Duplex,
  host: string,
  options: tls.ConnectionOptions | undefined,
  hold: Hold,
): Promise<Link<Duplex>> {
  const name = net.isIP(host) === 0 ? { servername: host } : {};
  const stream = tls.connect({ ALPNProtocols: ['http/1.1'], host, ...name, ...options, socket: plain });
  const transport = hold(new NodeTransport(stream, true));
  await ready(stream, 'secureConnect');
  return { stream, transport };
}

/** Resolves when the stream is ready, rejects when it fails or closes before. */
function ready(stream: net.Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.once(event, succeed);
    stream.once('error', fail);
    stream.once('close', fail);
    function succeed(): void {
      // Whoever stays connected for long carries no more listeners than it needs.
      stream.off('error', fail);
      stream.off('close', fail);
      resolve();
    }
    function fail(problem: unknown): void {
      reject(problem instanceof Error ? problem : new Error('The connection closed before it was ready'));
    }
  });
}
