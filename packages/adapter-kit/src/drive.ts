/**
 * The run loop: the only place where a `Step` of the core meets the world.
 *
 * A turn is: keep the connection, queue what goes to the peer, tell the application, write all of it at once, obey the
 * transport order, see to the one timer. Turns do not nest: what the application does while it is told joins the one under way.
 *
 * @module
 */

import { elapse, octetsMissing, receive, receiveEnd, send } from '@sansws/core';
import type { Command, Connection, ConnectionEvent, Step, TransportOrder } from '@sansws/core';
import { SocketError, overloaded } from './errors.ts';
import type { DriveListener, Engine } from './engine.ts';
import { withLargeMessages } from './large-messages.ts';
import type { Front } from './large-messages.ts';
import { hardLimit, Outbox } from './outbox.ts';
import { asked, busy, full, grace, heartbeat, lingerTime, patience } from './patience.ts';
import type { Runtime, Timer, Transport, TransportListener } from './ports.ts';

/** Calls of `receive` in a row before other connections get their turn (security.md V-C7). */
const callsInARow = 4;

const nothing = new Uint8Array(0);
const noEvents: readonly ConnectionEvent[] = [];

/** One connection on one transport. */
export class Drive implements TransportListener {
  /** The connection as it is now: a value of the core. */
  connection: Connection;
  readonly transport: Transport;
  readonly outbox: Outbox;
  /** What broke the transport, if something did. */
  problem: unknown = undefined;
  /** Whether the transport is gone for good. */
  gone = false;
  /** How many chunks have come. */
  chunks = 0;
  readonly #runtime: Runtime;
  readonly #front: Front;
  #listener: DriveListener;
  #now: number;
  #turnComes = false;

  // The newest step, as far as it is not carried out yet.
  #events: readonly ConnectionEvent[] = noEvents;
  #told = 0;
  #more = false;
  #order: TransportOrder = 'keep-open';
  #obeyed: TransportOrder = 'keep-open';
  #deadline = Infinity;
  #held = 0;
  #hasEnded = false;
  #isOver = false;
  #timer: Timer = undefined;
  #timerAt = Infinity;
  /** When the transport has had its time to end in order. */
  #abortAt = Infinity;
  /** When somebody looks whether reading will ever go on. */
  #stillUntil = Infinity;

  constructor(engine: Engine, transport: Transport, first: Step, listener: DriveListener) {
    this.#runtime = engine.runtime;
    this.transport = transport;
    this.outbox = new Outbox(transport, engine.keys, engine.memory);
    this.#listener = listener;
    this.#now = engine.runtime.clock.now();
    this.connection = first.connection;
    this.#front = withLargeMessages(this);
    this.#take(first, true);
  }

