/**
 * The closing handshake (RFC 6455 §5.5.1, §7.1) and the end of a connection.
 *
 * @module
 */

import { closeBodyOf, emptyCloseBody, encodeCloseBody } from '../frame/close-body.ts';
import type { CloseBody } from '../frame/close-body.ts';
import type { Outbound } from '../frame/outbound.ts';
import { controlFrame } from '../message/fragmenter.ts';
import { nothing } from '../message/inbound.ts';
import type { Refusal } from '../vocabulary/refusal.ts';
import { success } from '../vocabulary/result.ts';
import type { Result } from '../vocabulary/result.ts';
import { statusCodes } from '../vocabulary/status-code.ts';
import { emptied } from './connection.ts';
import type { Closing, Connection, Open } from './connection.ts';
import type { CloseCause, CloseRecord, ConnectionEvent } from './event.ts';
import { stepTo } from './step.ts';
import type { Step, TransportOrder } from './step.ts';
import { phaseAfter } from './transitions.ts';

/** *Start the WebSocket Closing Handshake* (RFC 6455 §7.1.2): sends a Close and goes on listening for theirs. */
export function startClosing(
  connection: Connection,
  statusCode: number | undefined,
  reason: string,
  now: number,
): Result<Step, Refusal> {
  const body = encodeCloseBody(statusCode, reason);
  if (!body.ok) return body;
  const sent: CloseBody = statusCode === undefined ? emptyCloseBody : { statusCode, reason };
  const phase: Closing = {
    type: phaseAfter(connection.phase.type, 'close-sent'),
    listening: true,
    sent,
    received: null,
    first: 'local',
    violation: null,
    failure: null,
    cause: 'close-timeout',
    deadline: now + connection.settings.closeTimeout,
  };
  const next: Connection = { ...connection, phase, now };
  const event: ConnectionEvent = { type: 'closing', by: 'local', ...sent };
  const frame = controlFrame(0x8, body.value, connection.settings.outbound.masked);
  return success(stepTo(next, [event], [frame], 'keep-open'));
}

/**
 * Their Close came (RFC 6455 §5.5.1): answered with its own status code unless ours is already under way.
 * Nothing is read after it. The server then ends its side first, the client waits for that (§7.1.1).
 */
export function closeReceived(
  connection: Connection,
  received: CloseBody,
  events: ConnectionEvent[],
  outbound: Outbound[],
  now: number,
): Step {
  const { phase, role, settings } = connection;
  const ours = phase as Open | Closing;
  const first = ours.type === 'closing';
  const sent: CloseBody | null = first ? ours.sent : { statusCode: received.statusCode, reason: '' };
  if (!first) {
    events.push({ type: 'closing', by: 'remote', ...received });
    // A code that came may also go.
    const empty = received.statusCode === statusCodes.noStatusReceived;
    const body = empty ? nothing : closeBodyOf(received.statusCode, nothing);
    outbound.push(controlFrame(0x8, body, settings.outbound.masked));
  }
  const closing: Closing = {
    type: phaseAfter(phase.type, 'close-received'),
    listening: false,
    sent,
    received,
    first: first ? 'local' : 'remote',
    violation: null,
    failure: null,
    cause: 'closing-handshake',
    deadline: now + settings.closeTimeout,
  };
  const order: TransportOrder = role === 'server' ? 'end-writing' : 'keep-open';
  return stepTo(emptied(connection, closing, now), events, outbound, order);
}

/**
 * *The WebSocket Connection is Closed* (RFC 6455 §7.1.4): the record is filled in and told, once. `cause` is
 * why it ended now; what began the end, if something did, goes before it.
 */
export function close(
  connection: Connection,
  cause: CloseCause,
  happening: 'ended' | 'timed-out' | 'aborted',
  order: TransportOrder,
  events: readonly ConnectionEvent[],
  outbound: readonly Outbound[],
  now: number,
): Step {
  const { phase } = connection;
  const closing = phase.type === 'closing' ? phase : null;
  const received = closing?.received ?? null;
  const sent = closing?.sent ?? null;
  const clean = sent !== null && received !== null;
  // What began the end names it; a closing handshake that stopped half-way is known by what stopped it.
  const begun = closing === null || closing.listening ? null : closing.cause;
  const refused = phase.type === 'connecting' && phase.awaiting === 'body' ? phase.failure : null;
  const record: CloseRecord = {
    statusCode: received?.statusCode ?? statusCodes.abnormalClosure,
    reason: received?.reason ?? '',
    clean,
    sent,
    received,
    first: closing?.first ?? null,
    cause: refused === null ? (begun ?? cause) : 'handshake-refused',
    violation: closing?.violation ?? null,
    failure: closing?.failure ?? refused,
  };
  const after = phaseAfter(phase.type, happening);
  const next = emptied(connection, { type: after, record }, now);
  return stepTo(next, [...events, { type: 'closed', record }], outbound, order);
}
