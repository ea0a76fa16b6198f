/**
 * What a connection is: one immutable record, between any two octets.
 *
 * Treat it as opaque: hold it, copy it, fork it, take a snapshot of it; the functions beside it read it.
 *
 * @module
 */

import { gatherNothing } from '../bytes/gathered.ts';
import type { Gathered } from '../bytes/gathered.ts';
import { plainPrimitives } from '../bytes/primitives.ts';
import type { Primitives } from '../bytes/primitives.ts';
import { reservedInUse } from '../extension/chain.ts';
import type { AnySession, Extension } from '../extension/extension.ts';
import type { CloseBody } from '../frame/close-body.ts';
import type { ChunkedBody } from '../handshake/chunked-body.ts';
import type { ExpectedResponse } from '../handshake/client.ts';
import type { OriginPolicy } from '../handshake/origin.ts';
import type { ClientOffer } from '../handshake/server.ts';
import type { HeadReader } from '../http/head-reader.ts';
import type { RequestHead } from '../http/request-head.ts';
import type { ResponseHead } from '../http/response-head.ts';
import { freshInbound } from '../message/inbound.ts';
import type { Inbound, InboundRules } from '../message/inbound.ts';
import { freshOutbound } from '../message/fragmenter.ts';
import type { OutboundRules, OutboundState } from '../message/fragmenter.ts';
import type { HandshakeFailure } from '../vocabulary/handshake-failure.ts';
import { defaultLimits, withLimits } from '../vocabulary/limits.ts';
import type { Limits } from '../vocabulary/limits.ts';
import { masks } from '../vocabulary/role.ts';
import type { Role } from '../vocabulary/role.ts';
import type { Violation } from '../vocabulary/violation.ts';
import type { CloseCause, CloseRecord } from './event.ts';
import { checkDuration, checkOptions, checkPrimitives, checkWord } from './options.ts';

/** Keepalive by Ping (RFC 6455 §5.5.2); both in milliseconds. */
export interface Keepalive {
  /** How long nothing complete may come before a Ping is sent. */
  readonly interval: number;
  /** How long after that Ping something complete must come. */
  readonly timeout: number;
}

/** What both roles can choose. */
export interface ConnectionOptions {
  /** Limits other than the defaults of the role. */
  readonly limits?: Partial<Limits>;
  /** Whole messages (the default), or their parts as they arrive. */
  readonly delivery?: 'messages' | 'parts';
  /** Whether chunks are never written again (`owned`), so that payloads may be views of them. Default `borrowed`. */
  readonly chunks?: 'borrowed' | 'owned';
  /** Whether a Ping is answered without being asked to. Default true. */
  readonly autoPong?: boolean;
  /** Default null: none. */
  readonly keepalive?: Keepalive | null;
  /** Milliseconds from the beginning to the end of the opening handshake. Default 10,000. */
  readonly handshakeTimeout?: number;
  /** Milliseconds from our Close until the transport is let go. Default 5,000. */
  readonly closeTimeout?: number;
  /** Native primitives of the runtime; plain JavaScript for those left out. */
  readonly primitives?: Partial<Primitives>;
}

/** What was chosen, complete. */
export interface Settings {
  readonly inbound: InboundRules;
  readonly outbound: OutboundRules;
  readonly autoPong: boolean;
  readonly keepalive: Keepalive | null;
  readonly handshakeTimeout: number;
  readonly closeTimeout: number;
  /** For the opening handshake: what can be agreed on. */
  readonly extensions: readonly Extension[];
  /** Server only. */
  readonly origins: OriginPolicy;
  /** Server only: whether the transport is TLS. */
  readonly secure: boolean;
}

/** Server: the request is coming in. */
export interface AwaitingRequest {
  readonly type: 'connecting';
  readonly awaiting: 'request';
  readonly reader: HeadReader;
  readonly deadline: number;
}

/** Server: the request is valid, the application is to accept or refuse it. */
export interface AwaitingDecision {
  readonly type: 'connecting';
  readonly awaiting: 'decision';
  readonly request: RequestHead;
  readonly offer: ClientOffer;
  readonly deadline: number;
}

