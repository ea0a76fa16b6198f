/**
 * The socket that an application holds: an established WebSocket connection (RFC 6455 §6, §7).
 *
 * @module
 */

import { statusCodes } from '@sansws/core';
import type {
  Agreement,
  CloseRecord,
  Command,
  ConnectionEvent,
  ExtensionElement,
  Fields,
  Limits,
  PreparedMessage,
  RequestHead,
} from '@sansws/core';
import { refusalOf } from '@sansws/core/vocabulary';
import { isThenable } from './ambient.ts';
import { Deferred } from './deferred.ts';
import { Delivery } from './delivery.ts';
import type { Drive } from './drive.ts';
import type { DriveListener } from './engine.ts';
import { SocketError } from './errors.ts';
import type { Message, Part } from './inbox.ts';
import { keepHead, keptFields, keptRequest, requestLine } from './kept-head.ts';
import { Pings } from './pings.ts';
import type { Hooks, SendOptions, SocketEvents, SocketState } from './socket-events.ts';
import { sendInParts } from './send-parts.ts';
import type { Parts, PartsOptions } from './send-parts.ts';

/**
 * Takes messages. What it throws, or the promise it gives rejects with, closes the connection with 1011.
 * A callback that gives back what `send` gave makes the peer wait until there is room.
 */
export type MessageCallback = (message: Message, socket: Socket) => unknown;

/** What is the same for many sockets. */
export type SocketHooks = Hooks<Socket>;

/**
 * An established connection.
 *
 * Messages go to `onMessage` or `on('message')` as they come; without these they wait for `for await`, and
 * a peer that sends faster than they are taken has to wait. A connection of which nobody ever begins to take
 * messages is closed with 1008 some seconds after so many wait that the peer has to.
 *
 * With `delivery: 'parts'` no whole messages come but their parts, by `parts()` or `on('part')`; asking for what
 * does not come here throws a `SocketError`.
 */
export class Socket implements DriveListener, AsyncIterable<Message> {
  readonly #drive: Drive;
  readonly #hooks: SocketHooks;
  /** *Subprotocol In Use* (RFC 6455 §4.1); `''` when there is none. */
  readonly subprotocol: string;
  /** *Extensions In Use* (RFC 6455 §4.1). */
  readonly extensions: readonly ExtensionElement[];
  readonly #head: string;

  readonly #delivery: Delivery<Socket>;
  #sendingParts = false;
  // Most sockets need few of these, so each is made when it is first asked for.
  #pings: Pings | null = null;
  #room: Deferred<true> | null = null;
  #closed: Deferred<CloseRecord> | null = null;
  #record: CloseRecord | null = null;

  constructor(drive: Drive, hooks: SocketHooks, agreement: Agreement, request: RequestHead | null) {
    this.#drive = drive;
    this.#hooks = hooks;
    this.#delivery = new Delivery<Socket>(drive, (callback, value) => this.#call(callback, value));
    this.subprotocol = agreement.subprotocol;
    this.extensions = agreement.extensions;
    this.#head = keepHead(request === null ? '' : requestLine(request), agreement.fields);
  }

  get state(): SocketState {
    // A socket exists from `open` on.
    return this.#drive.connection.phase.type as SocketState;
  }

