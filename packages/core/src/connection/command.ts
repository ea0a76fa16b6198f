/**
 * What the application may ask.
 *
 * @module
 */

import type { Fields } from '../http/fields.ts';
import type { PreparedMessage } from '../message/prepared.ts';
import type { Limits } from '../vocabulary/limits.ts';

/** Sends a text message (RFC 6455 §6.1): in one frame, or in frames of at most `fragmentOctets`. */
export interface TextCommand {
  readonly type: 'text';
  readonly text: string;
  readonly fragmentOctets?: number;
  readonly compress?: boolean;
}

/** Sends a binary message (RFC 6455 §6.1): in one frame, or in frames of at most `fragmentOctets`. */
export interface BinaryCommand {
  readonly type: 'binary';
  readonly data: Uint8Array;
  readonly fragmentOctets?: number;
  readonly compress?: boolean;
}

/** Sends a part of a text message whose whole is not known yet (RFC 6455 §5.4). */
export interface TextPartCommand {
  readonly type: 'text-part';
  readonly text: string;
  readonly final: boolean;
  readonly compress?: boolean;
}

/** Sends a part of a binary message whose whole is not known yet (RFC 6455 §5.4). */
export interface BinaryPartCommand {
  readonly type: 'binary-part';
  readonly data: Uint8Array;
  readonly final: boolean;
  readonly compress?: boolean;
}

/** Sends a message that was encoded once for many connections. */
export interface PreparedCommand {
  readonly type: 'prepared';
  readonly message: PreparedMessage;
}

/** Sends a Ping (RFC 6455 §5.5.2); its Pong will tell the round-trip time. */
export interface PingCommand {
  readonly type: 'ping';
  readonly applicationData?: Uint8Array;
}

/** Sends a Pong that nobody asked for, or answers a Ping by hand (RFC 6455 §5.5.3). */
export interface PongCommand {
  readonly type: 'pong';
  readonly applicationData?: Uint8Array;
}

/** *Start the WebSocket Closing Handshake* (RFC 6455 §7.1.2). Without a code the Close frame is empty. */
export interface CloseCommand {
  readonly type: 'close';
  readonly statusCode?: number;
  readonly reason?: string;
}

/** Gives up at once, without a Close frame. */
export interface AbortCommand {
  readonly type: 'abort';
}

/** Server: answers the request with 101 (RFC 6455 §4.2.2). */
export interface AcceptCommand {
  readonly type: 'accept';
  /** One of those offered; none when left out. */
  readonly subprotocol?: string;
  /** Further header lines. */
  readonly fields?: Fields;
}

/** Server: answers the request with an HTTP status from 300 to 599 and ends the connection. */
export interface RefuseCommand {
  readonly type: 'refuse';
  readonly status: number;
  readonly fields?: Fields;
  readonly body?: Uint8Array;
}

/** Stops delivering events; octets that still come are kept. */
export interface PauseCommand {
  readonly type: 'pause';
}

/** Goes on delivering events, first from what was kept. */
export interface ResumeCommand {
  readonly type: 'resume';
}

/** Changes limits while open. */
export interface LimitCommand {
  readonly type: 'limit';
  readonly limits: Partial<Limits>;
}

/** Hands a setting to an agreed extension. */
export interface ConfigureCommand {
  readonly type: 'configure';
  readonly extension: string;
  readonly setting: unknown;
}

/** Everything the application can ask. */
export type Command =
  | TextCommand
  | BinaryCommand
  | TextPartCommand
  | BinaryPartCommand
  | PreparedCommand
  | PingCommand
  | PongCommand
  | CloseCommand
  | AbortCommand
  | AcceptCommand
  | RefuseCommand
  | PauseCommand
  | ResumeCommand
  | LimitCommand
  | ConfigureCommand;
