/**
 * Worlds of the contract over TCP, TLS and Unix sockets. The bare peers are sockets of `node:net`, which Node, Deno
 * and Bun all have, so that no adapter judges itself.
 *
 * @module
 */

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceOptions, ShutdownOptions, Socket } from '@sansws/adapter-kit';
import type { AskOptions, Abilities, World, WorldClock } from '../contract/world.ts';
import { rawDial, rawListen } from './raw-peer.ts';
import type { Certificate, Where } from './raw-peer.ts';

/** A server of an adapter, as far as the contract needs it. */
export interface NetServer {
  readonly port: number;
  readonly connections: number;
  close(options?: ShutdownOptions): Promise<void>;
}

/** Where a server is to listen. */
export interface NetAddress {
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
  readonly tls?: Certificate;
}

/** A certificate that no client may take. */
export interface RefusedCertificate {
  /** As in "a certificate that has expired". */
  readonly why: string;
  readonly certificate: Certificate;
  /** Whom the client trusts. */
  readonly trusted: readonly Certificate[];
}

/** An adapter: its two front doors, and what it cannot do. */
export interface NetAdapter {
  readonly name: string;
  /** Needed for TLS. */
  readonly certificate?: Certificate;
  /** A certificate for another host than localhost: then `connect` heeds whom it is to trust. */
  readonly foreign?: Certificate;
  /** Certificates for localhost that are refused all the same: what is wrong with each, and whom one trusts. */
  readonly refused?: readonly RefusedCertificate[];
  readonly abilities?: Partial<Abilities>;
  listen(options: ServiceOptions & NetAddress): Promise<NetServer>;
  /** Where the URI begins with `wss`, trusts `certificate`, or those that are given instead. */
  connect(uri: string, options: AskOptions, trusted?: readonly Certificate[]): Promise<Socket>;
}

/** What carries the octets. */
export type Carrier = 'TCP' | 'TLS' | 'Unix socket';

/** An adapter over one carrier. */
export function netWorld(adapter: NetAdapter, carrier: Carrier): World {
  const certificate = carrier === 'TLS' ? certificateOf(adapter) : null;
  const pathOrNull = (): string | null => (carrier === 'Unix socket' ? freshPath() : null);
  return {
    name: `${adapter.name}, ${carrier}`,
    abilities: {
      halfClose: true,
      reset: carrier !== 'Unix socket',
      addresses: carrier !== 'Unix socket',
      secure: carrier === 'TLS',
      handshakeDrop: carrier === 'TLS',
      ...adapter.abilities,
    },
    clock,
    async listen(options) {
      const path = pathOrNull();
      const address = path === null ? { host: '127.0.0.1', port: 0 } : { path };
      const secured = certificate === null ? {} : { tls: certificate };
      const server = await adapter.listen({ ...options, ...address, ...secured });
      const where = { port: server.port, path, certificate };
      return {
        get connections() {
          return server.connections;
        },
        connect: (asked = {}) => adapter.connect(uriOf(where), asked),
        dial: () => rawDial(where),
        close: (how) => server.close(how),
      };
    },
    async listenRaw(serve) {
      const path = pathOrNull();
      const server = await rawListen(path, certificate, serve);
      return {
        connect: (asked = {}) => adapter.connect(uriOf({ port: server.port, path, certificate }), asked),
        close: async () => server.close(),
      };
    },
  };
}

function certificateOf({ certificate }: NetAdapter): Certificate {
  if (certificate === undefined)
    throw new TypeError('over TLS the contract needs a certificate for localhost');
  return certificate;
}

function uriOf({ port, path, certificate }: Where): string {
  if (path !== null) return `ws+unix:${path}:/contract`;
  return certificate === null ? `ws://127.0.0.1:${port}/contract` : `wss://localhost:${port}/contract`;
}

let paths = 0;

function freshPath(): string {
  return join(tmpdir(), `sansws-contract-${process.pid}-${paths++}.sock`);
}

const clock: WorldClock = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
