/**
 * What is judged here: anybody's codec, dressed in one of these small records.
 *
 * Every record is pure: state in, state out. A codec that keeps its state in an object is dressed by giving
 * the whole input so far as the state and starting anew with every call.
 *
 * @module
 */

import type { Command, Keepalive } from '@sansws/core/connection';
import type { ExtensionSession } from '@sansws/core/extension';
import type { Frame } from '@sansws/core/frame';
import type { Fields } from '@sansws/core/http';
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
  /** The extensions in use, in the agreed order; none when left out. */
  readonly sessions?: readonly ExtensionSession<unknown>[];
  /** Whether messages are heard whole (when left out) or in parts. What a subject cannot do it may ignore. */
  readonly delivery?: 'messages' | 'parts';
  /** Whether nobody writes to a chunk again, so that what is said may be views of it. */
  readonly chunks?: 'borrowed' | 'owned';
  readonly keepalive?: Keepalive | null;
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
  | { readonly type: 'text-part'; readonly text: string; readonly final: boolean }
  | { readonly type: 'binary-part'; readonly data: Uint8Array; readonly final: boolean }
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
  /** The state that the JSON value was taken of; the setting is what no JSON value can hold. */
  readonly resume: (snapshot: unknown, setting: Setting) => State;
}

/** What a client asks for (RFC 6455 §4.1). */
export interface Wish {
  readonly resourceName: string;
  readonly subprotocols: readonly string[];
  /** Further header lines. */
  readonly fields: Fields;
  readonly nonce: Uint8Array;
}

/** What one call of an opening handshake gives back. */
export interface Greeted<State> {
  readonly state: State;
  readonly written: Uint8Array;
  /** Server: the request, once all of it has come. */
  readonly request: Omit<Wish, 'nonce'> | null;
  /** Client: what was settled, once the answer has come. */
  readonly agreed: { readonly subprotocol: string; readonly fields: Fields } | null;
  /** Client: what was heard after the answer, in the same octets. */
  readonly heard: readonly Heard[];
}

/** Both ends of an opening handshake (RFC 6455 §4). */
export interface Greeter<State> {
  readonly ask: (wish: Wish) => Greeted<State>;
  readonly listen: () => State;
  readonly receive: (state: State, chunk: Uint8Array) => Greeted<State>;
  /** Server: answers the request; `''` for no subprotocol. */
  readonly accept: (state: State, subprotocol: string, fields: Fields) => Greeted<State>;
}
