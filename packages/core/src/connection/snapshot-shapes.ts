/**
 * The shapes of everything in a connection that is data (`shape.ts`); what is not, such as extensions and
 * primitives, comes back from whoever resumes.
 *
 * @module
 */

import type { ExtensionElement, Parameter } from '../extension/extension.ts';
import type { CloseBody } from '../frame/close-body.ts';
import type { FrameHeader } from '../frame/frame.ts';
import { longestHeader } from '../frame/header.ts';
import type { Authority } from '../handshake/authority.ts';
import type { ChunkedBody } from '../handshake/chunked-body.ts';
import type { ExpectedResponse } from '../handshake/client.ts';
import { checkOriginPolicy } from '../handshake/origin.ts';
import type { OriginPolicy } from '../handshake/origin.ts';
import type { ClientOffer } from '../handshake/server.ts';
import type { Fields } from '../http/fields.ts';
import { resumeHeadReader, snapshotHeadReader } from '../http/head-reader.ts';
import type { HeadReader } from '../http/head-reader.ts';
import type { RequestHead } from '../http/request-head.ts';
import type { ResponseHead } from '../http/response-head.ts';
import type { Position } from '../message/inbound.ts';
import { handshakeFailures } from '../vocabulary/handshake-failure.ts';
import type { HandshakeFailure, HandshakeFailureName } from '../vocabulary/handshake-failure.ts';
import { changedLimits, defaultLimits } from '../vocabulary/limits.ts';
import type { Limits } from '../vocabulary/limits.ts';
import { isControl } from '../vocabulary/opcode.ts';
import { violations } from '../vocabulary/violation.ts';
import type { Violation, ViolationName } from '../vocabulary/violation.ts';
import type {
  AwaitedPong,
  AwaitingBody,
  AwaitingDecision,
  AwaitingRequest,
  AwaitingResponse,
  Closed,
  Closing,
  Held,
  Keepalive,
  Open,
  Phase,
  Pings,
} from './connection.ts';
import type { CloseCause, CloseRecord } from './event.ts';
import { messageShape, threeBits } from './message-shape.ts';
import {
  count,
  flag,
  gathered,
  list,
  number,
  octets,
  oneOf,
  orNull,
  pair,
  record,
  such,
  text,
  variant,
} from './shape.ts';
import type { Json, Shape } from './shape.ts';

/** Milliseconds, as many as may pass. */
export const duration: Shape<number> = such(number, (value) => value >= 0);

const fields: Shape<Fields> = list(pair(text, text));

const element: Shape<ExtensionElement> = record<ExtensionElement>({
  name: text,
  parameters: list<Parameter>(pair(text, parameterValue())),
});

/** The value of a parameter: text, or true where there is none. */
function parameterValue(): Shape<string | true> {
  return {
    write: (value) => value,
    read: (json) => (json === true || typeof json === 'string' ? json : undefined),
  };
}

const closeBody: Shape<CloseBody> = record<CloseBody>({ statusCode: number, reason: text });

const violation: Shape<Violation> = record<Violation>({
  name: oneOf(...(Object.keys(violations) as ViolationName[])),
  statusCode: number,
  section: text,
  sentence: text,
  advice: text,
  offset: number,
});

const failure: Shape<HandshakeFailure> = record<HandshakeFailure>({
  name: oneOf(...(Object.keys(handshakeFailures) as HandshakeFailureName[])),
  httpStatus: number,
  section: text,
  sentence: text,
  detail: text,
});

const cause: Shape<CloseCause> = oneOf(
  'closing-handshake',
  'violation',
  'handshake-refused',
  'handshake-timeout',
  'close-timeout',
  'keepalive-timeout',
  'transport-ended',
  'transport-broken',
  'transport-stalled',
  'aborted',
);

const first: Shape<'local' | 'remote' | null> = oneOf('local', 'remote', null);

const reader: Shape<HeadReader> = {
  write: (value) => snapshotHeadReader(value) as unknown as Json,
  read: (json) => resumeHeadReader(json) ?? undefined,
};

const request: Shape<RequestHead> = record<RequestHead>({
  method: text,
  target: text,
  version: text,
  fields,
});

const response: Shape<ResponseHead> = record<ResponseHead>({
  version: text,
  status: number,
  reason: text,
  fields,
});

const expected: Shape<ExpectedResponse> = record<ExpectedResponse>({
  accept: text,
  subprotocols: list(text),
  requireSubprotocol: flag,
  offered: list(element),
});

const offer: Shape<ClientOffer> = record<ClientOffer>({
  key: text,
  resourceName: text,
  authority: record<Authority>({ host: text, port: orNull(number) }),
  subprotocols: list(text),
  origin: orNull(text),
  extensionOffers: list(element),
  fields,
});

const chunkedBody: Shape<ChunkedBody> = record<ChunkedBody>({
  place: oneOf('size', 'extension', 'size-line-feed', 'data', 'data-return', 'data-line-feed'),
  size: count,
  lineOctets: count,
});

