/**
 * The shapes of everything in a connection that is data (`shape.ts`); what is not, such as extensions and
 * primitives, comes back from whoever resumes.
 *
 * @module
 */

import type { ExtensionElement, Parameter } from '../extension/extension.ts';
import type { CloseBody } from '../frame/close-body.ts';
import type { FrameHeader } from '../frame/frame.ts';
import type { Authority } from '../handshake/authority.ts';
import type { ExpectedResponse } from '../handshake/client.ts';
import type { ClientOffer } from '../handshake/server.ts';
import type { Fields } from '../http/fields.ts';
import { resumeHeadReader, snapshotHeadReader } from '../http/head-reader.ts';
import type { HeadReader } from '../http/head-reader.ts';
import type { RequestHead } from '../http/request-head.ts';
import type { ResponseHead } from '../http/response-head.ts';
import type { MessageUnderWay, Position } from '../message/inbound.ts';
import { handshakeFailures } from '../vocabulary/handshake-failure.ts';
import type { HandshakeFailure, HandshakeFailureName } from '../vocabulary/handshake-failure.ts';
import { defaultLimits } from '../vocabulary/limits.ts';
import type { Limits } from '../vocabulary/limits.ts';
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
import { flag, gathered, list, number, octets, oneOf, orNull, pair, record, text, variant } from './shape.ts';
import type { Json, Shape } from './shape.ts';

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
        interim: number,
        deadline: number,
      }),
      body: record<AwaitingBody>({
        type: connecting,
        awaiting: oneOf('body'),
        response,
        failure,
        body: gathered,
        length: number,
        deadline: number,
      }),
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
  reserved: number,
  opcode: oneOf(0x0, 0x1, 0x2, 0x8, 0x9, 0xa),
  masked: flag,
  maskingKey: number,
  payloadLength: number,
});

const message: Shape<MessageUnderWay> = record<MessageUnderWay>({
  opcode: oneOf(0x1, 0x2),
  fragments: number,
  octets: number,
  reserved: number,
  begun: flag,
  inflated: number,
  utf8: number,
  gathered,
});

/** Where in a frame and a message receiving stands. */
export const positionShape: Shape<Position> = record<Position>({
  head: octets,
  header: orNull(header),
  received: number,
  control: octets,
  message: orNull(message),
});

/** Octets that wait to be read. */
export const heldShape: Shape<Held> = record<Held>({
  octets: gathered,
  from: number,
  paused: flag,
  ended: oneOf('ended', 'broken', null),
});

/** The Pongs that may still come. */
export const pingsShape: Shape<Pings> = record<Pings>({
  awaited: list(record<AwaitedPong>({ applicationData: octets, sentAt: number })),
  count: number,
  unansweredSince: orNull(number),
});

/** Keepalive, if there is any. */
export const keepaliveShape: Shape<Keepalive | null> = orNull(
  record<Keepalive>({ interval: number, timeout: number }),
);

/** All limits. */
export const limitsShape: Shape<Limits> = record<Limits>(
  Object.fromEntries(Object.keys(defaultLimits('server')).map((name) => [name, number])) as {
    readonly [Key in keyof Limits]: Shape<number>;
  },
);

/** Origins that may connect. */
export const originsShape: Shape<string | readonly string[]> = {
  write: (value) => value,
  read: (json) => (typeof json === 'string' ? json : list(text).read(json)),
};

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