  /** Header lines of the peer: of the response at a client, of the request at a server. */
  get fields(): Fields {
    return keptFields(this.#head);
  }

  /** The request that this connection began with; `null` at a client. */
  get request(): RequestHead | null {
    return this.#head.startsWith('\n') || this.#head === '' ? null : keptRequest(this.#head);
  }

  get remoteAddress(): string {
    return this.#drive.transport.remoteAddress;
  }

  get secure(): boolean {
    return this.#drive.transport.secure;
  }

  /** Octets that wait to be sent; text that is not encoded yet counts its UTF-16 units. */
  get bufferedOctets(): number {
    return this.#drive.outbox.bufferedOctets;
  }

  /** What broke the transport, such as a system error; `undefined` if nothing did. */
  get problem(): unknown {
    return this.#drive.problem;
  }

  /**
   * Sends a message (RFC 6455 §6.1). `true` means that there is room for more; otherwise the promise
   * resolves when there is. The octets stay the caller's but must not change, nor be transferred, until `bufferedOctets`
   * is 0: what is gone by then leaves as a message without octets.
   *
   * Throws a `SocketError` when nothing was sent: after `close`, for text that has no UTF-8 form, or when
   * too much waits already (`overloaded`).
   */
  send(message: Message, options?: SendOptions): true | Promise<true> {
    this.#refuseWithinParts();
    if (options === undefined && this.#drive.post(message)) return this.#untilRoom();
    const command: Command =
      typeof message === 'string' ? { type: 'text', text: message } : { type: 'binary', data: message };
    return this.#command(options === undefined ? command : { ...command, ...options });
  }

  /** Sends a message that was encoded once for many sockets. */
  sendPrepared(message: PreparedMessage): true | Promise<true> {
    this.#refuseWithinParts();
    return this.#command({ type: 'prepared', message });
  }

  /**
   * Sends one message whose length nobody knows yet, a fragment for each part as it comes (RFC 6455 §5.4),
   * waiting for room in between. Octets are copied. A message without parts is empty, and binary unless `kind` is
   * `'text'`; `{ kind, compress: false }` has it go uncompressed, too.
   *
   * A source that throws leaves half a message, so the connection closes with 1011 and the error goes on.
   */
  sendParts(parts: Parts, options: 'text' | 'binary' | PartsOptions = {}): Promise<true> {
    const sent = this.#sendParts(parts, typeof options === 'string' ? { kind: options } : options);
    // Whoever does not wait for the end is not to be killed by its failing to come.
    sent.catch(ignore);
    return sent;
  }

  async #sendParts(parts: Parts, options: PartsOptions): Promise<true> {
    this.#refuseWithinParts();
    this.#sendingParts = true;
    try {
      return await sendInParts(parts, options, (command) => this.#command(command));
    } catch (error) {
      if (this.state === 'open') void this.close(statusCodes.internalError);
      throw error;
    } finally {
      this.#sendingParts = false;
    }
  }

  /**
   * Sends a Ping (RFC 6455 §5.5.2). The promise gives the round-trip time in milliseconds, or rejects when
   * the connection ends first. Throws a `SocketError` when no Ping could be sent.
   */
  ping(applicationData?: Uint8Array): Promise<number> {
    this.#pings ??= new Pings();
    const data = applicationData === undefined ? this.#pings.next() : applicationData;
    this.#drive.command({ type: 'ping', applicationData: data });
    return this.#pings.await(data, this.#hooks.now());
  }

  /**
   * Sends a Pong: one that nobody asked for, or the answer to a Ping if `autoPong` is off (RFC 6455 §5.5.3).
   * Throws a `SocketError` when none could be sent.
   */
  pong(applicationData?: Uint8Array): true | Promise<true> {
    return this.#command({ type: 'pong', ...(applicationData === undefined ? {} : { applicationData }) });
  }

  /** Changes limits of what the peer may send. Throws a `SocketError` when that is not possible. */
  limit(limits: Partial<Limits>): void {
    this.#drive.command({ type: 'limit', limits });
  }

  /**
   * *Start the WebSocket Closing Handshake* (RFC 6455 §7.1.2), if it is not under way. Gives `closed`.
   *
   * Messages that came before and those that still come are delivered; of the latter, those that nobody takes
   * are dropped once the inbox is full.
   * Throws a `SocketError` for a status code or reason that no Close frame may carry.
   */
  close(statusCode: number = statusCodes.normalClosure, reason?: string): Promise<CloseRecord> {
    if (this.state === 'open') {
      this.#drive.command({ type: 'close', statusCode, ...(reason === undefined ? {} : { reason }) });
      this.#delivery.leave();
      // The peer's Close frame must be read, whatever stands before it.
      this.resume();
      this.#drive.takeMore();
    }
    return this.closed;
  }

  /** The close record, once the connection is closed (RFC 6455 §7.1.4). Never rejects. */
  get closed(): Promise<CloseRecord> {
    if (this.#closed === null) {
      this.#closed = new Deferred();
      if (this.#record !== null) this.#closed.resolve(this.#record);
    }
    return this.#closed.promise;
  }

  /** Gives up at once, without a closing handshake. */
  abort(): void {
    this.#delivery.leave();
    this.#drive.abort();
  }

  /** Stops events and reading until `resume`, so that the peer has to wait. */
  pause(): void {
    if (this.state === 'open') this.#drive.pause();
  }

  resume(): void {
    this.#drive.resume();
    this.#delivery.drainSoon();
  }

  /** Takes all messages from now on, first those that wait. The fastest way: no queue, no promise. */
  onMessage(callback: MessageCallback): void {
    this.#delivery.onMessage(callback);
  }

  /** Calls `callback` at every event `name`; gives back how to stop that. */
  on<Name extends keyof SocketEvents>(
    name: Name,
    callback: (value: SocketEvents[Name]) => unknown,
  ): () => void {
    return this.#delivery.on(name, callback);
  }

  /** Messages in order; ends when the connection is closed. Leaving the loop leaves the connection open. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Message> {
    return this.#delivery.iterate();
  }

  /** With `delivery: 'parts'`: the parts of messages in order, as a loop over the socket gives whole ones. */
  parts(): AsyncIterableIterator<Part> {
    return this.#delivery.parts();
  }

  /** `await using`: closes with 1000 and waits for the end. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @internal */
  event(event: ConnectionEvent): void {
    switch (event.type) {
      case 'text':
        return this.#delivery.deliver(event.text);
      case 'binary':
        return this.#delivery.deliver(event.data);
      case 'text-part':
        return this.#delivery.deliver({ data: event.text, final: event.final });
      case 'binary-part':
        return this.#delivery.deliver({ data: event.data, final: event.final });
      case 'ping':
        return this.#delivery.emit('ping', event.applicationData);
      case 'pong':
        if (event.roundTrip !== null) this.#pings?.answer(event.applicationData, this.#hooks.now());
        return this.#delivery.emit('pong', event.applicationData);
      case 'closing':
        return this.#delivery.emit('closing', event);
      case 'failed':
        return this.#delivery.emit('failed', event.violation);
      case 'closed':
        return this.#end(event.record);
      default: // The opening handshake is over: its events have come already.
    }
  }

  room(): void {
    this.#room?.resolve(true);
    this.#room = null;
    this.#delivery.takeMore();
    this.#delivery.emit('drain', undefined);
  }

  /** @internal Messages wait that nobody takes: if nobody ever began to, that is for good. */
  stalled(): void {
    if (!this.#delivery.isWanted) void this.close(statusCodes.policyViolation, 'nobody reads');
  }

  /** @internal */
  gone(): void {
    this.#hooks.onGone(this);
  }

  #refuseWithinParts(): void {
    if (this.#sendingParts) throw new SocketError(refusalOf('message-unfinished', 'sendParts is under way'));
  }

  #command(command: Command): true | Promise<true> {
    this.#drive.command(command);
    return this.#untilRoom();
  }

  #untilRoom(): true | Promise<true> {
    if (this.#drive.outbox.hasRoom) return true;
    this.#room ??= new Deferred();
    return this.#room.promise;
  }

  /** Runs code of the application. Whatever it does, the loop goes on. */
  #call<Value>(callback: (value: Value, socket: Socket) => unknown, value: Value): void {
    try {
      const result = callback(value, this);
      if (!isThenable(result)) return;
      if (result === this.#room?.promise) this.#drive.holdBack();
      else result.then(undefined, (error: unknown) => this.fail(error));
    } catch (error) {
      this.fail(error);
    }
  }

  /** @internal The application's own code failed: closes with 1011 (RFC 6455 §7.4.1), hears nothing more. */
  fail(error: unknown): void {
    // That the peer went first is no fault of the application.
    if (error instanceof SocketError && this.state !== 'open' && error.isTooLate) return;
    this.#delivery.deafen();
    this.#hooks.onError(error, this);
    if (this.state === 'open') void this.close(statusCodes.internalError);
  }

  #end(record: CloseRecord): void {
    this.#record = record;
    const tooLate = new SocketError(refusalOf('not-open', record.cause));
    this.#room?.reject(tooLate);
    this.#pings?.end(tooLate);
    this.#delivery.end();
    this.#delivery.emit('closed', record);
    this.#closed?.resolve(record);
  }
}

function ignore(): void {}
