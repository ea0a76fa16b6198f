/**
 * The opening handshake of a client on any transport (RFC 6455 §4.1).
 *
 * @module
 */

import { elapse, openClient, receiveEnd } from '@sansws/core';
import type { ClientOptions, ConnectionEvent, RefusedEvent, Step } from '@sansws/core';
import { whenAborted } from './ambient.ts';
import type { AbortSignalLike } from './ambient.ts';
import { Drive } from './drive.ts';
import type { DriveListener, Engine } from './engine.ts';
import { HandshakeError, SocketError } from './errors.ts';
import { errorCallback } from './hooks.ts';
import type { ErrorCallback } from './hooks.ts';
import type { Clock, Transport } from './ports.ts';
import { Socket } from './socket.ts';
import type { SocketHooks } from './socket.ts';

/** What a client asks for, and how its connection behaves. */
export type OpenOptions = Omit<ClientOptions, 'nonce'>;

/** What a client's socket needs besides. */
export interface OpenHooks {
  /** Told of errors in the application's callbacks. */
  readonly onError?: ErrorCallback;
  /** Aborting it gives up: the handshake, or later the connection. */
  readonly signal?: AbortSignalLike;
}

const nonceOctets = 16;

/**
 * The first step of a client's connection: its request is ready, its handshake deadline runs. Made before
 * there is a transport, so that wrong options cost no connection and connecting counts towards the deadline.
 *
 * Throws a `SocketError` for what cannot be asked, and what `openClient` throws for a wrong option.
 */
export function firstStep(engine: Engine, options: OpenOptions): Step {
  const { clock, entropy, primitives, chunks = 'owned' } = engine.runtime;
  const nonce = new Uint8Array(nonceOctets);
  entropy.fillRandomly(nonce);
  const opened = openClient({ chunks, primitives, ...options, nonce }, clock.now());
  if (!opened.ok) throw new SocketError(opened.problem);
  return opened.value;
}

/** A transport that is being connected. */
export interface Dial {
  /** The transport once it is connected, TLS and proxies included. */
  readonly transport: Promise<Transport>;
  /** Nobody wants it any more: ends what is under way. */
  abandon(): void;
}

/**
 * Carries the handshake out as soon as the transport is there. Rejects with a `HandshakeError` (whose
 * `cause` is what the transport failed of), or with the signal's reason.
 */
export async function openSocket(engine: Engine, first: Step, dial: Dial, hooks: OpenHooks): Promise<Socket> {
  const transport = await arrival(engine, first, dial, hooks.signal);
  return new Promise((resolve, reject) => {
    const opening = new Opening(engine, hooks, resolve, reject);
    opening.begin(new Drive(engine, transport, first, opening));
  });
}

/** Waits for the transport no longer than the handshake may take; the core says what it is that failed. */
function arrival(
  { runtime: { clock } }: Engine,
  first: Step,
  dial: Dial,
  signal: AbortSignalLike | undefined,
): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimer(first.deadline, lapse, undefined);
    let forget = nothingToForget;
    forget = whenAborted(signal, () => giveUp(signal?.reason));
    function lapse(): void {
      giveUp(handshakeError(elapse(first.connection, first.deadline)));
    }
    function giveUp(reason: unknown): void {
      settle();
      dial.abandon();
      reject(reason);
    }
    function settle(): void {
      clock.clearTimer(timer);
      forget();
    }
    dial.transport.then(
      (transport) => {
        settle();
        resolve(transport);
      },
      (problem: unknown) => {
        settle();
        reject(handshakeError(receiveEnd(first.connection, clock.now(), 'broken'), problem));
      },
    );
  });
}

/** The error for a handshake that ended before it began. */
function handshakeError(step: Step, cause?: unknown): unknown {
  const closed = step.events.find((event) => event.type === 'closed');
  return closed === undefined ? cause : new HandshakeError({ ...noAnswer, record: closed.record }, cause);
}

/** Listens until the handshake is over; then the socket does. */
class Opening implements DriveListener {
  readonly #clock: Clock;
  readonly #hooks: SocketHooks;
  readonly #signal: AbortSignalLike | undefined;
  readonly #resolve: (socket: Socket) => void;
  readonly #reject: (error: unknown) => void;
  #drive: Drive | null = null;
  #refused: RefusedEvent | null = null;
  #forget: () => void = nothingToForget;

  constructor(
    engine: Engine,
    hooks: OpenHooks,
    resolve: (socket: Socket) => void,
    reject: (error: unknown) => void,
  ) {
    const onError = errorCallback(engine.runtime, hooks.onError);
    this.#clock = engine.runtime.clock;
    this.#hooks = { onError, now: () => engine.runtime.clock.now(), onGone: () => this.#forget() };
    this.#signal = hooks.signal;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  begin(drive: Drive): void {
    this.#drive = drive;
    drive.start();
    this.#forget = whenAborted(this.#signal, () => {
      this.#reject(this.#signal?.reason);
      drive.abort();
    });
  }

  event(event: ConnectionEvent): void {
    const drive = this.#drive as Drive;
    if (event.type === 'established') {
      const socket = new Socket(drive, this.#hooks, event.agreement, null);
      drive.handOver(socket);
      // Whoever awaits the socket gets a turn before frames that came with the answer are read, and can still
      // answer a message that stands right before a Close frame or a violation.
      drive.holdBack();
      this.#clock.soon(takeMore, drive);
      this.#resolve(socket);
    } else if (event.type === 'refused') {
      this.#refused = event;
    } else if (event.type === 'closed') {
      const { failure, response, body } = this.#refused ?? noAnswer;
      this.#reject(new HandshakeError({ failure, response, body, record: event.record }, drive.problem));
    }
  }

  room(): void {}

  stalled(): void {}

  gone(): void {
    this.#forget();
  }
}

const noAnswer = { failure: null, response: null, body: new Uint8Array(0) } as const;

function nothingToForget(): void {}

function takeMore(drive: Drive): void {
  drive.takeMore();
}
