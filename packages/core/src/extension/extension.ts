/**
 * The contract of an extension (RFC 6455 §9): functions over a state value.
 *
 * An extension never sees frames' headers, keys or the connection; it sees the parts of messages. Parts, not
 * whole messages, so that a size limit can hold while a payload is being inflated. Everything is synchronous
 * and pure: the same state and part give the same outcome, and an old state stays usable for ever.
 *
 * @module
 */

import type { Role } from '../vocabulary/role.ts';
import type { ViolationName } from '../vocabulary/violation.ts';

/** A parameter of an extension: `name` or `name=value` (RFC 6455 §9.1); `true` where there is no value. */
export type Parameter = readonly [name: string, value: string | true];

/** One element of Sec-WebSocket-Extensions: an extension with its parameters, in the order of the wire. */
export interface ExtensionElement {
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

/** A piece of the payload of one data message, on its way through the extensions. */
export interface MessagePart {
  readonly opcode: 0x1 | 0x2;
  /** RSV1-3 of the first frame of the message as a number 0-7 (RSV1 = 4); 0 on every later part. */
  readonly reserved: number;
  /** Whether the message begins with this part. */
  readonly first: boolean;
  /** Whether the message ends with this part. */
  readonly final: boolean;
  readonly payload: Uint8Array;
  /** Outbound only: `false` when the sender asks that this message go uncompressed. */
  readonly compress: boolean;
  /** Outbound only: how many octets the whole message has, if its sender knows; left out where that is not known. */
  readonly messageOctets?: number | undefined;
}

/** What became of a part: the next state and what takes its place, or a fault. */
export type Transformed<State> =
  | {
      readonly ok: true;
      readonly state: State;
      /** RSV1-3 after this extension: outbound with its own bits set, inbound with them taken off. */
      readonly reserved: number;
      /** The octets that take the place of the payload, in order; none is allowed. Nobody writes them any more. */
      readonly payload: readonly Uint8Array[];
    }
  | {
      readonly ok: false;
      /** Inbound: what the peer broke. Outbound: read as "could not", the message is not sent. */
      readonly violation: ViolationName;
      /**
       * Inbound: the octets that came out before the fault, as many as there was room for. Text is looked at first:
       * what is wrong with it comes first, however the octets were cut (docs/decisions/0008-extensions.md).
       */
      readonly before?: readonly Uint8Array[];
    };

/** An extension in use on one connection, with what was agreed (RFC 6455 §9.1 *Extensions In Use*). */
export interface ExtensionSession<State> {
  readonly name: string;
  /** The parameters as the server's answer carries them. */
  readonly parameters: readonly Parameter[];
  /** The RSV bits it gives a meaning to, as a number 0-7 (RSV1 = 4). */
  readonly reservedBits: number;
  /** The state in which a connection begins; a plain value. */
  readonly initial: State;
  /** Transforms a part on its way out. Never changes `part.payload`. */
  readonly outbound: (state: State, part: MessagePart) => Transformed<State>;
  /**
   * Transforms a part on its way in. `room` is how many octets may come out: an extension stops as soon as
   * there would be more and answers with the violation `inflated-message-too-big`.
   */
  readonly inbound: (state: State, part: MessagePart, room: number) => Transformed<State>;
  /** Answers the command `configure`: a setting of the extension's own kind, changed while open. */
  readonly configure?: (state: State, setting: unknown) => State;
  /** The state as a JSON value, to be resumed elsewhere. */
  readonly snapshot: (state: State) => unknown;
  /** The state that `snapshot` was taken of. Throws a `TypeError` for anything else. */
  readonly resume: (snapshot: unknown) => State;
  /**
   * Told once when a connection lets go of a state for ever, so that caches beside the value can be freed.
   * Must make no difference to any outcome.
   */
  readonly retire?: (state: State) => void;
}

/** A session whose kind of state nobody but itself knows. */
export type AnySession = ExtensionSession<unknown>;

/** An extension that can be offered, accepted and confirmed (RFC 6455 §9.1). */
export interface Extension {
  /** The registered token, such as `permessage-deflate`. */
  readonly name: string;
  /** Client: one or more offers in order of preference; several are fallbacks for each other. */
  readonly offers: readonly (readonly Parameter[])[];
  /** Server: answers one offer with a session, or declines it with `null`. Total: any parameters can come. */
  readonly accept: (offer: readonly Parameter[]) => AnySession | null;
  /** Client: the session that the server's answer means, or `null` if the answer does not fit the offers. */
  readonly confirm: (answer: readonly Parameter[]) => AnySession | null;
  /**
   * The session that agreed parameters mean to `role`, when a snapshot is resumed. Left out, `confirm`
   * (client) or `accept` (server) is asked, which does for extensions whose answer repeats the offer.
   */
  readonly revive?: (role: Role, agreed: readonly Parameter[]) => AnySession | null;
}

/**
 * Forgets the kind of a session's state, so that sessions of several extensions fit in one list.
 *
 * Sound because a chain hands every state only to the session that it came from.
 *
 * @example
 * ```ts
 * import { anySession } from '@sansws/core/extension';
 * import { equal } from 'node:assert/strict';
 * const session = anySession<null>({
 *   name: 'x-nothing',
 *   parameters: [],
 *   reservedBits: 0,
 *   initial: null,
 *   outbound: (state, part) => ({ ok: true, state, reserved: part.reserved, payload: [part.payload] }),
 *   inbound: (state, part) => ({ ok: true, state, reserved: part.reserved, payload: [part.payload] }),
 *   snapshot: (state) => state,
 *   resume: () => null,
 * });
 * equal(session.name, 'x-nothing');
 * ```
 */
export function anySession<State>(session: ExtensionSession<State>): AnySession {
  return session as unknown as AnySession;
}
