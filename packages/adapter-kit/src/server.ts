/**
 * A server that listens, on any runtime.
 *
 * @module
 */

import type { Service, ShutdownOptions } from './service.ts';

/** Where a server listens on TCP. */
export interface Address {
  readonly address: string;
  /** `IPv4` or `IPv6`. */
  readonly family: string;
  readonly port: number;
}

/** What takes connections in for a server. */
export interface Listener {
  /** An address and port, or the path of a Unix socket; `null` if it does not listen. */
  readonly address: Address | string | null;
  /** Takes no more connections: called once. */
  stop(): void;
  /** Drops whoever is no connection yet, as in a TLS handshake; resolves when all is let go. */
  release(): Promise<void>;
}

/** A server that listens. */
export class Server {
  readonly #service: Service;
  readonly #listener: Listener;
  #isStopped = false;

  /** @internal Use `listen`. */
  constructor(service: Service, listener: Listener) {
    this.#service = service;
    this.#listener = listener;
  }

  /** Where it listens: an address and port, or the path of a Unix socket; `null` once it is closed. */
  get address(): Address | string | null {
    return this.#isStopped ? null : this.#listener.address;
  }

  /** The port it listens on; 0 for a Unix socket and once it is closed. */
  get port(): number {
    const { address } = this;
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** How many connections there are, those in the opening handshake included. */
  get connections(): number {
    return this.#service.connections;
  }

  /**
   * Takes no more connections, says goodbye to all there are, and drops those that have not closed at the
   * deadline. Resolves when all are gone.
   */
  async close(options: ShutdownOptions = {}): Promise<void> {
    if (!this.#isStopped) this.#listener.stop();
    this.#isStopped = true;
    await this.#service.close(options);
    await this.#listener.release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
