/**
 * A connection as a JSON value and back, between any two octets: to replay, to hand over to another process,
 * to keep while nobody is there.
 *
 * @module
 */

import { plainPrimitives } from '../bytes/primitives.ts';
import type { Primitives } from '../bytes/primitives.ts';
import { conflict, reservedInUse } from '../extension/chain.ts';
import type { AnySession, Extension } from '../extension/extension.ts';
import type { OriginPolicy } from '../handshake/origin.ts';
import { positionOf } from '../message/inbound.ts';
import type { Position } from '../message/inbound.ts';
import type { OutboundState } from '../message/fragmenter.ts';
import type { Limits } from '../vocabulary/limits.ts';
import { refusalOf } from '../vocabulary/refusal.ts';
import type { Refusal } from '../vocabulary/refusal.ts';
import { failure, success } from '../vocabulary/result.ts';
import type { Result } from '../vocabulary/result.ts';
import { masks } from '../vocabulary/role.ts';
import type { Role } from '../vocabulary/role.ts';
import { isHolding } from './connection.ts';
import type { Connection, Held, Keepalive, Phase, Pings } from './connection.ts';
import { count, flag, number, oneOf, record, such } from './shape.ts';
import type { Json } from './shape.ts';
import {
  duration,
  heldShape,
  keepaliveShape,
  limitsShape,
  originsShape,
  phaseShape,
  pingsShape,
  positionShape,
  sessionsShape,
} from './snapshot-shapes.ts';
import type { SessionSnapshot } from './snapshot-shapes.ts';

/** What a snapshot cannot hold, because it is code: bring along what the connection was made with. */
export interface Resources {
  /** The extensions that the connection offers or agreed on. */
  readonly extensions?: readonly Extension[];
  /** Sessions by name, for connections that were made with `establish`. */
  readonly sessions?: readonly AnySession[];
  readonly primitives?: Partial<Primitives>;
}

/** The form of a snapshot; grows when the record changes, so that an old one is never misread. */
const version = 1;

interface Plain {
  readonly version: 1;
  readonly role: Role;
  readonly limits: Limits;
  readonly parts: boolean;
  readonly owned: boolean;
  readonly autoPong: boolean;
  readonly keepalive: Keepalive | null;
  readonly handshakeTimeout: number;
  readonly closeTimeout: number;
  readonly origins: OriginPolicy;
  readonly secure: boolean;
  readonly sessions: readonly SessionSnapshot[];
  readonly phase: Phase;
  readonly offset: number;
  readonly position: Position;
  readonly fragmenting: 0x0 | 0x1 | 0x2;
  readonly held: Held;
  readonly pings: Pings;
  readonly heardAt: number;
  readonly now: number;
}

const plainShape = /* @__PURE__ */ such(
  /* @__PURE__ */ record<Plain>({
    version: oneOf(version),
    role: oneOf('client', 'server'),
    limits: limitsShape,
    parts: flag,
    owned: flag,
    autoPong: flag,
    keepalive: keepaliveShape,
    handshakeTimeout: duration,
    closeTimeout: duration,
    origins: originsShape,
    secure: flag,
    sessions: sessionsShape,
    phase: phaseShape,
    offset: count,
    position: positionShape,
    fragmenting: oneOf(0x0, 0x1, 0x2),
    held: heldShape,
    pings: pingsShape,
    heardAt: number,
    now: number,
  }),
  mayHold,
);

/** Whether what is held will be read some day: elsewhere it would wait for ever. */
function mayHold({ phase, held }: Plain): boolean {
  if (phase.type === 'open' || (phase.type === 'closing' && phase.listening)) return true;
  if (held.ended !== null) return false;
  return !isHolding(held) || (phase.type === 'connecting' && phase.awaiting === 'decision');
}

/**
 * The connection as a JSON value: `JSON.stringify` it, store it, send it. It holds everything but code; keep
 * it as secret as the messages themselves.
 *
 * @example
 * ```ts
 * import { establish, receive, resume, snapshot } from '@sansws/core/connection';
 * import { deepEqual } from 'node:assert/strict';
 * const half = receive(establish({ role: 'client' }, 0).connection, Uint8Array.of(0x81, 0x02, 0x48), 0);
 * const stored = JSON.stringify(snapshot(half.connection));
 * const resumed = resume(JSON.parse(stored), {});
 * const step = resumed.ok ? receive(resumed.value, Uint8Array.of(0x69), 0) : null;
 * deepEqual(step?.events, [{ type: 'text', text: 'Hi' }]);
 * ```
 */
