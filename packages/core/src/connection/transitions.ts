/**
 * The states of a connection and how they follow each other: one table (RFC 6455 §4.1, §7.1).
 *
 * A missing entry is impossible, and asking for one is a bug of ours. The state diagram in the docs is drawn
 * from this table.
 *
 * @module
 */

/** CONNECTING, OPEN, CLOSING and CLOSED of RFC 6455 §4.1 and §7.1. */
export type PhaseName = 'connecting' | 'open' | 'closing' | 'closed';

/** What can happen to a connection. */
export type Happening =
  | 'established'
  | 'refused'
  | 'close-sent'
  | 'close-received'
  | 'failed'
  | 'ended'
  | 'timed-out'
  | 'aborted';

/**
 * Rows: where we are. Columns: what happened.
 *
 * @example
 * ```ts
 * import { transitions } from '@sansws/core/connection';
 * import { equal } from 'node:assert/strict';
 * equal(transitions.open['close-sent'], 'closing');
 * equal(transitions.closed['close-sent'], undefined);
 * ```
 */
export const transitions: Readonly<Record<PhaseName, Readonly<Partial<Record<Happening, PhaseName>>>>> = {
  connecting: {
    established: 'open',
    refused: 'closing',
    ended: 'closed',
    'timed-out': 'closed',
    aborted: 'closed',
  },
  open: {
    'close-sent': 'closing',
    'close-received': 'closing',
    failed: 'closing',
    ended: 'closed',
    'timed-out': 'closed',
    aborted: 'closed',
  },
  closing: {
    'close-received': 'closing',
    failed: 'closing',
    ended: 'closed',
    'timed-out': 'closed',
    aborted: 'closed',
  },
  closed: {},
};

/** What happened alone decides where it leads; where we are decides whether it can happen. */
export type PhaseAfter<Happened extends Happening> = Happened extends 'established'
  ? 'open'
  : Happened extends 'ended' | 'timed-out' | 'aborted'
    ? 'closed'
    : 'closing';

/**
 * The phase after something happened. Throws on an entry that the table does not have: that is a bug of ours,
 * never a peer's doing.
 */
export function phaseAfter<Happened extends Happening>(
  phase: PhaseName,
  happening: Happened,
): PhaseAfter<Happened> {
  const next = transitions[phase][happening];
  if (next === undefined) throw new Error(`Bug in sansws: "${happening}" cannot happen while ${phase}`);
  return next as PhaseAfter<Happened>;
}
