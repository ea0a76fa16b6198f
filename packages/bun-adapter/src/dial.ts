/**
 * Connects: TCP, TLS, Unix sockets, or through an HTTP proxy.
 *
 * @module
 */

import { isAddress, parseProxy, tunnel } from '@sansws/adapter-kit';
import type { Dial, Proxy, Target, Transport } from '@sansws/adapter-kit';
import { BunTransport, handlers } from './transport.ts';
import type { BunSocket } from './transport.ts';

/** How to get to the server. */
export interface DialOptions {
  /** For `wss:`: certificates and so on, as `Bun.connect` takes them. */
  readonly tls?: Bun.TLSOptions;
  /** For TCP. */
  readonly tcp?: { readonly noDelay?: boolean; readonly keepAlive?: boolean };
  /** An HTTP proxy that is asked to CONNECT (RFC 9110 §9.3.6): `http:` or `https:`, with user and password. */
  readonly proxy?: string | URL;
}

/** Begins to connect. Throws a `TypeError` for a proxy that is none, and for what Bun cannot do. */
export function dial(target: Target, options: DialOptions): Dial {
  const proxy = options.proxy === undefined || target.path !== null ? null : parseProxy(options.proxy);
  if (target.secure && proxy?.secure === true) {
    throw new TypeError('Bun has no TLS within TLS: take a proxy with http:');
  }
  const attempt = new Attempt();
  return {
    transport: attempt.over(connectTransport(attempt, target, proxy, options)),
    abandon: () => attempt.abandon(),
  };
}

/** What is under way, so that it can be ended. */
class Attempt {
  readonly #held: BunTransport[] = [];
  #isAbandoned = false;

  /** Keeps a transport; if nobody wants it any more, that is its end. */
  hold(transport: BunTransport): void {
    this.#held.push(transport);
    if (this.#isAbandoned) transport.abort();
  }

  abandon(): void {
    this.#isAbandoned = true;
    for (const transport of this.#held) transport.abort();
  }

  /** Waits for what the transports are for; if that fails, they are of no use. */
  async over<Value>(outcome: Promise<Value>): Promise<Value> {
    try {
      return await outcome;
    } catch (error) {
      this.abandon();
      throw error;
    }
  }
}

/** Somewhere to connect to. */
interface Place {
  readonly path: string | null;
  readonly hostname: string;
  readonly port: number;
}

async function connectTransport(
  attempt: Attempt,
  target: Target,
  proxy: Proxy | null,
  { tls, tcp = {} }: DialOptions,
): Promise<Transport> {
  const secured = target.secure ? tlsFor(target.hostname, tls) : null;
  if (proxy === null) return (await open(attempt, target, secured, tcp)).transport;
  const way = proxy.secure ? tlsFor(proxy.hostname, undefined) : null;
  const { socket, transport } = await open(attempt, { path: null, ...proxy }, way, tcp);
  await tunnel(transport, target, proxy);
  return secured === null ? transport : encrypt(attempt, socket, secured);
}

/** A socket that is ready: connected and, with TLS, sure of the other end. */
async function open(
  attempt: Attempt,
  { path, hostname, port }: Place,
  tls: Bun.TLSOptions | null,
  { noDelay = true, keepAlive = false }: NonNullable<DialOptions['tcp']>,
): Promise<{ socket: BunSocket; transport: BunTransport }> {
  const transport = new BunTransport(tls !== null);
  attempt.hold(transport);
  const ready = new Readiness();
  const common = {
    data: transport,
    allowHalfOpen: true,
    socket: handlersOf(ready, tls !== null),
    ...(tls === null ? {} : { tls }),
  };
  const socket =
    path === null
      ? await Bun.connect<BunTransport>({ ...common, hostname, port })
      : await Bun.connect<BunTransport>({ ...common, unix: path });
  if (path === null) {
    socket.setNoDelay(noDelay);
    if (keepAlive) socket.setKeepAlive(true);
  }
  if (tls !== null) await ready.promise;
  return { socket, transport };
}

/** TLS on top of a tunnel. */
async function encrypt(attempt: Attempt, plain: BunSocket, tls: Bun.TLSOptions): Promise<Transport> {
  const transport = new BunTransport(true);
  attempt.hold(transport);
  const ready = new Readiness();
  const [, socket] = plain.upgradeTLS({ data: transport, tls, socket: handlersOf(ready, true) });
  transport.take(socket);
  plain.resume();
  await ready.promise;
  return transport;
}

/** Whether TLS is sure of the other end: `null`, or why not. */
class Readiness {
  resolve: () => void = () => {};
  reject: (problem: unknown) => void = () => {};
  readonly promise: Promise<void> = new Promise((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });

  constructor() {
    // Whoever does not get as far as waiting for it has heard of the failure in another way.
    this.promise.catch(() => {});
  }
}

function handlersOf(ready: Readiness, isSecure: boolean): Bun.SocketHandler<BunTransport> {
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
