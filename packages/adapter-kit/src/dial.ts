/**
 * How a client gets to a server, on any runtime: at once, through an HTTP proxy, or by a stream of its own.
 *
 * @module
 */

import { isThenable } from './ambient.ts';
import type { Capabilities } from './capabilities.ts';
import type { Dial } from './open.ts';
import type { Transport } from './ports.ts';
import { parseProxy } from './target.ts';
import type { Proxy, Target, UrlLike } from './target.ts';
import { tunnel } from './tunnel.ts';

declare function setInterval(callback: () => void, delay: number): unknown;
declare function clearInterval(timer: unknown): void;

/** How to get to the server: a runtime has its own words for TLS, for TCP and for streams. */
export interface DialOptions<Tls extends object, Tcp extends object, Stream> {
  /** For `wss:`. */
  readonly tls?: Tls;
  /** For TCP. */
  readonly tcp?: Tcp;
  /** An HTTP proxy that is asked to CONNECT (RFC 9110 §9.3.6): `http:` or `https:`, with user and password. */
  readonly proxy?: string | UrlLike;
  /** A stream of one's own instead, connected and, if it is to be, encrypted. */
  readonly createConnection?: (target: Target) => Stream | PromiseLike<Stream>;
}

/** What can be set on TCP wherever there is no more to it. */
export interface TcpOptions {
  /** True by default: small messages leave at once. */
  readonly noDelay?: boolean;
  readonly keepAlive?: boolean;
}

/** Somewhere to connect to: a server or a proxy. */
export interface Place {
  readonly secure: boolean;
  /** Path of a Unix socket; `null` for TCP. */
  readonly path: string | null;
  readonly hostname: string;
  readonly port: number;
}

/** A stream that is ready, and the transport over it. */
export interface Link<Stream> {
  readonly stream: Stream;
  readonly transport: Transport;
}

/** What is under way and can be ended: a transport, or what ends an attempt to connect. */
export interface Abortable {
  abort(): void;
}

/** Keeps what is under way from its first moment on: it is aborted when nobody wants it any more. */
export type Hold = <Held extends Abortable>(held: Held) => Held;

/** How a runtime connects. What fails rejects; what was held is let go then. */
export interface Way<Tls extends object, Tcp extends object, Stream> {
  readonly capabilities: Capabilities;
  /** Ready when it is connected and, if it is to be secure, sure of the other end. */
  open(place: Place, options: { readonly tls?: Tls; readonly tcp?: Tcp }, hold: Hold): Promise<Link<Stream>>;
  /** TLS within a tunnel, of which the transport is paused. Ready when it is sure of the other end. */
  encrypt(stream: Stream, hostname: string, tls: Tls | undefined, hold: Hold): Promise<Link<Stream>>;
  /** A transport over a stream of the application's own. */
  adopt(stream: Stream, secure: boolean): Transport;
}

/** Begins to connect. Throws a `TypeError` for a proxy that is none, and for what the runtime cannot do. */
export function dialBy<Tls extends object, Tcp extends object, Stream>(
  way: Way<Tls, Tcp, Stream>,
  target: Target,
  options: DialOptions<Tls, Tcp, Stream>,
): Dial {
  // A Unix socket is on this machine: no proxy leads there.
  const proxy = options.proxy === undefined || target.path !== null ? null : parseProxy(options.proxy);
  checkAbilities(way.capabilities, target, proxy, options.createConnection !== undefined);
  const attempt = new Attempt();
  return {
    transport: attempt.over(reach(way, target, proxy, options, (held) => attempt.hold(held))),
    abandon: () => attempt.abandon(),
  };
}

function checkAbilities(
  { createConnection, tlsOverUnix, tlsWithinTls }: Capabilities,
  target: Target,
  proxy: Proxy | null,
  hasOwnStream: boolean,
): void {
  if (hasOwnStream) {
    if (!createConnection)
      throw new TypeError('This runtime takes no stream of one’s own (createConnection)');
  } else if (target.secure) {
    if (target.path !== null && !tlsOverUnix)
      throw new TypeError('This runtime has no TLS on Unix sockets (wss+unix:)');
    if (proxy?.secure === true && !tlsWithinTls)
      throw new TypeError('This runtime has no TLS within TLS: take a proxy with http:');
  }
}

async function reach<Tls extends object, Tcp extends object, Stream>(
  way: Way<Tls, Tcp, Stream>,
  target: Target,
  proxy: Proxy | null,
  { tls, tcp, createConnection }: DialOptions<Tls, Tcp, Stream>,
  hold: Hold,
): Promise<Transport> {
  if (createConnection !== undefined) {
    const made = createConnection(target);
    const adopt = (stream: Stream): Transport => hold(way.adopt(streamOf(stream), target.secure));
    // Not one `await` for both: a stream may tell of an error before anything that is awaited goes on.
    return isThenable(made) ? made.then(adopt) : adopt(made);
  }
  const onTcp = tcp === undefined ? {} : { tcp };
  if (proxy === null) {
    const { transport } = await way.open(target, tls === undefined ? onTcp : { ...onTcp, tls }, hold);
    return transport;
  }
  // What `tls` says is about the server, not about the proxy.
  const { stream, transport } = await way.open({ path: null, ...proxy }, onTcp, hold);
  await tunnel(transport, target, proxy);
  return target.secure ? (await way.encrypt(stream, target.hostname, tls, hold)).transport : transport;
}

/** A stream that is one, as far as any runtime can tell; throws a `TypeError` for what is nothing like it. */
function streamOf<Stream>(made: Stream): Stream {
  if (typeof made === 'object' && made !== null) return made;
  throw new TypeError(`createConnection gave ${String(made)}; it must give a stream`);
}

/** What is under way, so that it can be ended. */
class Attempt {
  readonly #held: Abortable[] = [];
  #isAbandoned = false;
  /** Somebody waits for the outcome: till then the program stays, even if a promise is all there is. */
  readonly #stay: unknown = setInterval(doNothing, longestTimer);

  /** Keeps what is under way; if nobody wants it any more, that is its end. */
  hold<Held extends Abortable>(held: Held): Held {
    this.#held.push(held);
    if (this.#isAbandoned) held.abort();
    return held;
  }

  abandon(): void {
    this.#isAbandoned = true;
    clearInterval(this.#stay);
    for (const held of this.#held) held.abort();
  }

  /** Waits for what the transports are for; if that fails, they are of no use. */
  async over<Outcome>(outcome: Promise<Outcome>): Promise<Outcome> {
    try {
      return await outcome;
    } catch (error) {
      this.abandon();
      throw error;
    } finally {
      clearInterval(this.#stay);
    }
  }
}

function doNothing(): void {}

/** Milliseconds: as long as a timer can be. */
const longestTimer = 2_147_483_647;
