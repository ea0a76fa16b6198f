/**
 * Clients and servers in memory: the sockets of an application, without a network, a port or a sleep.
 *
 * @module
 */

import { checkKinds, definedOnly, engineOf, firstStep, openSocket, Service } from '@sansws/adapter-kit';
import type {
  Engine,
  OpenHooks,
  OpenOptions,
  ServiceOptions,
  ShutdownOptions,
  Socket,
  Transport,
} from '@sansws/adapter-kit';
import { plainPrimitives } from '@sansws/core';
import { StreamTransport } from '@sansws/duplex';
import type { StreamPair } from '@sansws/duplex';
import { randomNumbers } from '../random.ts';
import type { LinkScript } from './link-script.ts';
import { scriptedStreams } from './scripted-link.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What a client asks for, and the links that lead to the server and back. */
export interface MemoryClientOptions extends Partial<OpenOptions>, OpenHooks {
  readonly toServer?: LinkScript;
  readonly toClient?: LinkScript;
}

const peer = { remoteAddress: 'memory', secure: false } as const;

/** A server in memory. */
export class MemoryServer {
  readonly #engine: Engine;
  readonly #service: Service;

  /** @internal Use `Memory.listen`. */
  constructor(engine: Engine, options: ServiceOptions) {
    this.#engine = engine;
    this.#service = new Service(engine, options);
  }

  /** How many connections there are, those in the opening handshake included. */
  get connections(): number {
    return this.#service.connections;
  }

  /** Takes one end of a connection in. */
  accept(streams: StreamPair): void {
    this.#service.accept(transportOn(this.#engine, streams));
  }

  /** The other end of a new connection. */
  dial(toServer: LinkScript = {}, toClient: LinkScript = {}): StreamPair {
    const [near, far] = scriptedStreams(this.#engine.runtime.clock, toServer, toClient);
    this.accept(far);
    return near;
  }

  /** A client of this server. It waits for the handshake, so with delays time has to pass meanwhile. */
  connect({ toServer, toClient, ...options }: MemoryClientOptions = {}): Promise<Socket> {
    return openOver(this.#engine, () => this.dial(toServer, toClient), options);
  }

  close(options: ShutdownOptions = {}): Promise<void> {
    return this.#service.close(options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** A turn is one on the clock of the engine: nothing here waits for the platform. */
function transportOn({ runtime: { clock } }: Engine, streams: StreamPair): StreamTransport {
  return new StreamTransport(streams, peer, (callback, target) => clock.soon(callback, target));
}

/** A client on a pair of streams. */
export async function openOver(
  engine: Engine,
  dial: () => StreamPair,
  request: Partial<OpenOptions> & OpenHooks,
): Promise<Socket> {
  checkKinds(request, { onError: 'function', signal: 'AbortSignal' });
  const { onError, signal, ...options } = request;
  if (signal?.aborted === true) throw signal.reason;
  const first = firstStep(engine, { host: 'localhost', resourceName: '/', ...definedOnly(options) });
  const transport: Transport = transportOn(engine, dial());
  const path = { transport: Promise.resolve(transport), abandon: () => transport.abort() };
  return openSocket(engine, first, path, definedOnly({ onError, signal }));
}

/**
 * A world of its own: one clock, entropy that a seed decides, so that everything happens the same way each time.
 *
 * @example
 * ```ts
 * import { Memory } from '@sansws/testing/in-memory';
 * import { equal } from 'node:assert/strict';
 * const memory = new Memory();
 * const server = memory.listen({
 *   origins: 'any',
 *   onSocket: (socket) => socket.onMessage((message) => socket.send(message)),
 * });
 * const [one, other] = [await server.connect(), await server.connect()];
 * equal(server.connections, 2);
 * equal((await one.close()).clean, true);
 * other.abort();
 * ```
 */
export class Memory {
  readonly clock: VirtualClock;
  /** What all connections here share. */
  readonly engine: Engine;
  /** Errors in callbacks of the application that gave no `onError`. */
  readonly errors: unknown[] = [];

  constructor(seed = 0, clock: VirtualClock = new VirtualClock()) {
    this.clock = clock;
    const next = randomNumbers(seed);
    this.engine = engineOf({
      clock,
      entropy: {
        fillRandomly(target) {
          for (let index = 0; index < target.length; index++) target[index] = next();
        },
      },
      primitives: plainPrimitives,
      report: (error) => void this.errors.push(error),
    });
  }

  listen(options: ServiceOptions): MemoryServer {
    return new MemoryServer(this.engine, options);
  }
}
