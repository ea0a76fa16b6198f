/**
 * What the application is told, in order.
 *
 * @module
 */

import type { ExtensionElement } from '../extension/extension.ts';
import type { CloseBody } from '../frame/close-body.ts';
import type { Fields } from '../http/fields.ts';
import type { RequestHead } from '../http/request-head.ts';
import type { ResponseHead } from '../http/response-head.ts';
import type { BinaryMessage, BinaryPart, PingMessage, TextMessage, TextPart } from '../message/message.ts';
import type { HandshakeFailure } from '../vocabulary/handshake-failure.ts';
import type { Violation } from '../vocabulary/violation.ts';

/** What the opening handshake settled (RFC 6455 §4.1: *Subprotocol In Use*, *Extensions In Use*). */
export interface Agreement {
  /** `''` when no subprotocol is in use. */
  readonly subprotocol: string;
  readonly extensions: readonly ExtensionElement[];
  /** Client: header lines of the response. Server: header lines of the request. */
  readonly fields: Fields;
}

/** A valid request that waits for `accept` or `refuse`. */
export interface RequestEvent {
  readonly type: 'request';
  readonly request: RequestHead;
  /** The subprotocols on offer, in the client's order of preference. */
  readonly subprotocols: readonly string[];
  /** The value of Origin, or `null` where there is none (RFC 6455 §10.2). */
  readonly origin: string | null;
}

/** *The WebSocket Connection is Established* (RFC 6455 §4.1). */
export interface EstablishedEvent {
  readonly type: 'established';
  readonly agreement: Agreement;
}

/** The opening handshake failed through the peer. A `closed` event follows. */
export interface RefusedEvent {
  readonly type: 'refused';
  readonly failure: HandshakeFailure;
  /** Client: the answer as it came; `null` if there was none that could be read. Server: `null`. */
  readonly response: ResponseHead | null;
  /** Client: the beginning of the answer's body, at most `limits.refusedBody` octets. */
  readonly body: Uint8Array;
}

/** A Pong came (RFC 6455 §5.5.3). */
export interface PongEvent {
  readonly type: 'pong';
  readonly applicationData: Uint8Array;
  /** Milliseconds since the Ping that it answers; `null` if it answers none of ours. */
  readonly roundTrip: number | null;
}

/** *The WebSocket Closing Handshake is Started* (RFC 6455 §7.1.3): a Close frame was sent or received. */
export interface ClosingEvent {
  readonly type: 'closing';
  /** Who began. */
  readonly by: 'local' | 'remote';
  /** 1005 when the Close frame carries none (RFC 6455 §7.1.5). */
  readonly statusCode: number;
  readonly reason: string;
}

/** The peer broke a rule: *Fail the WebSocket Connection* (RFC 6455 §7.1.7). Nothing it sends counts any more. */
export interface FailedEvent {
  readonly type: 'failed';
  readonly violation: Violation;
}

/** *The WebSocket Connection is Closed* (RFC 6455 §7.1.4): the last event, exactly once. */
export interface ClosedEvent {
  readonly type: 'closed';
  readonly record: CloseRecord;
}

/** Why a connection ended. */
export type CloseCause =
  | 'closing-handshake'
  | 'violation'
  | 'handshake-refused'
  | 'handshake-timeout'
  | 'close-timeout'
  | 'keepalive-timeout'
  | 'transport-ended'
  | 'transport-broken'
  | 'transport-stalled'
  | 'aborted';

/** All there is to know about an end: no more guessing why it is 1006. */
export interface CloseRecord {
  /** *The WebSocket Connection Close Code* (RFC 6455 §7.1.5): of the peer's Close, 1005 or 1006. */
  readonly statusCode: number;
  /** *The WebSocket Connection Close Reason* (RFC 6455 §7.1.6). */
  readonly reason: string;
  /** Whether a Close frame went each way (RFC 6455 §7.1.4 *cleanly*). */
  readonly clean: boolean;
  readonly sent: CloseBody | null;
  readonly received: CloseBody | null;
  /** Whose Close frame was first; `null` if there was none. */
  readonly first: 'local' | 'remote' | null;
  readonly cause: CloseCause;
  readonly violation: Violation | null;
  readonly failure: HandshakeFailure | null;
}

/**
 * Everything the application can be told. Messages and their parts come in the words of `message/`; the Pong
 * for a `ping` is already in `Step.outbound`, unless auto-pong is off.
 */
export type ConnectionEvent =
  | RequestEvent
  | EstablishedEvent
  | RefusedEvent
  | TextMessage
  | BinaryMessage
  | TextPart
  | BinaryPart
  | PingMessage
  | PongEvent
  | ClosingEvent
  | FailedEvent
  | ClosedEvent;
