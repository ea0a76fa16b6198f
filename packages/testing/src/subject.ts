/**
 * What is judged here: anybody's codec, dressed in one of these small records.
 *
 * Every record is pure: state in, state out. A codec that keeps its state in an object is dressed by giving
 * the whole input so far as the state and starting anew with every call.
 *
 * @module
 */

import type { Command } from '@sansws/core/connection';
import type { ExtensionSession } from '@sansws/core/extension';
import type { Frame } from '@sansws/core/frame';
import type { Limits, Role, ViolationName } from '@sansws/core/vocabulary';

/** A rule that the peer broke, and the octet that broke it, counted from the first after the handshake. */
export interface Fault {
  readonly name: ViolationName;
  readonly offset: number;
}

/** How a codec is set up. */
export interface Setting {
  /** The role of the codec itself: a server receives masked frames and sends bare ones. */
  readonly role: Role;
  readonly limits: Partial<Limits>;
}

/**
 * The receiving side of anything: octets in; what they say, or a fault, out.
 *
 * A receiver at the floor `frames` judges each header by itself and says whole frames (payloads unmasked); one
 * at the floor `messages` also judges their order and their payloads, says what was heard, and lets nothing
 * count after a Close.
 */
export interface Receiver<State> {
  readonly floor: Floor;
  readonly open: (setting: Setting) => State;
  readonly receive: (state: State, chunk: Uint8Array) => Received<State>;
}

/** How much of the protocol a receiver knows. */
export type Floor = 'frames' | 'messages';

/** What one call of a receiver gives back. */
export interface Received<State> {
  readonly state: State;
  readonly said: readonly (Frame | Heard)[];
  readonly fault: Fault | null;
}

/** A frame codec: octets to frames and back, no message and no connection. */
export interface FrameCodec<State> extends Receiver<State> {
  /** The octets of the frames; with keys (one a frame, big-endian numbers) they are masked. */
  readonly encode: (frames: readonly Frame[], maskingKeys: readonly number[] | null) => Uint8Array;
}

/** What an endpoint hears from its peer. */
export type Heard =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'binary'; readonly data: Uint8Array }
  | { readonly type: 'ping'; readonly applicationData: Uint8Array }
  | { readonly type: 'pong'; readonly applicationData: Uint8Array }
  | { readonly type: 'close'; readonly statusCode: number; readonly reason: string };

/** What one call of an endpoint gives back. */
export interface Reaction<State> {
  readonly state: State;
  readonly heard: readonly Heard[];
  /** The octets for the peer. */
  readonly written: Uint8Array;
  readonly fault: Fault | null;
  /** Whether this call told that the connection is closed. */
  readonly closed: boolean;
  /** All else that the call gave back; compared deeply where two calls must be alike. */
  readonly details: unknown;
}

/** One end of a connection whose opening handshake is over. */
export interface Endpoint<State> {
  readonly open: (setting: Setting) => State;
  /** Takes octets of the peer in and delivers everything that they hold. */
  readonly receive: (state: State, chunk: Uint8Array, now: number) => Reaction<State>;
  /** Takes the end of the peer's octets in. */
  readonly receiveEnd: (state: State, now: number) => Reaction<State>;
  /** Does what the application asks, or gives `null` where it refuses to. */
  readonly send: (state: State, command: Command, now: number) => Reaction<State> | null;
  /** Lets time pass. */
  readonly elapse: (state: State, now: number) => Reaction<State>;
  /** The state as a JSON value. */
  readonly snapshot: (state: State) => unknown;
  /** The state that the JSON value was taken of. */
  readonly resume: (snapshot: unknown) => State;
}

/** What went through a chain of extensions. */
export interface Passed<State> {
  readonly state: State;
  /** RSV1-3 of the message as a number 0-7 (RSV1 = 4). */
  readonly reserved: number;
  readonly payload: Uint8Array;
}

/** Several extensions in a row (RFC 6455 §9.1). */
export interface Chain<State> {
  /** The chain in the agreed order, or `null` where two sessions claim the same reserved bit. */
  readonly open: (sessions: readonly ExtensionSession<unknown>[]) => State | null;
  /** A whole binary message on its way out, given in parts. */
  readonly outbound: (state: State, parts: readonly Uint8Array[]) => Passed<State>;
  /** A whole binary message on its way in, given in parts; or the rule that it broke. */
  readonly inbound: (
    state: State,
    reserved: number,
    parts: readonly Uint8Array[],
  ) => Passed<State> | ViolationName;
}
