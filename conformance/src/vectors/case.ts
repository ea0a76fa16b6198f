/**
 * What a conformance case is: what the fuzzer sends, what must come back, and how the end must look.
 *
 * @module
 */

/** A frame as the fuzzer puts it on the wire: nothing about it needs to be legal. */
export interface WireFrame {
  readonly fin: boolean;
  /** RSV1-3 as a number 0-7 (RSV1 = 4). */
  readonly reserved: number;
  /** Any 4-bit number. */
  readonly opcode: number;
  readonly payload: Uint8Array;
}

/** How octets are cut into writes: all at once, one write a frame, or so many octets a write. */
export type Chop = 'one-write' | 'frame-wise' | number;

/** One thing that the fuzzer does. */
export type Action =
  | { readonly type: 'send'; readonly frames: readonly WireFrame[]; readonly chop: Chop }
  /** A whole message, compressed as was agreed, then cut into frames of so many octets (0: one frame). */
  | { readonly type: 'send-compressed'; readonly message: WireFrame; readonly frameOctets: number }
  /** A piece of one frame, by payload octets; the header goes with the piece that begins at 0. */
  | { readonly type: 'send-piece'; readonly frame: WireFrame; readonly from: number; readonly to: number }
  /** Lets time pass, so that the pieces around it arrive apart. */
  | { readonly type: 'pause' }
  /** Waits until the peer has answered with so many events, counted from the beginning. */
  | { readonly type: 'await-events'; readonly count: number }
  /** The peer must not have failed the connection yet. */
  | { readonly type: 'still-open' }
  /** The peer must have failed the connection by now, not only later. */
  | { readonly type: 'has-failed' };

/** Something the peer sends back; events must be equal one by one, in order, and no more. */
export interface ExpectedEvent {
  readonly type: 'text' | 'binary' | 'ping' | 'pong';
  readonly payload: Uint8Array;
}

/** How the connection must end. */
export type Outcome =
  /** Once all events are there the fuzzer sends Close 1000; the peer answers 1000, cleanly. */
  | { readonly type: 'echo' }
  /** The script itself sends a good Close; the peer answers with one of these, cleanly. */
  | { readonly type: 'close'; readonly statusCodes: readonly number[] }
  /** *Fail the WebSocket Connection*: the peer sends a Close with one of these codes by itself. */
  | { readonly type: 'failure'; readonly statusCodes: readonly number[] };

/** What the fuzzer says of permessage-deflate in the opening handshake (RFC 7692 §7.1). */
export interface DeflateTerms {
  /** As a client, in order of preference; the server must take the first. */
  readonly offers: readonly string[];
  /** As a server: the first that the client's offer allows. */
  readonly answers: readonly string[];
}

/** One case of the table. Scripts are functions, so that 16 MiB exist only while their case runs. */
export interface ConformanceCase {
  readonly id: string;
  /** What is sent, in words. */
  readonly title: string;
  readonly script: () => readonly Action[];
  readonly events: () => readonly ExpectedEvent[];
  readonly outcome: Outcome;
  /** Left out, no extension is offered and none accepted. */
  readonly deflate?: DeflateTerms;
}

/** The status code that stands for a Close frame without one (RFC 6455 §7.1.5). */
export const emptyClose = 1005;
