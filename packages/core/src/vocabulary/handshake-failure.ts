/**
 * Every way in which the opening handshake can fail through the peer: one table.
 *
 * @module
 */

/** A handshake that failed: the rule, and what it was about. */
export interface HandshakeFailure {
  readonly name: HandshakeFailureName;
  /** The HTTP status that a server answers with; 0 where a client found the failure and answers nothing. */
  readonly httpStatus: number;
  /** The section that is broken, such as `RFC 6455 §4.2.1`. */
  readonly section: string;
  /** The rule in one sentence. */
  readonly sentence: string;
  /** What it was about: a field's name or value, shortened and free of control characters. */
  readonly detail: string;
}

/** One way to fail. */
export type HandshakeFailureName = 'to-be-written-by-the-handshake-room';
