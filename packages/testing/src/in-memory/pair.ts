/**
 * Two sockets of an application, joined in memory.
 *
 * @module
 */

import type { ServiceOptions, Socket } from '@sansws/adapter-kit';
import type { LinkScript } from './link-script.ts';
import { Memory } from './memory.ts';
import type { MemoryClientOptions } from './memory.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** How the ends and the links between them behave. */
export interface PairOptions {
  readonly client?: Omit<MemoryClientOptions, 'toServer' | 'toClient'>;
  readonly server?: Partial<ServiceOptions>;
  readonly toServer?: LinkScript;
  readonly toClient?: LinkScript;
  /** Decides nonce and masking keys; 0 if it is left out. */
  readonly seed?: number;
}

/** Two sockets, and their time. */
export interface SocketPair {
  readonly client: Socket;
  readonly server: Socket;
  readonly clock: VirtualClock;
  /** Errors in callbacks of the application that gave no `onError`. */
  readonly errors: readonly unknown[];
}

/**
 * A client's socket and a server's, the opening handshake done: no network, no port, no sleep. Without delays
 * everything happens by itself; with delays, timeouts and pings, time passes by `clock.pass` and `clock.until`.
 *
 * Rejects as `connect` does when the server refuses.
 *
 * @example
 * ```ts
 * import { pair } from '@sansws/testing/in-memory';
 * import { deepEqual, equal } from 'node:assert/strict';
 * const { client, server, clock } = await pair({ toClient: { chunks: [1, 3], delays: [20] } });
 * void server.send('Hello');
 * const message = client[Symbol.asyncIterator]().next();
 * deepEqual(await clock.until(message), { done: false, value: 'Hello' });
 * equal((await clock.until(client.close())).clean, true);
 * ```
 */
export async function pair(options: PairOptions = {}): Promise<SocketPair> {
  const { client: asked = {}, server: served = {}, toServer = {}, toClient = {}, seed = 0 } = options;
  const memory = new Memory(seed);
  const arrived: Socket[] = [];
  const service = memory.listen({
    origins: 'any',
    ...served,
    onSocket: (socket, request) => {
      arrived.push(socket);
      return served.onSocket?.(socket, request);
    },
  });
  const client = await memory.clock.until(service.connect({ ...asked, toServer, toClient }));
  // The server was there first: its answer is how the client came to be.
  return { client, server: arrived[0] as Socket, clock: memory.clock, errors: memory.errors };
}
