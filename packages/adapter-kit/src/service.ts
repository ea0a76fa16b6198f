/**
 * A server's connections on any transport: takes transports in, hands sockets out, ends all in order.
 *
 * @module
 */

import { openServer } from '@sansws/core';
import type {
  AcceptCommand,
  ConnectionEvent,
  ConnectionOptions,
  Extension,
  HandshakeFailure,
  OriginPolicy,
  RefuseCommand,
  RequestEvent,
  RequestHead,
  ServerOptions,
} from '@sansws/core';
import { chooseSubprotocol } from '@sansws/core/handshake';
import { isThenable } from './ambient.ts';
import { Drive } from './drive.ts';
import type { DriveListener, Engine } from './engine.ts';
import { errorCallback } from './hooks.ts';
import type { ErrorCallback } from './hooks.ts';
import { checkKinds } from './options.ts';
import type { Transport } from './ports.ts';
import { Socket } from './socket.ts';
import type { SocketHooks } from './socket.ts';

/** The answer to a request: the commands of the core themselves. */
export type Decision = AcceptCommand | RefuseCommand;

/** Where a request comes from. */
export interface Peer {
  readonly remoteAddress: string;
  readonly secure: boolean;
}

/** What a server is and what it does. */
export interface ServiceOptions extends ConnectionOptions {
  /** Which web pages may connect: an explicit choice (RFC 6455 §10.2). */
  readonly origins: OriginPolicy;
  readonly extensions?: readonly Extension[];
  /** Those that are spoken here: the first of the client's that is among them is taken. */
  readonly subprotocols?: readonly string[];
  /** Decides instead, at once or later; the handshake deadline runs on meanwhile. */
  readonly onRequest?: (offer: RequestEvent, peer: Peer) => Decision | PromiseLike<Decision>;
  /** Gets each established connection. What it throws or rejects with closes it with 1011. */
  readonly onSocket?: (socket: Socket, request: RequestHead) => unknown;
  /** Told of requests that broke a rule and were answered by the core. */
  readonly onRefused?: (failure: HandshakeFailure, peer: Peer) => void;
  /** Told of errors in the application's callbacks; the socket is `null` before there is one. */
  readonly onError?: ErrorCallback;
  /**
   * More connections than this are dropped at once; no limit by default. Those that were refused and only
   * wait for their end do not count, unless there are as many of them again.
   */
  readonly maxConnections?: number;
}

/** How a server ends. */
export interface ShutdownOptions {
  /** What the peers are told: 1001 going away, or 1012 service restart. */
  readonly statusCode?: 1001 | 1012;
  /** How long peers may take to close, in milliseconds; then they are dropped. */
  readonly deadline?: number;
}

/** Both ends of a quiet connection must be heard of: a ping after 20 s of silence, 20 s to answer it. */
const serverKeepalive = { interval: 20_000, timeout: 20_000 } as const;

const defaultDeadline = 5_000;

/** What the core does not know of. */
const kinds = {
  subprotocols: 'list of strings',
  onRequest: 'function',
  onSocket: 'function',
  onRefused: 'function',
  onError: 'function',
  maxConnections: 'number from 0 on',
} as const;

/** All connections of one server. */
export class Service {
  readonly #engine: Engine;
  readonly options: ServiceOptions;
  readonly hooks: SocketHooks;
  readonly onError: ErrorCallback;
  /** How long a handshake may take, in milliseconds: the opening one, and that of TLS before it. */
  readonly handshakeTimeout: number;
  readonly #plainOptions: ServerOptions;
  readonly #secureOptions: ServerOptions;
  readonly #present = new Set<Guest | Socket>();
  /** Those present that were refused: nothing but the end of their transport is left to come. */
  readonly #lingering = new Set<Guest | Socket>();
  #closing: Promise<void> | null = null;
  /** What peers are told from the moment the server goes. */
  #farewell: 1001 | 1012 | null = null;
  #empty: () => void = () => {};