  /** Begins: the transport is listened to, and the first step is carried out. */
  start(): void {
    this.transport.start(this.#front);
    this.#turn();
  }

  /** From now on, somebody else is told. */
  handOver(listener: DriveListener): void {
    this.#listener = listener;
  }

  /** Asks the core. Throws a `SocketError` when it refuses, or when too much waits already; then nothing has changed. */
  command(command: Command): void {
    // Within a turn the clock is read once, except where a round trip is measured.
    if (!this.outbox.inTurn || command.type === 'ping') this.#now = this.#runtime.clock.now();
    // Before the core is asked: a step that is dropped would have compressed for nothing, and spent the live stream.
    if (this.connection.phase.type === 'open' && !this.outbox.mayTake(command)) {
      throw new SocketError(overloaded(this.outbox.bufferedOctets, hardLimit));
    }
    // What is under way is judged by the limits under which it began.
    if (command.type === 'limit') this.#front.give?.();
    const result = send(this.connection, command, this.#now);
    if (!result.ok) throw new SocketError(result.problem);
    this.#take(result.value, false);
    this.#turnSoon();
  }

  /** Sends a message the short way; false if it has to be asked for by `command`. */
  post(message: string | Uint8Array): boolean {
    const isTaken = this.outbox.post(this.connection, message);
    if (isTaken) this.#turnSoon();
    return isTaken;
  }

  /** Lets go at once, wherever the connection is; once it is over, of the transport that lingers. */
  abort(): void {
    this.#held &= ~asked;
    if (this.connection.phase.type !== 'closed') this.command({ type: 'abort' });
    this.#order = 'abort';
    this.#turnSoon();
  }

  get isPaused(): boolean {
    return (this.#held & asked) !== 0;
  }

  /** Tells nothing more and stops reading, until `resume`. */
  pause(): void {
    this.#hold(asked);
  }

  resume(): void {
    this.#stillUntil = this.#runtime.clock.now() + patience(this.connection);
    this.#release(asked);
    // If nobody takes what came, reading still stands still.
    this.#setTimer();
  }

  /** Stops reading, because nobody takes what came, until `takeMore`. */
  holdBack(): void {
    this.#stillUntil = this.#runtime.clock.now() + patience(this.connection);
    this.#hold(full);
    this.#setTimer();
  }

  takeMore(): void {
    this.#release(full);
  }

  chunk(octets: Uint8Array): void {
    this.chunks++;
    this.#receive(octets);
    this.#turn();
  }

  missing(octets: Uint8Array): number {
    return this.connection.settings.inbound.masked ? octetsMissing(this.connection, octets) : 0;
  }

  drained(): void {
    this.outbox.drained();
    this.#turn();
    if (this.outbox.hasRoom) this.#listener.room();
  }

  ended(): void {
    this.#noteEnd('ended');
  }

  broken(problem: unknown): void {
    this.problem ??= problem;
    this.#noteEnd('broken');
  }

  closed(): void {
    this.gone = true;
    // Nobody is left to wait for: what came is told now, and what waits cannot leave any more.
    this.#held = 0;
    this.outbox.end();
    this.#noteEnd('ended');
  }

  #noteEnd(how: 'ended' | 'broken' | 'stalled'): void {
    if (!this.#hasEnded) {
      this.#hasEnded = true;
      this.#take(receiveEnd(this.connection, this.#runtime.clock.now(), how), true);
    }
    if (how === 'stalled') this.#order = 'abort';
    this.#turn();
  }

  #receive(octets: Uint8Array): void {
    this.#now = this.#runtime.clock.now();
    this.#take(receive(this.connection, octets, this.#now), true);
  }

  #take(step: Step, automatic: boolean): void {
    this.connection = step.connection;
    if (step.outbound.length > 0) this.outbox.add(step.outbound, automatic);
    if (step.events.length > 0) {
      const waiting = this.#told < this.#events.length;
      this.#events = waiting ? [...this.#events.slice(this.#told), ...step.events] : step.events;
      this.#told = 0;
    }
    if (step.transport !== 'keep-open') this.#order = step.transport;
    this.#deadline = step.deadline;
    this.#more = step.more;
  }

  #turn(): void {
    if (this.outbox.inTurn) return;
    this.outbox.inTurn = true;
    try {
      this.#tell();
      for (let calls = 1; this.#more && calls < callsInARow && this.#held === 0; calls++) {
        this.#receive(nothing);
        this.#tell();
      }
    } finally {
      this.outbox.inTurn = false;
    }
    this.outbox.flush();
    this.#obey();
    if (this.#more && this.#held === 0) this.#breathe();
    this.#setTimer();
    if (this.gone) this.#finish();
  }

  /** Tells the application what it does not know yet. */
  #tell(): void {
    while (this.#told < this.#events.length && (this.#held & asked) === 0) {
      this.#listener.event(this.#events[this.#told++] as ConnectionEvent);
    }
    if (this.#told < this.#events.length) return;
    this.#events = noEvents;
    this.#told = 0;
  }

  /** The transport is gone: once all has been told, nothing is left to do. */
  #finish(): void {
    if (this.#isOver || this.#more) return;
    this.#isOver = true;
    this.#runtime.clock.clearTimer(this.#timer);
    this.#listener.gone();
  }

