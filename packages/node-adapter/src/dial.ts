/**
 * Connects streams: TCP, TLS, Unix sockets, through an HTTP proxy, or by the caller's own means.
 *
 * @module
 */

import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import { Duplex } from 'node:stream';
import * as tls from 'node:tls';
import type { Dial, Transport } from '@sansws/adapter-kit';
import { basicCredentials } from './target.ts';
import type { Target } from './target.ts';
import { NodeTransport } from './transport.ts';

/** How to get to the server. */
export interface DialOptions {
  /** For `wss:`: certificates, ciphers and so on, as `tls.connect` takes them. */
  readonly tls?: tls.ConnectionOptions;
  /** For TCP: local address, family, lookup and so on, as `net.connect` takes them. */
  readonly tcp?: Omit<Partial<net.TcpNetConnectOpts>, 'host' | 'port'>;
  /** An HTTP proxy that is asked to CONNECT (RFC 9110 §9.3.6): `http:` or `https:`, with user and password. */
  readonly proxy?: string | URL;
  /** A stream of one's own instead, connected and, if it is to be, encrypted. */
  readonly createConnection?: (target: Target) => Duplex | PromiseLike<Duplex>;
}

/** A refusal of the proxy. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  readonly status: number;

  constructor(status: number) {
    super(`The proxy answered CONNECT with status ${status}`);
    this.status = status;
  }
}

/** Begins to connect. */
export function dial(target: Target, options: DialOptions): Dial {
  const attempt = new Attempt();
  return {
    transport: connectTransport(attempt, target, options),
    abandon: () => attempt.abandon(),
  };
}

/** What is under way, so that it can be ended. */
class Attempt {
  #streams: { destroy(): unknown }[] = [];
  #isAbandoned = false;

  abandon(): void {
    this.#isAbandoned = true;
    for (const stream of this.#streams) stream.destroy();
  }

  /** Watches over a stream from its first tick on: its errors end nothing but the attempt. */
  watch<Stream extends { destroy(): unknown; on(event: 'error', listener: () => void): unknown }>(
    stream: Stream,
  ): Stream {
    stream.on('error', ignore);
    this.#streams.push(stream);
    if (this.#isAbandoned) stream.destroy();
    return stream;
  }
}

async function connectTransport(attempt: Attempt, target: Target, options: DialOptions): Promise<Transport> {
  if (options.createConnection !== undefined) {
    const stream = attempt.watch(await options.createConnection(target));
    return new NodeTransport(stream, target.secure);
  }
  const plain = await connectPlain(attempt, target, options);
  if (!target.secure) return new NodeTransport(plain, false);
  return new NodeTransport(await encrypt(attempt, plain, target, options.tls), true);
}

async function connectPlain(attempt: Attempt, target: Target, options: DialOptions): Promise<net.Socket> {
  if (target.path !== null) return connected(attempt.watch(net.connect({ path: target.path })), 'connect');
  if (options.proxy !== undefined) return throughProxy(attempt, target, new URL(options.proxy));
  const { hostname: host, port } = target;
  return connected(attempt.watch(net.connect({ noDelay: true, ...options.tcp, host, port })), 'connect');
}

/** TLS on top, with the name of the server checked and HTTP/1.1 asked for (RFC 7301). */
async function encrypt(
  attempt: Attempt,
  plain: net.Socket,
  target: Target,
  options: tls.ConnectionOptions | undefined,
): Promise<net.Socket> {
  const name = net.isIP(target.hostname) === 0 ? { servername: target.hostname } : {};
  const host = target.hostname;
  const secured = tls.connect({ ALPNProtocols: ['http/1.1'], host, ...name, ...options, socket: plain });
  return connected(attempt.watch(secured), 'secureConnect');
}

async function throughProxy(attempt: Attempt, target: Target, proxy: URL): Promise<net.Socket> {
  const isAddress = target.hostname.includes(':');
  const authority = `${isAddress ? `[${target.hostname}]` : target.hostname}:${target.port}`;
  const credentials = basicCredentials(proxy);
  const request = (proxy.protocol === 'https:' ? https : http).request({
    method: 'CONNECT',
    host: proxy.hostname.startsWith('[') ? proxy.hostname.slice(1, -1) : proxy.hostname,
    port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : Number(proxy.port),
    path: authority,
    headers: {
      Host: authority,
      ...(credentials === null ? {} : { 'Proxy-Authorization': credentials }),
    },
    agent: false,
  });
  attempt.watch(request);
  request.end();
  const [response, socket, head] = (await once(request, 'connect')) as [
    http.IncomingMessage,
    net.Socket,
    Buffer,
  ];
  attempt.watch(socket);
  if (response.statusCode !== 200) {
    socket.destroy();
    throw new ProxyError(response.statusCode ?? 0);
  }
  if (head.length > 0) socket.unshift(head);
  socket.setNoDelay(true);
  return socket;
}

/** Resolves when the stream is ready, rejects when it fails or closes before. */
function connected<Stream extends net.Socket>(
  stream: Stream,
  event: 'connect' | 'secureConnect',
): Promise<Stream> {
  return new Promise((resolve, reject) => {
    stream.once(event, succeed);
    stream.once('error', fail);
    stream.once('close', fail);
    function settle(): void {
      stream.off(event, succeed);
      stream.off('error', fail);
      stream.off('close', fail);
    }
    function succeed(): void {
      settle();
      resolve(stream);
    }
    function fail(problem: unknown): void {
      settle();
      stream.destroy();
      reject(problem instanceof Error ? problem : new Error('The connection closed before it was ready'));
    }
  });
}

function ignore(): void {}
