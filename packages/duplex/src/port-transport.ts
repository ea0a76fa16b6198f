/**
 * A message port as a transport. Ports have no backpressure and no ends, so both ends speak this, a message each:
 *
 * | message      | meaning                                                                             |
 * | ------------ | ----------------------------------------------------------------------------------- |
 * | `Uint8Array` | octets, at least one, never more than the other end has given credit for            |
 * | a number     | credit: so many octets more may come. Each end begins with 262,144                  |
 * | `null`       | the end of this direction                                                           |
 * | `'reset'`    | the end of both, at once                                                            |
 *
 * Anything else, or octets beyond the credit, breaks the transport: whoever is there does not speak this.
 *
 * @module
 */

import type { Peer, Transport, TransportListener } from '@sansws/adapter-kit';
import { copied, ownedAlone } from './duplex.ts';
import type { PortLike } from './duplex.ts';

/** The credit that each end begins with, in octets: what may be under way and unread at most. */
export const portWindow = 262_144;

/** One message carries at most so much, so that credit comes back while the rest is still to be sent. */
const longestMessage = 65_536;

/** Up to so many octets go together while they wait: a piece has its price, however few it holds. */
const smallPiece = 1_024;

/** One end of a message channel. */
export class PortTransport implements Transport {
  readonly remoteAddress: string;
  readonly secure: boolean;
  readonly copies = true;
  readonly #port: PortLike;
  #listener: TransportListener | null = null;
  /** What waits for credit. */
  #waiting: Uint8Array<ArrayBuffer>[] = [];
  #credit = portWindow;
  /** What the other end may still send. */
  #granted = portWindow;
  /** What was read and not given back as credit yet. */
  #consumed = 0;
  /** What came while nobody was to be told. */
  #kept: Uint8Array[] = [];
  #isPaused = false;
  #isEnding = false;
  #isDiscarding = false;
  /** Whether the end has come, which is told once all before it is; and which ends were told. */
  #hasEndCome = false;
  #hasEnded = { reading: false, writing: false };
  #isOver = false;

  constructor(port: PortLike, { remoteAddress, secure }: Peer) {
    this.remoteAddress = remoteAddress;
    this.secure = secure;
    this.#port = port;
  }

  get bufferedOctets(): number {
    return this.#waiting.reduce((sum, { length }) => sum + length, 0);
  }

  start(listener: TransportListener): void {
    this.#listener = listener;
    if (this.#isOver) {
      this.#tellClosedSoon();
      return;
    }
    const port = this.#port;
    const received = (message: unknown): void => this.#received(message);
    const garbled = (): void => this.#fail(new TypeError('A message came that cannot be read'));
    const gone = (): void => this.#fail(new Error('The port was closed without an end'));
    if ('addEventListener' in port) {
      port.addEventListener('message', (event) => received((event as { readonly data: unknown }).data));
      port.addEventListener('messageerror', garbled);
      port.addEventListener('close', gone);
    } else {
      port.on('message', received);
      port.on('messageerror', garbled);
      port.on('close', gone);
    }
    port.start?.();
  }

