/**
 * What an adapter shows to the contract suite: how to listen and to connect on its transport, and a bare peer
 * on the same transport that knows nothing of WebSocket.
 *
 * @module
 */

import type { OpenHooks, OpenOptions, ServiceOptions, ShutdownOptions, Socket } from '@sansws/adapter-kit';

/** What a transport can do. What it cannot is said here, and the cases that need it are left out. */
export interface Abilities {
  /** One direction can end in order while the other goes on. */
  readonly halfClose: boolean;
  /** A peer that lets go without an end in order is told from one that ends in order. */
  readonly reset: boolean;
  /** The address of the other end is known. */
  readonly addresses: boolean;
  /** The octets travel encrypted. */
  readonly secure: boolean;
  /** A server can let go of whoever does not go on with the handshake of TLS. */
  readonly handshakeDrop: boolean;
}

/** One word of `Abilities`. */
export type Ability = keyof Abilities;

/** The bare end of a transport, without any WebSocket: octets by hand. */
export interface RawPeer {
  /** Sends octets; resolves when there is room for more, or when nothing can be sent any more. */
  write(octets: Uint8Array): Promise<void>;
  /**
   * The next octets, or `null` at an end in order; rejects when the transport broke. Nothing is read before it
   * is asked for, apart from what the transport buffers by itself: whoever does not read makes the other end wait.
   */
  read(): Promise<Uint8Array | null>;
  /** Ends this direction in order. */
  end(): void;
  /** Lets go at once, as a process does that is killed. */
  reset(): void;
}

/** What a client asks for, besides where. */
export type AskOptions = Partial<Omit<OpenOptions, 'host'>> & OpenHooks;

/** A server of the adapter that listens. */
export interface Place {
  readonly connections: number;
  /** A client of the adapter. */
  connect(options?: AskOptions): Promise<Socket>;
  /** A bare client. */
  dial(): Promise<RawPeer>;
  close(options?: ShutdownOptions): Promise<void>;
}

/** A bare server. */
export interface RawPlace {
  /** A client of the adapter. */
  connect(options?: AskOptions): Promise<Socket>;
  close(): Promise<void>;
}

/** Time as the cases see it. */
export interface WorldClock {
  /** Milliseconds on a clock that never goes backwards. */
  now(): number;
  /** Calls `callback` once after so many milliseconds; gives back how to call that off. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** An adapter on one kind of transport. */
export interface World {
  readonly name: string;
  readonly abilities: Abilities;
  readonly clock: WorldClock;
  /** A server of the adapter. */
  listen(options: ServiceOptions): Promise<Place>;
  /** A bare server, for our client to meet. */
  listenRaw(serve: (peer: RawPeer) => void): Promise<RawPlace>;
  /** Where time does not pass by itself: lets it pass until `running` has settled. */
  carry?<Value>(running: Promise<Value>): Promise<Value>;
}