const connecting = oneOf('connecting');

const closeRecord: Shape<CloseRecord> = record<CloseRecord>({
  statusCode: number,
  reason: text,
  clean: flag,
  sent: orNull(closeBody),
  received: orNull(closeBody),
  first,
  cause,
  violation: orNull(violation),
  failure: orNull(failure),
});

/** Any phase, told by its type and, while connecting, by what is awaited. */
export const phaseShape: Shape<Phase> = variant<Phase>(
  (phase) => (phase.type === 'connecting' ? phase.awaiting : phase.type),
  new Map<string, Shape<Phase>>(
    Object.entries({
      request: record<AwaitingRequest>({
        type: connecting,
        awaiting: oneOf('request'),
        reader,
        deadline: number,
      }),
      decision: record<AwaitingDecision>({
        type: connecting,
        awaiting: oneOf('decision'),
        request,
        offer,
        deadline: number,
      }),
      response: record<AwaitingResponse>({
        type: connecting,
        awaiting: oneOf('response'),
        reader,
        expected,
        interim: count,
        deadline: number,
      }),
      body: such(
        record<AwaitingBody>({
          type: connecting,
          awaiting: oneOf('body'),
          response,
          failure,
          body: gathered,
          chunked: orNull(chunkedBody),
          length: duration,
          deadline: number,
        }),
        ({ body, length }) => body.length <= length,
      ),
      open: record<Open>({ type: oneOf('open') }),
      closing: record<Closing>({
        type: oneOf('closing'),
        listening: flag,
        sent: orNull(closeBody),
        received: orNull(closeBody),
        first,
        violation: orNull(violation),
        failure: orNull(failure),
        cause,
        deadline: number,
      }),
      closed: record<Closed>({ type: oneOf('closed'), record: closeRecord }),
    }) as unknown as readonly (readonly [string, Shape<Phase>])[],
  ),
);

const header: Shape<FrameHeader> = record<FrameHeader>({
  fin: flag,
  reserved: threeBits,
  opcode: oneOf(0x0, 0x1, 0x2, 0x8, 0x9, 0xa),
  masked: flag,
  maskingKey: count,
  payloadLength: count,
});

/** Where in a frame and a message receiving stands. */
export const positionShape: Shape<Position> = such(
  record<Position>({
    head: octets,
    header: orNull(header),
    received: count,
    control: octets,
    message: orNull(messageShape),
  }),
  isPossible,
);

/** Whether receiving can stand there; anywhere else it would lose its way. */
function isPossible(position: Position): boolean {
  const { head, received, control } = position;
  if (position.header === null) return head.length < longestHeader && received === 0 && control.length === 0;
  const { opcode, payloadLength } = position.header;
  if (head.length > 0 || received >= payloadLength) return false;
  return isControl(opcode)
    ? payloadLength <= 125 && control.length === received
    : position.message !== null && control.length === 0;
}

/** Octets that wait to be read. */
export const heldShape: Shape<Held> = such(
  record<Held>({
    octets: gathered,
    from: count,
    paused: flag,
    ended: oneOf('ended', 'broken', 'stalled', 'timed-out', null),
  }),
  ({ octets: { length }, from }) => from <= length,
);

/** The Pongs that may still come. */
export const pingsShape: Shape<Pings> = record<Pings>({
  awaited: list(record<AwaitedPong>({ applicationData: octets, sentAt: number })),
  count,
  unansweredSince: orNull(number),
});

/** Keepalive, if there is any. */
export const keepaliveShape: Shape<Keepalive | null> = orNull(
  record<Keepalive>({ interval: duration, timeout: duration }),
);

/** All limits. */
export const limitsShape: Shape<Limits> = such(
  record<Limits>(
    Object.fromEntries(Object.keys(defaultLimits('server')).map((name) => [name, number])) as {
      readonly [Key in keyof Limits]: Shape<number>;
    },
  ),
  (limits) => changedLimits(limits, limits).ok,
);

/** Origins that may connect. */
export const originsShape: Shape<OriginPolicy> = {
  write: (value) => value,
  read: (json) => oneOf('any', 'same').read(json) ?? such(list(text), areOrigins).read(json),
};

function areOrigins(policy: OriginPolicy): boolean {
  try {
    checkOriginPolicy(policy);
    return true;
  } catch {
    return false;
  }
}

/** An extension in use: what was agreed, and its two states in its own form. */
export interface SessionSnapshot extends ExtensionElement {
  readonly inbound: Json;
  readonly outbound: Json;
}

const anything: Shape<Json> = { write: (value) => value, read: (json) => json };

/** The extensions in use, in the agreed order. */
export const sessionsShape: Shape<readonly SessionSnapshot[]> = list(
  record<SessionSnapshot>({
    name: text,
    parameters: list<Parameter>(pair(text, parameterValue())),
    inbound: anything,
    outbound: anything,
  }),
);
