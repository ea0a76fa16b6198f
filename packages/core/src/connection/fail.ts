/**
 * *Fail the WebSocket Connection* (RFC 6455 §7.1.7): the only way to give up on a peer.
 *
 * @module
 */

import { encodeText } from '../bytes/text.ts';
import { closeBodyOf } from '../frame/close-body.ts';
import type { Outbound } from '../frame/outbound.ts';
import { controlFrame } from '../message/fragmenter.ts';
import type { Violation } from '../vocabulary/violation.ts';
import { emptied } from './connection.ts';
import type { Closing, Connection } from './connection.ts';
import type { ConnectionEvent } from './event.ts';
import { stepTo } from './step.ts';
import type { Step } from './step.ts';
import { phaseAfter } from './transitions.ts';

/**
 * Fails the connection over a violation: one `failed` event, one Close with the violation's status code
 * (unless a Close has gone out before), then our side of the transport ends. From here on the connection is
 * poisoned: it holds nothing and hears nothing.
 */
export function fail(
  connection: Connection,
  violation: Violation,
  events: ConnectionEvent[],
  outbound: Outbound[],
  now: number,
): Step {
  const { phase, settings } = connection;
  const before = phase.type === 'closing' ? phase.sent : null;
  events.push({ type: 'failed', violation });
  const reason = reasonOf(violation);
  if (before === null) {
    const body = closeBodyOf(violation.statusCode, encodeText(reason));
    outbound.push(controlFrame(0x8, body, settings.outbound.masked));
  }
  const closing: Closing = {
    type: phaseAfter(phase.type, 'failed'),
    listening: false,
    sent: before ?? { statusCode: violation.statusCode, reason },
    received: null,
    first: 'local',
    violation,
    failure: null,
    cause: 'violation',
    deadline: now + settings.closeTimeout,
  };
  return stepTo(emptied(connection, closing, now), events, outbound, 'end-writing');
}

/**
 * What the Close frame says: the rule and its section, so that whoever runs the peer can see why. The table holds
 * only codes that may travel and rules that fit in 123 octets: a test walks through all of it.
 */
function reasonOf(violation: Violation): string {
  return `${violation.sentence} (${violation.section})`;
}
