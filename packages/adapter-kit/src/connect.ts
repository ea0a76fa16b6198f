/**
 * The client of a runtime: from a URI to an open socket.
 *
 * @module
 */

import { dialBy } from './dial.ts';
import type { DialOptions, Way } from './dial.ts';
import type { Engine } from './engine.ts';
import { checkKinds } from './options.ts';
import { firstStep, openSocket } from './open.ts';
import type { OpenHooks, OpenOptions } from './open.ts';
import type { Socket } from './socket.ts';
import { parseTarget } from './target.ts';
import type { UrlLike } from './target.ts';

/** What to ask for, and how the connection behaves: the same on every runtime. */
export interface ConnectionRequest extends Omit<OpenOptions, 'host' | 'resourceName'>, OpenHooks {
  /** Value of Host, where it is not to be that of the URI. */
  readonly host?: string;
}

const kinds = {
  onError: 'function',
  signal: 'AbortSignal',
  requireSubprotocol: 'boolean',
  tls: 'object',
  tcp: 'object',
  createConnection: 'function',
} as const;

/**
 * Reads the URI, makes the request and only then dials, so that a wrong option costs no connection. Rejects
 * as `firstStep`, `parseTarget`, `dialBy` and `openSocket` do, and with the reason of a `signal` that has aborted.
 */
export async function connectBy<Tls extends object, Tcp extends object, Stream>(
  engine: Engine,
  way: Way<Tls, Tcp, Stream>,
  uri: string | UrlLike,
  options: ConnectionRequest & DialOptions<Tls, Tcp, Stream>,
): Promise<Socket> {
  const target = parseTarget(uri);
  checkKinds(options, kinds);
  const { onError, signal, tls, tcp, proxy, createConnection, ...asked } = options;
  if (signal?.aborted === true) throw signal.reason;
  const authorization = asked.authorization ?? target.authorization;
  const first = firstStep(engine, {
    host: target.host,
    resourceName: target.resourceName,
    ...definedOnly(asked),
    ...(authorization === null ? {} : { authorization }),
  });
  const dial = dialBy(way, target, definedOnly({ tls, tcp, proxy, createConnection }));
  return openSocket(engine, first, dial, definedOnly({ onError, signal }));
}

/** Leaves out what is `undefined`. */
export function definedOnly<Options extends object>(options: Options): Defined<Options> {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Defined<Options>;
}

/** Options of which none is `undefined`. */
export type Defined<Options> = { [Key in keyof Options]?: Exclude<Options[Key], undefined> };
