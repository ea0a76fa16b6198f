/**
 * The server of a runtime: checks what it is asked, and listens.
 *
 * @module
 */

import type { Capabilities } from './capabilities.ts';
import type { Engine } from './engine.ts';
import { checkKinds } from './options.ts';
import { Server } from './server.ts';
import type { Address, Listener } from './server.ts';
import { Service } from './service.ts';
import type { ServiceOptions } from './service.ts';

/** Where to listen, whom to let in, and what to do with them: the same on every runtime. */
export interface ListenRequest extends ServiceOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** If it is left out, all addresses of IPv4, and of IPv6 where the runtime takes both; `::` asks for both. */
  readonly host?: string;
  /** A Unix socket instead of host and port. */
  readonly path?: string;
  /** How many connections may wait to be taken in, where the runtime lets one choose. */
  readonly backlog?: number;
  /** Certificate and key, as the runtime takes them: then the server speaks TLS. */
  readonly tls?: object;
}

const kinds = {
  port: 'number from 0 on',
  host: 'string',
  path: 'string',
  backlog: 'number from 0 on',
  tls: 'object',
} as const;

/**
 * Listens by the means of a runtime. Rejects with the system's error, and with a `RangeError` or `TypeError` that
 * names the option that is wrong, or what the runtime cannot do.
 */
export async function listenBy<Options extends ListenRequest>(
  engine: Engine,
  capabilities: Capabilities,
  options: Options,
  start: (service: Service, options: Options) => Listener | Promise<Listener>,
): Promise<Server> {
  checkKinds(options, kinds);
  if (options.path !== undefined && options.tls !== undefined && !capabilities.tlsOverUnix)
    throw new TypeError('This runtime has no TLS on Unix sockets');
  if (options.backlog !== undefined && !capabilities.backlog)
    throw new TypeError('This runtime lets nobody choose a backlog');
  const service = new Service(engine, options);
  return new Server(service, await start(service, options));
}

/** Where a server listens on TCP. */
export function addressOf(address: string, port: number): Address {
  return { address, family: address.includes(':') ? 'IPv6' : 'IPv4', port };
}
