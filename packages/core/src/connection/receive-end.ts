/**
 * End of the transport in, Step out.
 *
 * @module
 */

import { gatheredCopy } from '../bytes/gathered.ts';
import { close } from './close.ts';
import { isHolding, later } from './connection.ts';
import type { Connection } from './connection.ts';
import type { ConnectionEvent } from './event.ts';
import { noEvents, noOutbound, stepTo } from './step.ts';
import type { Step } from './step.ts';

/**
 * Takes the news that nothing more comes: the peer `ended` its side in order (FIN, close_notify), or the
 * transport is `broken` (RST, an error) or `stalled` (what was written does not leave). Octets that wait because of a pause or a spent budget are delivered
 * before the end is told. Without a Close frame of theirs the status code is 1006 (RFC 6455 §7.1.5).
 *
 * @example
 * ```ts
 * import { establish, receiveEnd } from '@sansws/core/connection';
 * import { equal } from 'node:assert/strict';
 * const [event] = receiveEnd(establish({ role: 'server' }, 0).connection, 0).events;
 * equal(event?.type === 'closed' && event.record.statusCode, 1006);
 * ```
 */
export function receiveEnd(
  connection: Connection,
  now: number,
  how: 'ended' | 'broken' | 'stalled' = 'ended',
): Step {
  const time = later(connection, now);
  const { phase } = connection;
  if (phase.type === 'closed') return stepTo(connection, noEvents, noOutbound, 'keep-open');
  if (phase.type !== 'connecting' && isHolding(connection.held)) {
    const held = { ...connection.held, ended: connection.held.ended ?? how };
    return stepTo({ ...connection, held, now: time }, noEvents, noOutbound, 'keep-open');
  }
  return close(connection, `transport-${how}`, 'ended', 'close', refusedSoFar(connection), noOutbound, time);
}

/** A client whose request is being refused is told so, with as much of the body as came. */
export function refusedSoFar(connection: Connection): readonly ConnectionEvent[] {
  const { phase } = connection;
  if (phase.type !== 'connecting' || phase.awaiting !== 'body') return noEvents;
  const { failure, response, body } = phase;
  return [{ type: 'refused', failure, response, body: gatheredCopy(body) }];
}
