/**
 * The server: takes in one duplex after the other.
 *
 * @module
 */

import { Service } from '@sansws/adapter-kit';
import type { Peer, ServiceOptions, ShutdownOptions } from '@sansws/adapter-kit';
import type { Duplex } from './duplex.ts';
import { engine } from './engine.ts';
import { transportOver } from './transport.ts';

/** A server that listens nowhere: somebody hands it what it serves. */
export class Server {
  readonly #service: Service;

  /** @internal Use `serve`. */
  constructor(options: ServiceOptions) {
    this.#service = new Service(engine, options);
  }

  /** How many connections there are, those in the opening handshake included. */
  get connections(): number {
    return this.#service.connections;
  }

  /**
   * Takes a duplex in, of which the first octets are a request. What `peer` says is what the application hears
   * of where it comes from. Throws a `TypeError` for streams that somebody else reads or writes already.
   */
  accept(duplex: Duplex, { remoteAddress = '', secure = false }: Partial<Peer> = {}): void {
    this.#service.accept(transportOver(duplex, { remoteAddress, secure }));
  }

  /** Says goodbye to all there are, and drops those that have not closed at the deadline. */
  close(options: ShutdownOptions = {}): Promise<void> {
    return this.#service.close(options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/**
 * A server for whatever is handed to it. Throws a `RangeError` for a wrong limit or time, a `TypeError` for a wrong
 * origin.
 *
 * @example
 * ```ts
 * import { connect, serve } from '@sansws/duplex';
 * import { equal } from 'node:assert/strict';
 * await using server = serve({ origins: 'any', onSocket: (socket) => socket.send('Welcome') });
 * const [there, back] = [new TransformStream<Uint8Array, Uint8Array>(), new TransformStream<Uint8Array, Uint8Array>()];
 * server.accept({ readable: there.readable, writable: back.writable });
 * const socket = await connect({ readable: back.readable, writable: there.writable });
 * for await (const message of socket) {
 *   equal(message, 'Welcome');
 *   break;
 * }
 * ```
 */
export function serve(options: ServiceOptions): Server {
  return new Server(options);
}
