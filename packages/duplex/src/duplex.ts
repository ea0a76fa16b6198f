/**
 * What carries octets both ways: a pair of web streams, or a message port. Told by shape, so that those of every
 * runtime fit.
 *
 * @module
 */

/** As much of a `ReadableStream` of octets as is needed here. */
export interface ReadableLike {
  getReader(): ReaderLike;
}

/** As much of its reader. */
export interface ReaderLike {
  read(): Promise<{ readonly done: boolean; readonly value?: unknown }>;
  cancel(reason?: unknown): Promise<unknown>;
}

/** As much of a `WritableStream` of octets as is needed here. */
export interface WritableLike {
  getWriter(): WriterLike;
}

/** As much of its writer. */
export interface WriterLike {
  /** How much more may wait; `null` once the stream has failed. */
  readonly desiredSize: number | null;
  readonly ready: Promise<unknown>;
  write(octets: Uint8Array): Promise<unknown>;
  close(): Promise<unknown>;
  abort(reason?: unknown): Promise<unknown>;
}

/** A pair of web streams: of a socket of Cloudflare, of WebTransport, of a child process by `toWeb`. */
export interface StreamPair {
  readonly readable: ReadableLike;
  readonly writable: WritableLike;
}

interface PortSending {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  start?(): void;
  close?(): void;
}

/** A `MessagePort`, or what speaks like one, such as a dedicated worker's global scope. */
export interface EventPort extends PortSending {
  addEventListener(type: 'message' | 'messageerror' | 'close', listener: (event: object) => void): void;
}

/** A `MessagePort` as `node:worker_threads` describes it. */
export interface EmitterPort extends PortSending {
  on(event: 'message' | 'messageerror' | 'close', listener: (value: unknown) => void): unknown;
}

/** One end of a message channel. What speaks this package's port protocol has to be at the other end. */
export type PortLike = EventPort | EmitterPort;

/** One end of anything that carries octets both ways, in order and without loss. */
export type Duplex = StreamPair | PortLike;

/** Whether it is a port. */
export function isPort(duplex: Duplex): duplex is PortLike {
  return 'postMessage' in duplex;
}

/** Several runs of octets in memory of their own, which nobody else has. */
export function copied(segments: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(segments.reduce((sum, segment) => sum + segment.length, 0));
  let at = 0;
  for (const segment of segments) {
    all.set(segment, at);
    at += segment.length;
  }
  return all;
}

/**
 * What came, as octets that nobody else writes to: the core sees one kind of array only, and memory that is shared
 * with another thread is copied. `length` is asked once: shared memory may grow from one question to the next.
 */
export function owned(octets: Uint8Array, length: number = octets.length): Uint8Array {
  const { buffer, byteOffset } = octets;
  if (buffer instanceof ArrayBuffer) {
    return octets.constructor === Uint8Array ? octets : new Uint8Array(buffer, byteOffset, length);
  }
  return new Uint8Array(new Uint8Array(buffer, byteOffset, length));
}

/** The same, in memory that holds little else: whoever counts the octets has counted the memory. */
export function ownedAlone(octets: Uint8Array, length: number): Uint8Array {
  const { buffer, byteOffset } = octets;
  // Memory that may grow is set aside for as much as it may grow to.
  const { maxByteLength = buffer.byteLength } = buffer as { readonly maxByteLength?: number };
  if (maxByteLength <= mostMemory * length) return owned(octets, length);
  return new Uint8Array(new Uint8Array(buffer, byteOffset, length));
}

/** Up to so many times the octets is little else. */
const mostMemory = 2;