export function snapshot(connection: Connection): unknown {
  const { settings, inbound, outbound } = connection;
  const { sessions } = settings.inbound;
  return plainShape.write({
    version,
    role: connection.role,
    limits: settings.inbound.limits,
    parts: settings.inbound.parts,
    owned: settings.inbound.owned,
    autoPong: settings.autoPong,
    keepalive: settings.keepalive,
    handshakeTimeout: settings.handshakeTimeout,
    closeTimeout: settings.closeTimeout,
    origins: settings.origins,
    secure: settings.secure,
    sessions: sessions.map((session, index) => ({
      name: session.name,
      parameters: session.parameters,
      inbound: session.snapshot(inbound.states[index]) as Json,
      outbound: session.snapshot(outbound.states[index]) as Json,
    })),
    phase: connection.phase,
    offset: inbound.offset,
    position: positionOf(inbound),
    fragmenting: outbound.opcode,
    held: connection.held,
    pings: connection.pings,
    heardAt: connection.heardAt,
    now: connection.now,
  });
}

/**
 * The connection that a snapshot was taken of: for every later input it answers as that one would have.
 *
 * `now` is the time on the clock of the machine that resumes; deadlines keep their distance. Left out, the
 * clock is the same as before.
 *
 * Refuses (`snapshot-not-valid`) what is no snapshot of this version, and one whose extensions are missing
 * among the resources.
 *
 * @example
 * ```ts
 * import { resume } from '@sansws/core/connection';
 * import { equal } from 'node:assert/strict';
 * equal(resume({ version: 99 }, {}).ok, false);
 * ```
 */
export function resume(value: unknown, resources: Resources, now?: number): Result<Connection, Refusal> {
  const plain = plainShape.read(value as Json);
  if (plain === undefined) return failure(refusalOf('snapshot-not-valid', 'its shape'));
  const revived = reviveAll(plain, resources);
  if (!revived.ok) return revived;
  const { sessions, inbound, outbound } = revived.value;
  const connection: Connection = {
    role: plain.role,
    settings: {
      inbound: {
        masked: !masks(plain.role),
        reservedInUse: reservedInUse(sessions),
        limits: plain.limits,
        sessions,
        parts: plain.parts,
        owned: plain.owned,
        primitives: { ...plainPrimitives, ...resources.primitives },
      },
      outbound: { masked: masks(plain.role), sessions },
      autoPong: plain.autoPong,
      keepalive: plain.keepalive,
      handshakeTimeout: plain.handshakeTimeout,
      closeTimeout: plain.closeTimeout,
      extensions: resources.extensions ?? [],
      origins: plain.origins,
      secure: plain.secure,
    },
    phase: plain.phase,
    inbound: { offset: plain.offset, position: plain.position, uncounted: 0, states: inbound },
    outbound: { opcode: plain.fragmenting, states: outbound } satisfies OutboundState,
    held: plain.held,
    pings: plain.pings,
    heardAt: plain.heardAt,
    now: plain.now,
  };
  return success(now === undefined ? connection : moved(connection, now - plain.now));
}

/** All times moved to another clock. */
function moved(connection: Connection, by: number): Connection {
  const { phase, pings } = connection;
  return {
    ...connection,
    phase: 'deadline' in phase ? { ...phase, deadline: phase.deadline + by } : phase,
    pings: {
      awaited: pings.awaited.map((ping) => ({ ...ping, sentAt: ping.sentAt + by })),
      count: pings.count,
      unansweredSince: pings.unansweredSince === null ? null : pings.unansweredSince + by,
    },
    heardAt: connection.heardAt + by,
    now: connection.now + by,
  };
}

interface Revived {
  readonly sessions: readonly AnySession[];
  readonly inbound: readonly unknown[];
  readonly outbound: readonly unknown[];
}

function reviveAll(plain: Plain, resources: Resources): Result<Revived, Refusal> {
  const sessions: AnySession[] = [];
  const inbound: unknown[] = [];
  const outbound: unknown[] = [];
  for (const kept of plain.sessions) {
    const session = revive(kept, plain.role, resources);
    if (session === null) return failure(refusalOf('snapshot-not-valid', `extension ${kept.name}`));
    try {
      inbound.push(session.resume(kept.inbound));
      outbound.push(session.resume(kept.outbound));
    } catch {
      return failure(refusalOf('snapshot-not-valid', `state of ${kept.name}`));
    }
    sessions.push(session);
  }
  if (conflict(sessions)) return failure(refusalOf('extension-conflict', ''));
  return success({ sessions, inbound, outbound });
}

/** The session that a snapshot speaks of: one that was brought along, or what its extension makes of it. */
function revive(kept: SessionSnapshot, role: Role, resources: Resources): AnySession | null {
  const brought = resources.sessions?.find((session) => session.name === kept.name);
  if (brought !== undefined) return brought;
  const extension = resources.extensions?.find((candidate) => candidate.name === kept.name);
  if (extension === undefined) return null;
  if (extension.revive !== undefined) return extension.revive(role, kept.parameters);
  return role === 'client' ? extension.confirm(kept.parameters) : extension.accept(kept.parameters);
}
