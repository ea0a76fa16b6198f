/**
 * How long reading may stand still because nobody takes what came, and writing because the peer takes nothing.
 *
 * @module
 */

import { send } from '@sansws/core';
import type { Connection, Step } from '@sansws/core';

// Why reading stands still, as bits.
/** The application asked for it. */
export const asked = 1;
/** Nobody takes what came. */
export const full = 2;
/** Others have their turn. */
export const busy = 4;

/** How long a transport may take to end in order once that was ordered, in milliseconds. */
export const lingerTime = 5_000;

/**
 * After how many milliseconds without reading somebody looks whether the peer is still there: nothing of
 * what it says, not even its end, is heard meanwhile.
 */
export function patience({ settings: { keepalive } }: Connection): number {
  return keepalive === null ? lingerTime : Math.min(lingerTime, keepalive.interval + keepalive.timeout);
}

/** How long not one octet may leave where keepalive says nothing, in milliseconds; a minute is survived. */
const unheardOf = 120_000;

/** Whoever takes fewer octets a millisecond than this is one that does not read: 64 kbit/s. */
const slowest = 8;

/**
 * How long what waits to be written may wait without any of it leaving. A runtime may tell of a large write only
 * when all of it has left, so each octet gets time of its own.
 */
export function writePatience({ settings: { keepalive } }: Connection, octets: number): number {
  const chosen = keepalive === null ? Infinity : keepalive.interval + keepalive.timeout;
  return (chosen === Infinity ? unheardOf : chosen) + octets / slowest;
}

/** How long a peer that was not heard for so long may take to answer the Close frame. */
export function grace({ settings: { keepalive } }: Connection): number {
  return keepalive === null ? lingerTime : Math.min(lingerTime, keepalive.timeout);
}

/**
 * Says something that needs no answer, since none would be read: "a Pong frame MAY be sent unsolicited. This
 * serves as a unidirectional heartbeat" (RFC 6455 §5.5.3). If the peer is gone, the write shows it.
 */
export function heartbeat(connection: Connection, now: number): Step {
  const step = send(connection, { type: 'pong' }, now);
  if (!step.ok) throw new Error(`an open connection refuses a Pong: ${step.problem.detail}`);
  return step.value;
}
