/**
 * A stream of Node as a transport: `net.Socket`, `tls.TLSSocket`, or any other `Duplex`.
 *
 * @module
 */

import { Duplex } from 'node:stream';
import { Socket as NetSocket } from 'node:net';
import type { Transport, TransportListener } from '@sansws/adapter-kit';
import { engine } from './engine.ts';

const owner = Symbol('sansws transport');

type OwnedStream = Duplex & { [owner]?: NodeTransport };

const { reads, onePiece } = engine;

/** One stream. It is listened to from the first tick on, so that no error of it can end the process. */
export class NodeTransport implements Transport {
  readonly secure: boolean;
  readonly #stream: OwnedStream;
  #listener: TransportListener | null = null;
  #problem: unknown = undefined;
  #isClosed = false;

  constructor(stream: Duplex, secure: boolean) {
    this.secure = secure;
    this.#stream = stream;
    this.#stream[owner] = this;
    stream.on('error', onError);
    stream.on('close', onClose);
  }

  get remoteAddress(): string {
    return (this.#stream as Partial<NetSocket>).remoteAddress ?? '';
  }

  get bufferedOctets(): number {
    return this.#stream.writableLength;
  }

  get copies(): boolean {
    // A socket's octets are with the kernel, or encrypted, once none are buffered. Any other stream may pass on
    // the very memory it was given.
    return this.#stream instanceof NetSocket;
  }

  /** Begins; once more after a pause, with another listener, when somebody else goes on (a tunnel). */
  start(listener: TransportListener): void {
    const isFirst = this.#listener === null;
    this.#listener = listener;
    const stream = this.#stream;
    if (stream.destroyed) {
      this.#isClosed = false;
      process.nextTick(onDestroyedBefore, this);
      return;
    }
    if (!isFirst) {
      stream.resume();
      return;
    }
    stream.on('data', onData);
    stream.on('end', onEnd);
    stream.on('drain', onDrain);
    if (stream.readableEnded) process.nextTick(onEndedBefore, this);
  }

  write(segments: readonly Uint8Array[]): boolean {
    const stream = this.#stream;
    if (stream.destroyed || stream.writableEnded) return true;
    const parts =
      stream.writableLength === 0 && this.copies && !this.secure ? onePiece.of(segments) : segments;
    // Corked, all segments leave in one writev.
    if (parts.length > 1) stream.cork();
    for (const part of parts) stream.write(part);
    if (parts.length > 1) stream.uncork();
    if (stream.writableLength > 0) onePiece.leave(parts);
    // The kernel often takes all of it at once; `write` says `false` by the size alone.
    return stream.writableLength === 0 || !stream.writableNeedDrain;
  }

  endWriting(): void {
    if (!this.#stream.destroyed) this.#stream.end();
  }

  close(): void {
    const stream = this.#stream;
    if (stream.destroyed) return;
    stream.end();
    // Once both directions have ended, the stream destroys itself; till then what comes is thrown away.
    stream.resume();
  }

  abort(): void {
    this.#stream.destroy();
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  /** @internal The peer has ended its direction. */
  ended(): void {
    reads.give(this.#listener);
    if (!this.#isClosed) this.#listener?.ended();
  }

  /** @internal There is room again. */
  drained(): void {
    if (!this.#isClosed) this.#listener?.drained();
  }

  /** @internal Something failed: the stream is about to close. */
  broken(problem: unknown): void {
    this.#problem ??= problem;
    reads.give(this.#listener);
    if (!this.#isClosed) this.#listener?.broken(problem);
  }

  /** @internal The stream is gone. */
  closed(): void {
    if (this.#isClosed || this.#listener === null) return;
    reads.give(this.#listener);
    this.#isClosed = true;
    this.#listener.closed();
  }

  /** @internal Octets came. */
  chunk(octets: unknown): void {
    if (this.#isClosed || this.#listener === null) return;
    if (octets instanceof Uint8Array) reads.chunk(this.#listener, octets, this.copies);
    else
      this.#stream.destroy(new TypeError('A transport must deliver octets; this stream has an encoding set'));
  }

  /** @internal The stream was gone before anybody listened. */
  goneBefore(): void {
    // It may have failed before this transport was made, or not have emitted its error yet.
    const problem = this.#problem ?? this.#stream.errored;
    if (problem !== null) this.broken(problem);
    this.closed();
  }
}

// Shared by all streams: a closure for each would cost an idle connection more than all the rest of it.

function onData(this: OwnedStream, chunk: unknown): void {
  this[owner]?.chunk(chunk);
}

function onEnd(this: OwnedStream): void {
  this[owner]?.ended();
}

function onDrain(this: OwnedStream): void {
  this[owner]?.drained();
}

function onError(this: OwnedStream, problem: unknown): void {
  this[owner]?.broken(problem);
}

function onClose(this: OwnedStream): void {
  this[owner]?.closed();
}

function onDestroyedBefore(transport: NodeTransport): void {
  transport.goneBefore();
}

function onEndedBefore(transport: NodeTransport): void {
  transport.ended();
}