/** Client: the response is coming in. */
export interface AwaitingResponse {
  readonly type: 'connecting';
  readonly awaiting: 'response';
  readonly reader: HeadReader;
  readonly expected: ExpectedResponse;
  /** How many 1xx responses have been skipped. */
  readonly interim: number;
  readonly deadline: number;
}

/** Client: the response refuses; its body is coming in. */
export interface AwaitingBody {
  readonly type: 'connecting';
  readonly awaiting: 'body';
  readonly response: ResponseHead;
  readonly failure: HandshakeFailure;
  readonly body: Gathered;
  /** How far a chunked body has been read; `null` for any other. */
  readonly chunked: ChunkedBody | null;
  /** How long the body is, or what is kept of it, whichever is less. */
  readonly length: number;
  readonly deadline: number;
}

/** The opening handshake is under way. */
export type Connecting = AwaitingRequest | AwaitingDecision | AwaitingResponse | AwaitingBody;

/** Messages go both ways. */
export interface Open {
  readonly type: 'open';
}

/** The way out: a Close was sent or received, the peer failed, or the handshake was refused. */
export interface Closing {
  readonly type: 'closing';
  /** Whether frames are still read: our Close is sent, theirs is awaited (RFC 6455 §5.5.1). */
  readonly listening: boolean;
  readonly sent: CloseBody | null;
  readonly received: CloseBody | null;
  readonly first: 'local' | 'remote' | null;
  readonly violation: Violation | null;
  readonly failure: HandshakeFailure | null;
  readonly cause: CloseCause;
  readonly deadline: number;
}

/** The end. */
export interface Closed {
  readonly type: 'closed';
  readonly record: CloseRecord;
}

/** Each phase owns only its data. */
export type Phase = Connecting | Open | Closing | Closed;

/** A Ping of ours whose Pong may still come. */
export interface AwaitedPong {
  readonly applicationData: Uint8Array;
  readonly sentAt: number;
}

/** What we asked the peer to answer. */
export interface Pings {
  /** Pings whose Pong may still come, oldest first. */
  readonly awaited: readonly AwaitedPong[];
  /** Pings that keepalive has sent; makes each one's payload its own. */
  readonly count: number;
  /** When keepalive's unanswered Ping was sent; `null` if there is none. */
  readonly unansweredSince: number | null;
}

/** Octets that came and were not read yet: a pause, a spent budget, or frames before our answer. */
export interface Held {
  readonly octets: Gathered;
  /** How many of those are read. */
  readonly from: number;
  readonly paused: boolean;
  /** What came to an end while octets were still held, the transport or the time; `null` if nothing did. */
  readonly ended: 'ended' | 'broken' | 'stalled' | 'timed-out' | null;
}

/** A connection; a value. */
export interface Connection {
  readonly role: Role;
  readonly settings: Settings;
  readonly phase: Phase;
  readonly inbound: Inbound;
  readonly outbound: OutboundState;
  readonly held: Held;
  readonly pings: Pings;
  /** When the last complete frame came. */
  readonly heardAt: number;
  /** The latest time we were told. */
  readonly now: number;
}

/** Nothing waits to be read. */
export const nothingHeld: Held = /* @__PURE__ */ {
  octets: gatherNothing(0),
  from: 0,
  paused: false,
  ended: null,
};

/** No Ping waits for its Pong. */
export const noPings: Pings = { awaited: [], count: 0, unansweredSince: null };

/** Whether octets wait to be read. */
export function isHolding(held: Held): boolean {
  return held.octets.length > held.from;
}

