/**
 * The errors that an application meets. Peers' faults come as events and in the close record.
 *
 * @module
 */

import type { CloseRecord, HandshakeFailure, Refusal, ResponseHead } from '@sansws/core';

/** Why a socket did not do what it was asked: a refusal of the core, of the outbox, or of the delivery. */
export type SocketRefusal = Refusal | OverloadedRefusal | DeliveryRefusal;

/** So much waits to be sent that nothing more is taken. */
export interface OverloadedRefusal {
  readonly name: 'overloaded';
  readonly section: string;
  readonly sentence: string;
  readonly detail: string;
}

/** Messages were asked for where parts are delivered, or parts where messages are. */
export interface DeliveryRefusal {
  readonly name: 'delivered-otherwise';
  readonly section: string;
  readonly sentence: string;
  readonly detail: string;
}

/** The refusal of whoever wants to listen by `means` for what never comes here. */
export function deliveredOtherwise(means: string, inParts: boolean): DeliveryRefusal {
  return {
    name: 'delivered-otherwise',
    section: 'docs/tour.md',
    sentence: inParts
      ? "This connection delivers parts (delivery: 'parts'): take them by `parts()` or `on('part')`"
      : "This connection delivers whole messages: parts come with the option delivery: 'parts'",
    detail: means,
  };
}

/** The refusal of a message when `octets` wait already and `limit` is all that may. */
export function overloaded(octets: number, limit: number): OverloadedRefusal {
  return {
    name: 'overloaded',
    section: 'docs/tour.md',
    sentence: 'The peer reads more slowly than this end sends; wait for `send` before sending more',
    detail: `${octets} octets wait, ${limit} may`,
  };
}

/**
 * The application asked the impossible: `refusal` says what, and nothing was sent.
 *
 * @example
 * ```ts
 * import { SocketError, overloaded } from '@sansws/adapter-kit';
 * import { equal } from 'node:assert/strict';
 * equal(new SocketError(overloaded(5, 4)).refusal.name, 'overloaded');
 * ```
 */
export class SocketError extends Error {
  override readonly name = 'SocketError';
  readonly refusal: SocketRefusal;

  constructor(refusal: SocketRefusal) {
    super(`${refusal.sentence} (${refusal.section}): ${refusal.detail}`);
    this.refusal = refusal;
  }

  /** Whether the connection was closing or closed: nobody's mistake, if it was the peer that went. */
  get isTooLate(): boolean {
    return this.refusal.name === 'not-open' || this.refusal.name === 'already-closing';
  }
}

/** What became of an opening handshake that failed. */
export interface FailedHandshake {
  /** What the answer lacks; `null` when the connection ended before there was one. */
  readonly failure: HandshakeFailure | null;
  /** The answer as it came, if one did. */
  readonly response: ResponseHead | null;
  /** The beginning of the answer's body. */
  readonly body: Uint8Array;
  readonly record: CloseRecord;
}

/**
 * The opening handshake failed (RFC 6455 §4.1): a server refused, answered nonsense, or went away.
 *
 * @example
 * ```ts
 * import { HandshakeError } from '@sansws/adapter-kit';
 * import type { FailedHandshake } from '@sansws/adapter-kit';
 * import { equal } from 'node:assert/strict';
 * const record = { statusCode: 1006, reason: '', clean: false, sent: null, received: null, first: null,
 *   cause: 'transport-ended', violation: null, failure: null } as const;
 * const failed: FailedHandshake = { failure: null, response: null, body: new Uint8Array(0), record };
 * equal(new HandshakeError(failed).message, 'The opening handshake failed: transport-ended');
 * ```
 */
export class HandshakeError extends Error {
  override readonly name = 'HandshakeError';
  readonly failure: HandshakeFailure | null;
  readonly response: ResponseHead | null;
  readonly body: Uint8Array;
  readonly record: CloseRecord;

  constructor(failed: FailedHandshake, cause?: unknown) {
    const { failure, response, body, record } = failed;
    const why =
      failure === null ? record.cause : `${failure.sentence} (${failure.section}): ${failure.detail}`;
    super(`The opening handshake failed: ${why}`, cause === undefined ? undefined : { cause });
    this.failure = failure;
    this.response = response;
    this.body = body;
    this.record = record;
  }
}
