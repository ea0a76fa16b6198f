/**
 * What a socket tells, and how it is told what to do.
 *
 * @module
 */

import type { ClosingEvent, CloseRecord, Violation } from '@sansws/core';
import type { Message, Part } from './inbox.ts';

/** Where the connection is (RFC 6455 §4.1, §7.1.3, §7.1.4). */
export type SocketState = 'open' | 'closing' | 'closed';

/** How one message is sent. */
export interface SendOptions {
  /** Cuts the message into frames of at most so many octets (RFC 6455 §5.4). */
  readonly fragmentOctets?: number;
  /** `false` asks that this message go uncompressed. */
  readonly compress?: boolean;
}

/** What can be listened to with `on`. */
export interface SocketEvents {
  message: Message;
  part: Part;
  ping: Uint8Array;
  pong: Uint8Array;
  closing: ClosingEvent;
  failed: Violation;
  closed: CloseRecord;
  drain: undefined;
}

/** What is the same for many sockets, each a `Self`. */
export interface Hooks<Self> {
  /** Told of every error that a callback of the application throws or rejects with. */
  readonly onError: (error: unknown, socket: Self) => void;
  /** The time, for round trips. */
  readonly now: () => number;
  /** Told when the transport of an established connection is gone for good. */
  readonly onGone: (socket: Self) => void;
}