  #obey(): void {
    if (this.#order === this.#obeyed || this.#obeyed === 'abort' || this.gone) return;
    if (this.#order === 'abort') {
      this.#obeyed = 'abort';
      this.#abortAt = Infinity;
      this.transport.abort();
      return;
    }
    if (this.#order === 'close' && this.#abortAt === Infinity) {
      this.#abortAt = this.#runtime.clock.now() + lingerTime;
    }
    // What was said before the end goes out before the end.
    if (!this.outbox.isEmpty) return;
    this.#obeyed = this.#order;
    if (this.#order === 'close') this.transport.close();
    else this.transport.endWriting();
    // Nothing that comes counts any more, but the end of it does.
    this.transport.resume();
  }

  #turnSoon(): void {
    if (this.outbox.inTurn || this.#turnComes) return;
    this.#turnComes = true;
    this.#runtime.clock.soon(Drive.#turnNow, this);
  }

  /** So much came at once that other connections have their turn first; the peer waits meanwhile. */
  #breathe(): void {
    this.#hold(busy);
    this.#runtime.clock.soon(Drive.#goOn, this);
  }

  #hold(why: number): void {
    if (this.gone || this.#obeyed !== 'keep-open') return;
    if (this.#held === 0) this.transport.pause();
    this.#held |= why;
  }

  #release(why: number): void {
    if ((this.#held & why) === 0) return;
    this.#held &= ~why;
    if (this.#held !== 0) return;
    this.transport.resume();
    this.#turnSoon();
  }

  /**
   * When there is something to do. While nobody reads, the peer's silence says nothing and keepalive rests: as long as the
   * application likes if it asked for that, else not for ever.
   */
  #due(): number {
    if (this.#obeyed === 'abort') return Infinity;
    if (this.connection.phase.type !== 'open') return Math.min(this.#deadline, this.#abortAt);
    const end = Math.min(this.#abortAt, this.outbox.stallsAt(this.connection, this.#runtime.clock));
    if ((this.#held & (asked | full)) === 0) return Math.min(this.#deadline, end);
    return this.isPaused ? end : Math.min(this.#stillUntil, end);
  }

  /** One timer: a deadline that moves later does not touch it, one that comes sooner replaces it. */
  #setTimer(): void {
    const at = this.#due();
    if (at >= this.#timerAt || this.gone) return;
    const { clock } = this.#runtime;
    clock.clearTimer(this.#timer);
    this.#timerAt = at;
    this.#timer = clock.setTimer(at, Drive.#timerFired, this);
  }

  // What the clock calls, without a closure for each call.
  static #turnNow(this: void, drive: Drive): void {
    drive.#turnComes = false;
    drive.#turn();
  }

  static #goOn(this: void, drive: Drive): void {
    drive.#held &= ~busy;
    if (drive.#held !== 0) return;
    if (!drive.gone) drive.transport.resume();
    drive.#turn();
  }

  static #timerFired(this: void, drive: Drive): void {
    drive.#timerAt = Infinity;
    const { clock } = drive.#runtime;
    // Whether it fires on time or after a stall of our own: what waits to be read is read first.
    if (clock.now() >= drive.#due()) clock.soon(Drive.#overdue, drive);
    else drive.#setTimer();
  }

  static #overdue(this: void, drive: Drive): void {
    const { connection } = drive;
    const { clock } = drive.#runtime;
    const now = (drive.#now = clock.now());
    if (now < drive.#due()) return drive.#setTimer();
    const isOpen = connection.phase.type === 'open';
    if (now >= drive.#abortAt) drive.#order = 'abort';
    else if (isOpen && now >= drive.outbox.stallsAt(connection, clock)) drive.#noteEnd('stalled');
    else if (isOpen && (drive.#held & full) !== 0) drive.#lookRound();
    else drive.#take(elapse(connection, now), true);
    drive.#turn();
  }

  /** Whether anybody will ever read is the listener's to say; whether the peer is there, a write shows. */
  #lookRound(): void {
    this.#stillUntil = this.#now + patience(this.connection);
    this.#listener.stalled();
    if (this.connection.phase.type !== 'open') {
      this.#abortAt = this.#now + grace(this.connection);
    } else if (this.outbox.bufferedOctets === 0) {
      this.#take(heartbeat(this.connection, this.#now), true);
    }
  }
}