  write(segments: readonly Uint8Array[]): boolean {
    if (this.#isOver || this.#isEnding) return true;
    const octets = copied(segments);
    // Each piece has memory of its own: it goes over to the other end.
    for (let at = 0; at < octets.length; at += longestMessage) {
      this.#waiting.push(octets.length <= longestMessage ? octets : octets.slice(at, at + longestMessage));
    }
    this.#sendWaiting();
    return this.#waiting.length === 0;
  }

  endWriting(): void {
    if (this.#isEnding || this.#isOver) return;
    this.#isEnding = true;
    this.#sendWaiting();
  }

  close(): void {
    this.#isDiscarding = true;
    this.endWriting();
    this.resume();
  }

  abort(): void {
    if (this.#isOver) return;
    this.#letGo();
    this.#tellClosedSoon();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    // In a turn of its own, as if it came now.
    if (this.#kept.length > 0 || this.#hasEndCome) void Promise.resolve().then(() => this.#tellKept());
  }

  #received(message: unknown): void {
    if (this.#isOver) return;
    if (message instanceof Uint8Array && !this.#hasEndCome) this.#receivedOctets(message);
    else if (typeof message === 'number') this.#receivedCredit(message);
    else if (message === null && !this.#hasEndCome) this.#receivedEnd();
    else if (message === 'reset') this.#fail(new Error('The other end has let go'));
    else this.#fail(new TypeError('The other end does not speak the port protocol'));
  }

  #receivedOctets(octets: Uint8Array): void {
    const { length } = octets;
    this.#granted -= length;
    if (length === 0) this.#fail(new RangeError('A message without octets came, which costs no credit'));
    else if (this.#granted < 0) this.#fail(new RangeError('More octets came than there was credit for'));
    else this.#keep(ownedAlone(octets, length));
  }

  #receivedEnd(): void {
    this.#hasEndCome = true;
    this.#tellKept();
  }

  #receivedCredit(credit: number): void {
    const isFine = Number.isSafeInteger(credit) && credit > 0 && this.#credit + credit <= portWindow;
    if (!isFine) {
      this.#fail(new RangeError(`${credit} octets of credit cannot be right`));
      return;
    }
    this.#credit += credit;
    if (this.#waiting.length === 0) return;
    this.#sendWaiting();
    if (this.#waiting.length === 0 && !this.#isEnding) this.#listener?.drained();
  }

  #keep(octets: Uint8Array): void {
    const last = this.#kept.at(-1);
    if (last !== undefined && last.length + octets.length <= smallPiece) {
      this.#kept[this.#kept.length - 1] = copied([last, octets]);
    } else this.#kept.push(octets);
    this.#tellKept();
  }

  #tellKept(): void {
    while (!this.#isPaused && !this.#isOver) {
      const octets = this.#kept.shift();
      if (octets === undefined) break;
      if (!this.#isDiscarding) this.#listener?.chunk(octets);
      this.#giveBack(octets.length);
    }
    if (!this.#hasEndCome || this.#hasEnded.reading || this.#isPaused || this.#isOver) return;
    this.#hasEnded.reading = true;
    this.#listener?.ended();
    this.#finish();
  }

  /** Credit for what was read, in few messages. */
  #giveBack(length: number): void {
    this.#consumed += length;
    if (this.#consumed * 2 < portWindow || this.#isOver) return;
    this.#granted += this.#consumed;
    this.#post(this.#consumed);
    this.#consumed = 0;
  }

  #sendWaiting(): void {
    while (this.#waiting.length > 0 && this.#credit > 0) {
      const first = this.#waiting[0] as Uint8Array<ArrayBuffer>;
      const fits = first.length <= this.#credit;
      const piece = fits ? first : first.slice(0, this.#credit);
      if (fits) this.#waiting.shift();
      else this.#waiting[0] = first.slice(this.#credit);
      this.#credit -= piece.length;
      this.#post(piece, [piece.buffer]);
    }
    if (!this.#isEnding || this.#waiting.length > 0 || this.#hasEnded.writing) return;
    this.#hasEnded.writing = true;
    this.#post(null);
    this.#finish();
  }

  #post(message: unknown, transfer: ArrayBuffer[] = []): void {
    try {
      this.#port.postMessage(message, transfer);
    } catch (problem) {
      void Promise.resolve().then(() => this.#fail(problem));
    }
  }

  /** Both directions have ended in order: that is all. */
  #finish(): void {
    if (this.#isOver || !this.#hasEnded.reading || !this.#hasEnded.writing) return;
    this.#isOver = true;
    this.#port.close?.();
    this.#tellClosedSoon();
  }

  #fail(problem: unknown): void {
    if (this.#isOver) return;
    this.#letGo();
    this.#listener?.broken(problem);
    this.#tellClosedSoon();
  }

  /** Later and once: whoever asks for the end is not to be told within the call. */
  #tellClosedSoon(): void {
    const listener = this.#listener;
    this.#listener = null;
    void Promise.resolve().then(() => listener?.closed());
  }

  #letGo(): void {
    this.#isOver = true;
    this.#waiting = [];
    this.#kept = [];
    try {
      this.#port.postMessage('reset', []);
    } catch {
      // Then nobody hears it.
    }
    this.#port.close?.();
  }
}
