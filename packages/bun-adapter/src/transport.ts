/**
 * A socket of Bun as a transport: TCP, TLS, a Unix socket.
 *
 * @module
 */

import type { Transport, TransportListener } from '@sansws/adapter-kit';

/** A socket whose data is its transport. */
export type BunSocket = Bun.Socket<BunTransport>;

/** One socket. It is made before its socket, which Bun hands over when it is open. */
export class BunTransport implements Transport {
  readonly secure: boolean;
  /** What Bun says it has written is with the kernel, or encrypted. */
  readonly copies = true;
  bufferedOctets = 0;

  #socket: BunSocket | null = null;
  #listener: TransportListener | null = null;
  /** What the kernel has not taken yet, in order. */
  #waiting: Uint8Array[] = [];
  #isPaused = false;
  #hasEnded = false;
  /** What comes is thrown away. */
  #isClosing = false;
  #writing: 'open' | 'ending' | 'ended' = 'open';
  #problem: unknown = undefined;
  /** Whether the listener knows of the problem, whether the socket is gone, and whether the listener knows that. */
  #isBroken = false;
  #isGone = false;
  #isOver = false;

  constructor(secure: boolean) {
    this.secure = secure;
  }

  get remoteAddress(): string {
    return this.#socket?.remoteAddress ?? '';
  }

  /** The socket is open. */
  take(socket: BunSocket): void {
    this.#socket = socket;
    if (this.#isGone) socket.terminate();
  }

  /** Begins; once more after a pause, with another listener, when somebody else goes on (a tunnel). */
  start(listener: TransportListener): void {
    this.#listener = listener;
    if (this.#isGone) this.#tellGoneSoon();
    else this.resume();
  }

  write(segments: readonly Uint8Array[]): boolean {
    if (this.#isGone || this.#writing !== 'open') return true;
    for (const segment of segments) {
      const count = this.#waiting.length > 0 ? 0 : this.#writeSome(segment);
      if (count === segment.length) continue;
      this.#waiting.push(count === 0 ? segment : segment.subarray(count));
      this.bufferedOctets += segment.length - count;
    }
    return this.#waiting.length === 0;
  }

  endWriting(): void {
    if (this.#isGone || this.#writing !== 'open') return;
    this.#writing = 'ending';
    if (this.#waiting.length === 0) this.#shutDown();
  }

  close(): void {
    this.#isClosing = true;
    this.endWriting();
    this.resume();
  }

  abort(): void {
    if (this.#isGone) return;
    this.#socket?.terminate();
    this.#letGo();
  }

  pause(): void {
    if (this.#isPaused || this.#isGone) return;
    this.#isPaused = true;
    this.#socket?.pause();
  }

  resume(): void {
    if (!this.#isPaused || this.#isGone) return;
    this.#isPaused = false;
    this.#socket?.resume();
  }

  /** @internal Octets came. */
  chunk(octets: Uint8Array): void {
    if (!this.#isClosing && !this.#isGone) this.#listener?.chunk(octets);
  }

  /** @internal The kernel takes octets again, or the handshake of TLS is over. */
  drained(): void {
    if (this.#waiting.length === 0 || this.#isGone) return;
    let index = 0;
    for (; index < this.#waiting.length; index++) {
      const octets = this.#waiting[index] as Uint8Array;
      const count = this.#writeSome(octets);
      this.bufferedOctets -= count;
      if (count === octets.length) continue;
      this.#waiting[index] = octets.subarray(count);
      break;
    }
    this.#waiting.splice(0, index);
    if (this.#waiting.length > 0) return;
    if (this.#writing === 'ending') this.#shutDown();
    this.#listener?.drained();
  }

  /** @internal The peer has ended its direction. */
  ended(): void {
    if (this.#hasEnded || this.#isGone) return;
    this.#hasEnded = true;
    this.#listener?.ended();
    if (this.#writing === 'ended') this.#socket?.end();
  }

  /** @internal Something failed: the socket is about to close. */
  broken(problem: unknown): void {
    if (this.#isGone) return;
    this.#problem ??= problem;
    if (this.#listener === null || this.#isBroken) return;
    this.#isBroken = true;
    this.#listener.broken(problem);
  }

  /** @internal The socket is gone. */
  closed(problem: unknown): void {
    if (this.#isGone) return;
    if (problem !== undefined && problem !== null) this.broken(problem);
    this.#letGo();
  }

  /** What broke the socket before anybody listened. */
  get problem(): unknown {
    return this.#problem;
  }

  /** How many octets were taken: none, if the socket is gone, which `closed` will tell. */
  #writeSome(octets: Uint8Array): number {
    return Math.max(0, this.#socket?.write(octets) ?? 0);
  }

  #shutDown(): void {
    this.#writing = 'ended';
    if (this.#hasEnded) this.#socket?.end();
    else this.#socket?.shutdown();
  }

  #letGo(): void {
    this.#isGone = true;
    this.#waiting = [];
    this.bufferedOctets = 0;
    this.#tellGoneSoon();
  }

  /** Whoever lets go, or begins too late, is not told anything before the call returns. */
  #tellGoneSoon(): void {
    void Promise.resolve(this).then(BunTransport.#tellGone);
  }

  static #tellGone(this: void, transport: BunTransport): void {
    const listener = transport.#listener;
    if (listener === null || transport.#isOver) return;
    transport.#isOver = true;
    if (transport.#problem !== undefined && !transport.#isBroken) listener.broken(transport.#problem);
    listener.closed();
  }
}

/** What Bun calls, shared by all sockets. */
export const handlers: Bun.SocketHandler<BunTransport, 'uint8array'> = {
  binaryType: 'uint8array',
  open: (socket) => socket.data.take(socket),
  data: (socket, octets) => socket.data.chunk(octets),
  drain: (socket) => socket.data.drained(),
  end: (socket) => socket.data.ended(),
  error: (socket, problem) => socket.data.broken(problem),
  close: (socket, problem) => socket.data.closed(problem),
};
