/**
 * What a message is (RFC 6455 §5.6, §6), and the control messages between them (§5.5). One vocabulary both
 * ways: what one side sends, the other side gets told in the same words.
 *
 * @module
 */

/** A text message (RFC 6455 §5.6). */
export interface TextMessage {
  readonly type: 'text';
  readonly text: string;
}

/** A binary message (RFC 6455 §5.6). Received octets belong to whoever gets them. */
export interface BinaryMessage {
  readonly type: 'binary';
  readonly data: Uint8Array;
}

/** A part of a text message (RFC 6455 §5.4); cut only between code points. */
export interface TextPart {
  readonly type: 'text-part';
  readonly text: string;
  /** Whether the message ends with this part. */
  readonly final: boolean;
}

/** A part of a binary message (RFC 6455 §5.4). */
export interface BinaryPart {
  readonly type: 'binary-part';
  readonly data: Uint8Array;
  /** Whether the message ends with this part. */
  readonly final: boolean;
}

/** A Ping (RFC 6455 §5.5.2). */
export interface PingMessage {
  readonly type: 'ping';
  readonly applicationData: Uint8Array;
}

/** A Pong (RFC 6455 §5.5.3). */
export interface PongMessage {
  readonly type: 'pong';
  readonly applicationData: Uint8Array;
}

/** A Close (RFC 6455 §5.5.1); 1005 and `''` when its body is empty. */
export interface CloseMessage {
  readonly type: 'close';
  readonly statusCode: number;
  readonly reason: string;
}

/** Everything that can arrive. */
export type Message =
  | TextMessage
  | BinaryMessage
  | TextPart
  | BinaryPart
  | PingMessage
  | PongMessage
  | CloseMessage;
