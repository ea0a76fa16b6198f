/**
 * Who hears of what a socket receives: listeners at once, loops when they come round to it.
 *
 * @module
 */

import type { Drive } from './drive.ts';
import { deliveredOtherwise, SocketError } from './errors.ts';
import { Inbox } from './inbox.ts';
import type { Message, Part } from './inbox.ts';
import { Listeners } from './listeners.ts';
import type { SocketEvents } from './socket-events.ts';

/** Runs code of the application, with the socket beside what is told; never throws. */
export type Call<Socket> = <Value>(callback: (value: Value, socket: Socket) => unknown, value: Value) => void;

type Callback<Socket> = (message: Message, socket: Socket) => unknown;

/** The listeners of one socket, and the messages that wait for one. */
export class Delivery<Socket> {
  readonly #drive: Drive;
  readonly #call: Call<Socket>;
  #onMessage: Callback<Socket> | null = null;
  // Most sockets need only one of these, so each is made when it is first asked for.
  #listeners: Listeners | null = null;
  #inbox: Inbox<Message | Part> | null = null;
  #deaf = false;
  /** How many chunks had come when this end closed; `Infinity` if it did not. */
  #left = Infinity;
  #isOver = false;
  #isWanted = false;

  constructor(drive: Drive, call: Call<Socket>) {
    this.#drive = drive;
    this.#call = call;
  }

  /** What is taken here: whole messages, or parts of them. */
  get #wares(): 'message' | 'part' {
    return this.#drive.connection.settings.inbound.parts ? 'part' : 'message';
  }

  /** Whether anybody has ever begun to take messages. */
  get isWanted(): boolean {
    return this.#isWanted;
  }

  /** Gives all messages to `callback` from now on, first those that wait. */
  onMessage(callback: Callback<Socket>): void {
    this.#refuseUnless('message', 'onMessage');
    this.#onMessage = callback;
    this.#isWanted = true;
    this.drainSoon();
  }

  on<Name extends keyof SocketEvents>(
    name: Name,
    callback: (value: SocketEvents[Name]) => unknown,
  ): () => void {
    if (name === 'message' || name === 'part') this.#refuseUnless(name, `on('${name}')`);
    this.#listeners ??= new Listeners();
    const leave = this.#listeners.add(name, callback);
    if (name === 'message' || name === 'part') {
      this.#isWanted = true;
      this.drainSoon();
    }
    return leave;
  }

  /** Whole messages, as the socket's own loop gives them. */
  iterate(): AsyncIterableIterator<Message> {
    this.#refuseUnless('message', 'for await');
    this.#isWanted = true;
    return this.#box().iterate() as AsyncIterableIterator<Message>;
  }

  parts(): AsyncIterableIterator<Part> {
    this.#refuseUnless('part', 'parts()');
    this.#isWanted = true;
    return this.#box().iterate() as AsyncIterableIterator<Part>;
  }

  /** A message came, or a part of one. */
  deliver(item: Message | Part): void {
    // Behind those that still wait, it waits too.
    if (!this.#listens() || this.#inbox?.isEmpty === false) this.#keep(item);
    else this.#hand(item);
  }

  emit<Name extends keyof SocketEvents>(name: Name, value: SocketEvents[Name]): void {
    if (this.#listeners === null) return;
    for (const listener of this.#listeners.of(name)) {
      this.#call(listener as (value: SocketEvents[Name]) => unknown, value);
    }
  }

  /** What waits goes to who listens, but not before the call that began the listening has returned. */
  drainSoon(): void {
    if (this.#inbox?.isEmpty === false) void Promise.resolve().then(() => this.#drain());
  }

  /** The application failed: it is told no more messages. */
  deafen(): void {
    this.#deaf = true;
  }

  /**
   * This end closes: reading goes on until the peer's Close frame, so of messages that come from now on and
   * that nobody takes, those beyond the inbox are lost. What had come before waits for its reader: it is
   * bounded by what is held. When the peer ends, nothing is lost.
   */
  leave(): void {
    this.#left = Math.min(this.#left, this.#drive.chunks);
  }

  /** There is room to answer: more may come, unless too much waits already. */
  takeMore(): void {
    if (this.#inbox?.isFull !== true) this.#drive.takeMore();
  }

  /** Nothing more will come. Listeners get all that waits for them, even if they paused; loops take theirs later. */
  end(): void {
    this.#isOver = true;
    this.#drain();
    this.#inbox?.end();
  }

  /** Whoever listens for what never comes would wait for ever. */
  #refuseUnless(wares: 'message' | 'part', means: string): void {
    const here = this.#wares;
    if (here !== wares) throw new SocketError(deliveredOtherwise(means, here === 'part'));
  }

  /** Whether somebody takes them as they come. */
  #listens(): boolean {
    return (
      this.#onMessage !== null || (this.#listeners !== null && this.#listeners.of(this.#wares).length > 0)
    );
  }

  #hand(item: Message | Part): void {
    if (this.#deaf) return;
    if (this.#onMessage !== null) this.#call(this.#onMessage, item as Message);
    if (this.#listeners !== null) this.emit(this.#wares, item);
  }

  #drain(): void {
    const isThere = (): boolean => this.#listens() && (this.#isOver || !this.#drive.isPaused);
    this.#inbox?.drain((item) => this.#hand(item), isThere);
  }

  #keep(item: Message | Part): void {
    const inbox = this.#box();
    if (inbox.isFull && this.#drive.chunks > this.#left) return;
    inbox.put(item);
    if (inbox.isFull && this.#left === Infinity) this.#drive.holdBack();
  }

  #box(): Inbox<Message | Part> {
    if (this.#inbox === null) {
      this.#inbox = new Inbox<Message | Part>(() => this.#drive.takeMore());
      if (this.#isOver) this.#inbox.end();
    }
    return this.#inbox;
  }
}
