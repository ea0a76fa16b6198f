/**
 * The one result shape: what a call gives back, and everything to be done about it.
 *
 * @module
 */

import type { Outbound } from '../frame/outbound.ts';
import { deadlineOf, isHolding, nothingHeld } from './connection.ts';
import type { Connection } from './connection.ts';
import type { ConnectionEvent } from './event.ts';

/**
 * What the transport is to do, after `outbound` has been written:
 *
 * - `keep-open`: go on.
 * - `end-writing`: say that no more comes (FIN) and keep reading until the peer ends or the deadline passes.
 * - `close`: end both directions in order (*Close the WebSocket Connection*, RFC 6455 §7.1.1).
 * - `abort`: let go at once; what is not written yet need not be.
 */
export type TransportOrder = 'keep-open' | 'end-writing' | 'close' | 'abort';

/** What one call gives back. */
export interface Step {
  /** The connection from now on. The old value stays valid. */
  readonly connection: Connection;
  /** For the application, in order. */
  readonly events: readonly ConnectionEvent[];
  /** For the peer, in order: give it to `encode` and write what comes out. */
  readonly outbound: readonly Outbound[];
  readonly transport: TransportOrder;
  /** When to call `elapse`, on the clock of `now`; `Infinity` for never. */
  readonly deadline: number;
  /** Whether more events wait in the connection: call `receive` again with no octets. */
  readonly more: boolean;
}

/** No events. */
export const noEvents: readonly ConnectionEvent[] = [];

/** Nothing to send. */
export const noOutbound: readonly Outbound[] = [];

/** A step to `connection`. More events wait when unread octets are kept and nobody asked for a pause. */
export function stepTo(
  connection: Connection,
  events: readonly ConnectionEvent[],
  outbound: readonly Outbound[],
  transport: TransportOrder,
): Step {
  const { held } = connection;
  const more =
    held !== nothingHeld &&
    (isHolding(held) || held.ended !== null) &&
    !held.paused &&
    connection.phase.type !== 'connecting';
  return { connection, events, outbound, transport, deadline: deadlineOf(connection), more };
}