/** Options made complete and checked. Throws a `RangeError` or `TypeError` that names the one that makes no sense. */
export function settingsOf(
  role: Role,
  options: ConnectionOptions,
  extensions: readonly Extension[],
  origins: OriginPolicy,
  secure: boolean,
): Settings {
  checkWord('role', role, ['client', 'server']);
  checkWord('delivery', options.delivery, [undefined, 'messages', 'parts']);
  checkWord('chunks', options.chunks, [undefined, 'borrowed', 'owned']);
  checkWord('autoPong', options.autoPong, [undefined, true, false]);
  const limits = withLimits(defaultLimits(role), options.limits ?? {});
  const { keepalive = null } = options;
  checkPrimitives(options.primitives);
  if (keepalive !== null) {
    checkOptions('keepalive', keepalive);
    checkDuration('keepalive.interval', keepalive.interval);
    checkDuration('keepalive.timeout', keepalive.timeout);
  }
  return {
    inbound: {
      masked: !masks(role),
      reservedInUse: 0,
      limits,
      sessions: [],
      parts: options.delivery === 'parts',
      owned: options.chunks === 'owned',
      primitives: { ...plainPrimitives, ...options.primitives },
    },
    outbound: { masked: masks(role), sessions: [] },
    autoPong: options.autoPong ?? true,
    keepalive: keepalive === null ? null : { interval: keepalive.interval, timeout: keepalive.timeout },
    handshakeTimeout: checkDuration('handshakeTimeout', options.handshakeTimeout ?? 10_000),
    closeTimeout: checkDuration('closeTimeout', options.closeTimeout ?? 5_000),
    extensions,
    origins,
    secure,
  };
}

/** A connection in its first phase. */
export function begin(role: Role, settings: Settings, phase: Phase, now: number): Connection {
  return {
    role,
    settings,
    phase,
    inbound: freshInbound([]),
    outbound: freshOutbound([]),
    held: nothingHeld,
    pings: noPings,
    heardAt: now,
    now,
  };
}

/** Shared by all open connections. */
const open: Open = { type: 'open' };

/** The connection open, with the extensions that were agreed on (RFC 6455 §4.1). */
export function opened(connection: Connection, sessions: readonly AnySession[], now: number): Connection {
  const { settings } = connection;
  return {
    ...connection,
    settings: sessions.length === 0 ? settings : withSessions(settings, sessions),
    phase: open,
    inbound: freshInbound(sessions),
    outbound: freshOutbound(sessions),
    heardAt: now,
    now,
  };
}

function withSessions(settings: Settings, sessions: readonly AnySession[]): Settings {
  return {
    ...settings,
    inbound: { ...settings.inbound, sessions, reservedInUse: reservedInUse(sessions) },
    outbound: { ...settings.outbound, sessions },
  };
}

/** The connection in another phase, holding nothing that no longer counts; extensions are told. */
export function emptied(connection: Connection, phase: Closing | Closed, now: number): Connection {
  const { inbound, outbound, settings } = connection;
  settings.inbound.sessions.forEach((session, index) => {
    session.retire?.(inbound.states[index]);
    session.retire?.(outbound.states[index]);
  });
  return {
    ...connection,
    settings: settings.inbound.sessions.length === 0 ? settings : withSessions(settings, []),
    phase,
    inbound: { ...freshInbound([]), offset: inbound.offset },
    outbound: freshOutbound([]),
    held: nothingHeld,
    pings: noPings,
    now,
  };
}

/** When `elapse` is due; `Infinity` for never. */
export function deadlineOf(connection: Connection): number {
  const { phase } = connection;
  if (phase.type === 'open') {
    const { keepalive } = connection.settings;
    // While octets are held, the sign of life may lie among them: a peer that was not read is not judged.
    if (keepalive === null || rests(connection.held)) return Infinity;
    const since = connection.pings.unansweredSince;
    return since === null ? connection.heardAt + keepalive.interval : since + keepalive.timeout;
  }
  // Once it is over, what came before only waits to be read.
  return phase.type === 'closed' || connection.held.ended !== null ? Infinity : phase.deadline;
}

function rests(held: Held): boolean {
  return held.paused || held.ended !== null || isHolding(held);
}

/** Time never runs backwards: an earlier `now` counts as the latest we were told. */
export function later(connection: Connection, now: number): number {
  return now > connection.now ? now : connection.now;
}
