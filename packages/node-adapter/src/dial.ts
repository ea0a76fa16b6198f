/**
 * Connects streams: TCP, TLS, Unix sockets, through an HTTP proxy, or by the caller's own means.
 *
 * @module
 */

import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import type { Duplex } from 'node:stream';
import * as tls from 'node:tls';
import { authorityOf, parseProxy, ProxyError } from '@sansws/adapter-kit';
import type { Dial, Proxy, Target, Transport } from '@sansws/adapter-kit';
import { NodeTransport } from './transport.ts';

/** How to get to the server. */
export interface DialOptions {
  /** For `wss:`: certificates, ciphers and so on, as `tls.connect` takes them. */
  readonly tls?: tls.ConnectionOptions;
  /** For TCP: local address, family, lookup and so on, as `net.connect` takes them. */
  readonly tcp?: Omit<Partial<net.TcpNetConnectOpts>, 'host' | 'port'>;
  /** An HTTP proxy that is asked to CONNECT (RFC 9110 §9.3.6): `http:` or `https:`, with user and password. */
  readonly proxy?: string | URL;
  /**
   * A stream of one's own instead, connected and, if it is to be, encrypted. Returned as it is, its errors are
   * listened to at once; whoever promises a stream listens to them until the promise is kept.
   */
  readonly createConnection?: (target: Target) => Duplex | PromiseLike<Duplex>;
}

/** Begins to connect. Throws a `TypeError` for a proxy that is none. */
export function dial(target: Target, options: DialOptions): Dial {
  const proxy = options.proxy === undefined ? null : parseProxy(options.proxy);
  const attempt = new Attempt();
  const transport = connectTransport(attempt, target, proxy, options);
  return {
    transport: transport.finally(() => attempt.settle()),
    abandon: () => attempt.abandon(),
  };
}

/** What is under way, so that it can be ended. */
class Attempt {
  #streams: { destroy(): unknown }[] = [];
  #isAbandoned = false;
  /** Somebody waits for the outcome: till then the process stays, even if a promise is all there is. */
  readonly #stay: NodeJS.Timeout = setInterval(ignore, longestTimer);

  settle(): void {
    clearInterval(this.#stay);
  }

  abandon(): void {
    this.settle();
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

async function connectTransport(
  attempt: Attempt,
  target: Target,
  proxy: Proxy | null,
  options: DialOptions,
): Promise<Transport> {
  if (options.createConnection !== undefined) {
    const made = options.createConnection(target);
    // Not one `await` for both: errors are emitted before anything that is awaited goes on.
    return 'then' in made ? made.then(transportOver) : transportOver(made);
  }
  const plain = await connectPlain(attempt, target, proxy, options);
  if (!target.secure) return new NodeTransport(plain, false);
  return new NodeTransport(await encrypt(attempt, plain, target, options.tls), true);

  function transportOver(stream: Duplex): Transport {
    return new NodeTransport(attempt.watch(stream), target.secure);
  }
}

async function connectPlain(
  attempt: Attempt,
  target: Target,
  proxy: Proxy | null,
  options: DialOptions,
): Promise<net.Socket> {
  if (target.path !== null) return connected(attempt.watch(net.connect({ path: target.path })), 'connect');
  if (proxy !== null) return throughProxy(attempt, target, proxy);
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

/** A tunnel: "Any 2xx (Successful) response indicates" that there is one now (RFC 9110 §9.3.6). */
function throughProxy(attempt: Attempt, target: Target, proxy: Proxy): Promise<net.Socket> {
  const authority = authorityOf(target);
  const request = (proxy.secure ? https : http).request({
    method: 'CONNECT',
    host: proxy.hostname,
    port: proxy.port,
    path: authority,
    headers: {
      Host: authority,
      ...(proxy.authorization === null ? {} : { 'Proxy-Authorization': proxy.authorization }),
    },
    agent: false,
  });
  attempt.watch(request);
  request.end();
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('connect', (response, stream, head) => {
      // Here and now: whoever waits for a promise comes too late for an error of the next tick.
      const socket = attempt.watch(stream);
      const status = response.statusCode as number;
      if (status < 200 || status > 299) {
        socket.destroy();
        reject(new ProxyError(status));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
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

/** Milliseconds: as long as a timer of Node can be. */
const longestTimer = 2_147_483_647;