  /** Throws a `RangeError` or `TypeError` that names the option that is wrong. */
  constructor(engine: Engine, options: ServiceOptions) {
    checkKinds(options, kinds);
    const { primitives, chunks = 'owned' } = engine.runtime;
    const common = { chunks, keepalive: serverKeepalive, primitives, ...options } as const;
    this.#plainOptions = { ...common, secure: false };
    this.#secureOptions = { ...common, secure: true };
    // What is wrong with the options shows here, not in the event loop when the first connection comes.
    const { connection } = openServer(this.#plainOptions, 0);
    this.handshakeTimeout = connection.settings.handshakeTimeout;
    this.#engine = engine;
    this.options = options;
    this.onError = errorCallback(engine.runtime, options.onError);
    this.hooks = {
      onError: this.onError,
      now: () => engine.runtime.clock.now(),
      onGone: (socket) => this.leave(socket),
    };
  }

  /** How many connections there are, those in the opening handshake included. */
  get connections(): number {
    return this.#present.size;
  }

  /**
   * Takes a transport in. `request` is its request head if somebody else has read it, `early` what came
   * behind that head.
   */
  accept(transport: Transport, request?: RequestHead, early?: Uint8Array): void {
    if (this.#closing !== null || this.#isCrowded()) {
      transport.abort();
      return;
    }
    const options = transport.secure ? this.#secureOptions : this.#plainOptions;
    const { clock } = this.#engine.runtime;
    const first = openServer(request === undefined ? options : { ...options, request }, clock.now());
    const guest = new Guest(this);
    this.#present.add(guest);
    const drive = new Drive(this.#engine, transport, first, guest);
    guest.begin(drive);
    if (early !== undefined && early.length > 0) drive.chunk(early);
  }

  /**
   * Ends all connections in order: a Close frame to each, and whoever takes longer than the deadline is
   * dropped. New transports are dropped at once.
   */
  close({ statusCode = 1001, deadline = defaultDeadline }: ShutdownOptions = {}): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#farewell = statusCode;
      const { clock } = this.#engine.runtime;
      const timer = clock.setTimer(clock.now() + deadline, dropAll, this);
      this.#empty = () => {
        clock.clearTimer(timer);
        resolve();
      };
      this.eachPresent((one) => void one.close(statusCode));
      if (this.#present.size === 0) this.#empty();
    });
    return this.#closing;
  }

  /** @internal Does something to all; one that fails at it is dropped and keeps nobody else from it. */
  eachPresent(act: (one: Guest | Socket) => void): void {
    for (const one of this.#present) {
      try {
        act(one);
      } catch (error) {
        this.onError(error, null);
        this.#drop(one);
      }
    }
  }

  /** A guest has become a socket. Tells whether it may stay: a server that goes says so at once. */
  stay(guest: Guest, socket: Socket): boolean {
    this.#present.delete(guest);
    this.#present.add(socket);
    if (this.#farewell === null) return true;
    void socket.close(this.#farewell);
    return false;
  }

  /** A guest was refused. */
  linger(guest: Guest): void {
    this.#lingering.add(guest);
  }

  leave(one: Guest | Socket): void {
    this.#present.delete(one);
    this.#lingering.delete(one);
    if (this.#present.size === 0) this.#empty();
  }

  #drop(one: Guest | Socket): void {
    try {
      one.abort();
    } catch {
      this.leave(one);
    }
  }

  #isCrowded(): boolean {
    const { maxConnections = Infinity } = this.options;
    const { size } = this.#present;
    return size - this.#lingering.size >= maxConnections || size >= 2 * maxConnections;
  }
}

function dropAll(service: Service): void {
  service.eachPresent((one) => one.abort());
}

/** A connection until its handshake is over. */
class Guest implements DriveListener {
  readonly #service: Service;
  #drive: Drive | null = null;
  #request: RequestHead | null = null;

  constructor(service: Service) {
    this.#service = service;
  }

  begin(drive: Drive): void {
    this.#drive = drive;
    drive.start();
  }

  event(event: ConnectionEvent): void {
    // Nothing else happens before the handshake is over.
    if (event.type === 'request') {
      this.#request = event.request;
      this.#decide(event);
    } else if (event.type === 'established') {
      this.#welcome(new Socket(this.#known(), this.#service.hooks, event.agreement, this.#request));
    } else if (event.type === 'refused') {
      this.#service.linger(this);
      this.#tellRefused(event.failure);
    }
  }

  room(): void {}

  stalled(): void {}

  gone(): void {
    this.#service.leave(this);
  }

  /**
   * The server goes: whoever still waits for an answer gets it, with 503 (RFC 9110 §15.6.4). Whoever was
   * just accepted is about to be a socket, which is closed as one.
   */
  close(): void {
    if (this.#isUndecided()) this.#answer({ type: 'refuse', status: 503 });
    else if (this.#known().connection.phase.type !== 'open') this.abort();
  }

  abort(): void {
    this.#known().abort();
  }

  #known(): Drive {
    return this.#drive as Drive;
  }

  #decide(offer: RequestEvent): void {
    const { options } = this.#service;
    if (options.onRequest === undefined) {
      const subprotocol = chooseSubprotocol(offer.subprotocols, options.subprotocols ?? []);
      this.#answer(subprotocol === '' ? { type: 'accept' } : { type: 'accept', subprotocol });
      return;
    }
    try {
      const decision = options.onRequest(offer, this.#known().transport);
      if (!isThenable(decision)) this.#answer(decision);
      else {
        decision.then(
          (later) => this.#answer(later),
          (error: unknown) => this.#fail(error),
        );
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * Whether the core still waits for a decision. While the application thought, the peer may have gone, the
   * deadline may have passed, or the core may have refused by itself, as for too much early data.
   */
  #isUndecided(): boolean {
    const { phase } = this.#known().connection;
    return phase.type === 'connecting' && phase.awaiting === 'decision';
  }

  #answer(decision: Decision): void {
    if (!this.#isUndecided()) return;
    try {
      this.#known().command(checked(decision));
      if (decision.type === 'refuse') this.#service.linger(this);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The application could not decide: that is a 500 (RFC 9110 §15.6.1). */
  #fail(error: unknown): void {
    this.#service.onError(error, null);
    if (this.#isUndecided()) this.#answer({ type: 'refuse', status: 500 });
  }

  #welcome(socket: Socket): void {
    this.#known().handOver(socket);
    if (!this.#service.stay(this, socket)) return;
    try {
      const result = this.#service.options.onSocket?.(socket, this.#request as RequestHead);
      if (isThenable(result)) {
        result.then(undefined, (error: unknown) => socket.fail(error));
      }
    } catch (error) {
      socket.fail(error);
    }
  }

  #tellRefused(failure: HandshakeFailure): void {
    try {
      this.#service.options.onRefused?.(failure, this.#known().transport);
    } catch (error) {
      this.#service.onError(error, null);
    }
  }
}

/** The decision, if it is one: what an application gives may be anything. */
function checked(decision: Decision): Decision {
  const type: unknown = (decision as Decision | null | undefined)?.type;
  if (type === 'accept' || type === 'refuse') return decision;
  const what = decision === null ? 'null' : typeof decision;
  throw new TypeError(
    `onRequest must give { type: 'accept' } or { type: 'refuse', status }, or a promise of one; it gave ${what}`,
  );
}
