/**
 * What a runtime brings: a transport for each connection, a clock, entropy and fast primitives.
 *
 * @module
 */

import type { Primitives } from '@sansws/core';

/** An ordered, reliable stream of octets both ways: TCP, TLS, a Unix socket, a stream of a test. */
export interface Transport {
  /** Whose end it is, for logs; `''` when nobody can tell. */
  readonly remoteAddress: string;
  /** Whether the octets travel encrypted. */
  readonly secure: boolean;
  /** Octets that were given to `write` and have not left yet. */
  readonly bufferedOctets: number;
  /**
   * Whether what was given to `write` may be written over as soon as `bufferedOctets` is 0: true where octets
   * leave the process by being copied, as a kernel does; false where they may be handed on as they are.
   */
  readonly copies: boolean;
  /** Begins: from now on the listener is told, and never before this call returns. */
  start(listener: TransportListener): void;
  /**
   * Writes segments in order, as one write if it can. `false` when the peer takes them slowly: then
   * `drained` will come. Never throws, also not after the end.
   */
  write(segments: readonly Uint8Array[]): boolean;
  /** No more comes from here (FIN); reading goes on. */
  endWriting(): void;
  /** Ends both directions in order: what was written leaves first, what still comes is thrown away. */
  close(): void;
  /** Lets go at once. */
  abort(): void;
  /** Stops reading, so that the peer has to wait. */
  pause(): void;
  /** Goes on reading. */
  resume(): void;
}

/** What a transport tells. After `closed` it tells nothing more. */
export interface TransportListener {
  /** Octets came. They belong to the listener, unless the runtime says that it lends them for this call only. */
  chunk(octets: Uint8Array): void;
  /**
   * How many more octets a transport that knows that more is at hand should hand over together with these; 0 for none.
   * Then it may use the memory of that chunk again.
   */
  missing?(octets: Uint8Array): number;
  /** After a `write` that gave `false`: there is room again. */
  drained(): void;
  /** The peer has ended its direction in order. */
  ended(): void;
  /** The transport failed. */
  broken(problem: unknown): void;
  /** The transport is gone for good: the last call, exactly once. */
  closed(): void;
}

/** A timer that was set. Only its clock knows what it is. */
export type Timer = unknown;

/** Time, and a way to be called later. Callbacks take their target as an argument: no closure a call. */
export interface Clock {
  /** Milliseconds on a clock that never goes backwards. */
  now(): number;
  /** Calls `callback(target)` when `now()` is at least `at`. Must not keep a program alive by itself. */
  setTimer<Target>(at: number, callback: (target: Target) => void, target: Target): Timer;
  clearTimer(timer: Timer): void;
  /** Calls `callback(target)` soon, after the runtime has looked once for input that waits. */
  soon<Target>(callback: (target: Target) => void, target: Target): void;
}

/** A cryptographically strong source of random octets (RFC 6455 §5.3, §10.3). */
export interface Entropy {
  /** Fills all of `target`. */
  fillRandomly(target: Uint8Array): void;
}

/** All that a runtime brings besides the transports. */
export interface Runtime {
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** Native primitives where the runtime has faster ones. */
  readonly primitives: Primitives;
  /**
   * Whether chunks are never written to again (`owned`, the default), or their memory is read into again as
   * soon as `chunk` has returned (`borrowed`).
   */
  readonly chunks?: 'owned' | 'borrowed';
  /** Told of errors that would otherwise be lost: an application's callback threw and gave no `onError`. */
  readonly report: (error: unknown) => void;
}
