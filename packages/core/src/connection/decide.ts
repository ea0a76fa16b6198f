/**
 * Server: the application's answer to a request (RFC 6455 §4.2.2).
 *
 * @module
 */

import { acceptResponse, refuseResponse } from '../handshake/answer.ts';
import { refusalOf } from '../vocabulary/refusal.ts';
import type { Refusal } from '../vocabulary/refusal.ts';
import { failure, success } from '../vocabulary/result.ts';
import type { Result } from '../vocabulary/result.ts';
import type { AcceptCommand, RefuseCommand } from './command.ts';
import type { AwaitingDecision, Connection } from './connection.ts';
import { established, refusing } from './handshake.ts';
import { noEvents } from './step.ts';
import type { Step } from './step.ts';

const nothing = /* @__PURE__ */ new Uint8Array(0);

/** Answers with 101; frames that came before come next (`more`). */
export function accept(connection: Connection, command: AcceptCommand, now: number): Result<Step, Refusal> {
  const phase = undecided(connection);
  if (!phase.ok) return phase;
  const { extensions } = connection.settings;
  const { subprotocol, fields } = command;
  const response = acceptResponse(phase.value.offer, {
    extensions,
    ...(subprotocol === undefined ? {} : { subprotocol }),
    ...(fields === undefined ? {} : { fields }),
  });
  if (!response.ok) return response;
  const step = established(connection, response.value.agreement, nothing, 0, now);
  const head = { type: 'octets', octets: response.value.octets } as const;
  return success({ ...step, outbound: [head] });
}

/** Answers with an HTTP status of the application's choice, and ends. */
export function refuse(connection: Connection, command: RefuseCommand, now: number): Result<Step, Refusal> {
  const phase = undecided(connection);
  if (!phase.ok) return phase;
  const response = refuseResponse(command);
  if (!response.ok) return response;
  const outbound = { type: 'octets', octets: response.value.octets } as const;
  return success(refusing(connection, null, noEvents, [outbound], now));
}

/** The request that waits for an answer, if there is one. */
function undecided(connection: Connection): Result<AwaitingDecision, Refusal> {
  const { phase } = connection;
  if (phase.type !== 'connecting') return failure(refusalOf('not-connecting', phase.type));
  if (phase.awaiting !== 'decision') return failure(refusalOf('nothing-to-decide', phase.awaiting));
  return success(phase);
}
