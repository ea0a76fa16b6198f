/**
 * Time in, Step out: handshake deadline, keepalive, close timeout. The core has no clock; `Step.deadline`
 * says when to call.
 *
 * @module
 */

import { encodeText } from '../bytes/text.ts';
import { controlFrame } from '../message/fragmenter.ts';
import { handshakeFailure } from '../vocabulary/handshake-failure.ts';
import { close } from './close.ts';
import { deadlineOf, isHolding, later } from './connection.ts';
import type { Connecting, Connection, Held, Pings } from './connection.ts';
import { awaiting } from './send.ts';
import { answerFailure } from './handshake.ts';
import { refusedSoFar } from './receive-end.ts';
import { noEvents, noOutbound, stepTo } from './step.ts';
import type { Step } from './step.ts';

/**
 * Tells the connection that it is `now`. Before the deadline nothing happens; after it, once, what is due.
 * Calling late, twice or with an earlier time does no harm: a machine that slept sends one Ping, not a burst.
 *
 * @example
 * ```ts
 * import { elapse, establish } from '@sansws/core/connection';
 * import { equal } from 'node:assert/strict';
 * const keepalive = { interval: 20_000, timeout: 20_000 };
 * const { connection, deadline } = establish({ role: 'server', keepalive }, 0);
 * equal(deadline, 20_000);
 * const step = elapse(connection, 20_000);
 * equal(step.outbound.length, 1); // a Ping
 * equal(step.deadline, 40_000);
 * ```
 */
export function elapse(connection: Connection, now: number): Step {
  const time = later(connection, now);
  const { phase } = connection;
  if (time < deadlineOf(connection)) {
    return stepTo(
      time === connection.now ? connection : { ...connection, now: time },
      noEvents,
      noOutbound,
      'keep-open',
    );
  }
  switch (phase.type) {
    case 'open':
      return keepAlive(connection, time);
    case 'connecting':
      return handshakeTimedOut(connection, phase, time);
    case 'closing': {
      if (phase.listening && isHolding(connection.held)) return outOfTime(connection, time);
      // Both Close frames were exchanged, only the transport did not end: that is clean all the same.
      const order = phase.received !== null ? 'close' : 'abort';
      return close(connection, phase.cause, 'timed-out', order, noEvents, noOutbound, time);
    }
    default: // closed
      return stepTo(connection, noEvents, noOutbound, 'keep-open');
  }
}

/** The transport is let go now; what came in time is delivered first, and then the end is told. */
function outOfTime(connection: Connection, now: number): Step {
  const held: Held = { ...connection.held, ended: 'timed-out' };
  return stepTo({ ...connection, held, now }, noEvents, noOutbound, 'abort');
}

/** Nothing came for a while: a Ping; nothing came after that either: the peer is gone. */
function keepAlive(connection: Connection, now: number): Step {
  if (connection.pings.unansweredSince !== null) {
    return close(connection, 'keepalive-timeout', 'timed-out', 'abort', noEvents, noOutbound, now);
  }
  const count = connection.pings.count + 1;
  const applicationData = encodeText(`keepalive ${count}`);
  const asked = awaiting(connection, applicationData, now);
  const pings: Pings = { awaited: asked.pings.awaited, count, unansweredSince: now };
  const frame = controlFrame(0x9, applicationData, connection.settings.outbound.masked);
  return stepTo({ ...asked, pings }, noEvents, [frame], 'keep-open');
}

/** The handshake took too long: a server says so in HTTP, a client just leaves. */
function handshakeTimedOut(connection: Connection, phase: Connecting, now: number): Step {
  switch (phase.awaiting) {
    case 'request':
      return answerFailure(connection, handshakeFailure('request-timeout', ''), now);
    case 'decision':
      return answerFailure(connection, handshakeFailure('decision-timeout', ''), now);
    default: // response, body
      return close(
        connection,
        'handshake-timeout',
        'timed-out',
        'abort',
        refusedSoFar(connection),
        noOutbound,
        now,
      );
  }
}
