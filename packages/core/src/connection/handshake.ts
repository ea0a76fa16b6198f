/**
 * The opening handshake as it comes in (RFC 6455 §4): heads are read, judged, and answered or passed on.
 *
 * @module
 */

import { gather, gatherNothing } from '../bytes/gathered.ts';
import type { AnySession } from '../extension/extension.ts';
import type { Outbound } from '../frame/outbound.ts';
import { failureResponse } from '../handshake/answer.ts';
import type { HandshakeAgreement } from '../handshake/agreement.ts';
import { chunkedStart, readChunked } from '../handshake/chunked-body.ts';
import { bodyLength, isInterim, judgeResponse } from '../handshake/response-verdict.ts';
import { judgeRequest } from '../handshake/server.ts';
import { readHead } from '../http/head-reader.ts';
import { parseRequestHead } from '../http/request-head.ts';
import type { RequestHead } from '../http/request-head.ts';
import { parseResponseHead } from '../http/response-head.ts';
import { handshakeFailure } from '../vocabulary/handshake-failure.ts';
import type { HandshakeFailure } from '../vocabulary/handshake-failure.ts';
import { close } from './close.ts';
import { emptied, opened } from './connection.ts';
import type {
  AwaitingBody,
  AwaitingDecision,
  AwaitingRequest,
  AwaitingResponse,
  Closing,
  Connecting,
  Connection,
  Held,
} from './connection.ts';
import type { Agreement, ConnectionEvent } from './event.ts';
import { refusedSoFar } from './receive-end.ts';
import { noEvents, noOutbound, stepTo } from './step.ts';
import type { Step } from './step.ts';
import { phaseAfter } from './transitions.ts';

const nothing = /* @__PURE__ */ new Uint8Array(0);

/** Milliseconds for a body that only the end of the connection ends: a server may well forget to end it. */
const bodyGrace = 1_000;

/** Takes octets while the opening handshake is under way. */
export function receiveHandshake(
  connection: Connection,
  phase: Connecting,
  chunk: Uint8Array,
  now: number,
): Step {
  // What comes at the deadline still counts; what comes after it does not.
  if (now > phase.deadline) return stepTo({ ...connection, now }, noEvents, noOutbound, 'keep-open');
  switch (phase.awaiting) {
    case 'request':
      return receiveRequest(connection, phase, chunk, now);
    case 'decision':
      return receiveEarly(connection, chunk, 0, now);
    case 'response':
      return receiveResponse(connection, phase, chunk, 0, now);
    default: // body
      return receiveBody(connection, phase, chunk, 0, now);
  }
}

function receiveRequest(
  connection: Connection,
  phase: AwaitingRequest,
  chunk: Uint8Array,
  now: number,
): Step {
  const { limits } = connection.settings.inbound;
  const { reader, next, head, failure } = readHead(phase.reader, chunk, 0, limits);
  if (failure !== null) return answerFailure(connection, failure, now);
  if (head === null) {
    return stepTo({ ...connection, phase: { ...phase, reader }, now }, noEvents, noOutbound, 'keep-open');
  }
  const request = parseRequestHead(head);
  if (!request.ok) return answerFailure(connection, request.problem, now);
  return judge(connection, request.value, phase.deadline, chunk, next, now);
}

/** Judges a request: a good one is passed on to the application, a bad one answered at once. */
export function judge(
  connection: Connection,
  request: RequestHead,
  deadline: number,
  chunk: Uint8Array,
  from: number,
  now: number,
): Step {
  const { origins, secure, inbound } = connection.settings;
  const offer = judgeRequest(request, { origins, secure, limits: inbound.limits });
  if (!offer.ok) return answerFailure(connection, offer.problem, now);
  const phase: AwaitingDecision = {
    type: 'connecting',
    awaiting: 'decision',
    request,
    offer: offer.value,
    deadline,
  };
  const early = receiveEarly({ ...connection, phase }, chunk, from, now);
  const { subprotocols, origin } = offer.value;
  return { ...early, events: [{ type: 'request', request, subprotocols, origin }, ...early.events] };
}

/** Keeps, up to a limit, what a hasty client sends before it has our answer. */
function receiveEarly(connection: Connection, chunk: Uint8Array, from: number, now: number): Step {
  const length = connection.held.octets.length + chunk.length - from;
  if (length > connection.settings.inbound.limits.earlyOctets) {
    return answerFailure(connection, handshakeFailure('early-data-too-long', `${length} octets`), now);
  }
  return stepTo(
    { ...connection, held: holding(connection, chunk, from), now },
    noEvents,
    noOutbound,
    'keep-open',
  );
}

/** What is held, with the rest of a chunk put to it. */
function holding(connection: Connection, chunk: Uint8Array, from: number): Held {
  const { held } = connection;
  return from === chunk.length ? held : { ...held, octets: gather(held.octets, chunk, from, chunk.length) };
}

/** Server: answers with the HTTP status of the failure and ends (RFC 6455 §4.2.2). */
export function answerFailure(connection: Connection, failure: HandshakeFailure, now: number): Step {
  const outbound: Outbound = { type: 'octets', octets: failureResponse(failure).octets };
  const event: ConnectionEvent = { type: 'refused', failure, response: null, body: nothing };
  return refusing(connection, failure, [event], [outbound], now);
}

/** Server: the answer is a refusal; the rest of what comes is ignored until the transport ends. */
export function refusing(
  connection: Connection,
  failure: HandshakeFailure | null,
  events: readonly ConnectionEvent[],
  outbound: readonly Outbound[],
  now: number,
): Step {
  const closing: Closing = {
    type: phaseAfter(connection.phase.type, 'refused'),
    listening: false,
    sent: null,
    received: null,
    first: null,
    violation: null,
    failure,
    cause: 'handshake-refused',
    deadline: now + connection.settings.closeTimeout,
  };
  return stepTo(emptied(connection, closing, now), events, outbound, 'end-writing');
}

function receiveResponse(
  connection: Connection,
  phase: AwaitingResponse,
  chunk: Uint8Array,
  from: number,
  now: number,
): Step {
  const { inbound, extensions } = connection.settings;
  let { reader, interim } = phase;
  let at = from;
  for (;;) {
    const progress = readHead(reader, chunk, at, inbound.limits);
    if (progress.failure !== null) return giveUp(connection, progress.failure, now);
    reader = progress.reader;
    at = progress.next;
    if (progress.head === null) {
      return stepTo(
        { ...connection, phase: { ...phase, reader, interim }, now },
        noEvents,
        noOutbound,
        'keep-open',
      );
    }
    const response = parseResponseHead(progress.head);
    if (!response.ok) return giveUp(connection, response.problem, now);
    if (isInterim(response.value)) {
      interim++;
      if (interim <= inbound.limits.interimResponses) continue;
      return giveUp(connection, handshakeFailure('too-many-interim-responses', `${interim}`, 'client'), now);
    }
    const verdict = judgeResponse(phase.expected, extensions, response.value);
    if (verdict.ok) return established(connection, verdict.value, chunk, at, now);
    const announced = bodyLength(response.value);
    const length = typeof announced === 'number' ? announced : Infinity;
    const refused: AwaitingBody = {
      type: 'connecting',
      awaiting: 'body',
      response: response.value,
      failure: verdict.problem,
      body: gatherNothing(0),
      chunked: announced === 'chunked' ? chunkedStart : null,
      length: Math.min(length, inbound.limits.refusedBody),
      deadline: announced === 'until-end' ? Math.min(phase.deadline, now + bodyGrace) : phase.deadline,
    };
    return receiveBody({ ...connection, phase: refused }, refused, chunk, at, now);
  }
}

/** *The WebSocket Connection is Established*: octets that came behind the head are the first frames. */
export function established(
  connection: Connection,
  agreement: HandshakeAgreement,
  chunk: Uint8Array,
  from: number,
  now: number,
): Step {
  const held = holding(connection, chunk, from);
  const next = { ...opened(connection, agreement.sessions, now), held };
  return stepTo(next, [{ type: 'established', agreement: agreementOf(agreement) }], noOutbound, 'keep-open');
}

/** An agreement as the application sees it. */
export function agreementOf(agreement: HandshakeAgreement): Agreement {
  const extensions = agreement.sessions.map(({ name, parameters }: AnySession) => ({ name, parameters }));
  return { subprotocol: agreement.subprotocol, extensions, fields: agreement.fields };
}

/** Client: keeps the beginning of the body of a response that refuses, then tells. */
function receiveBody(
  connection: Connection,
  phase: AwaitingBody,
  chunk: Uint8Array,
  from: number,
  now: number,
): Step {
  const { body, chunked, ended } = moreBody(phase, chunk, from);
  const next: Connection = { ...connection, phase: { ...phase, body, chunked }, now };
  if (!ended && body.length < phase.length) return stepTo(next, noEvents, noOutbound, 'keep-open');
  return leave(next, phase.failure, refusedSoFar(next), now);
}

function moreBody(
  { body, chunked, length }: AwaitingBody,
  chunk: Uint8Array,
  from: number,
): Pick<AwaitingBody, 'body' | 'chunked'> & { readonly ended: boolean } {
  if (chunked !== null) return readChunked(chunked, body, chunk, from, length);
  const end = Math.min(chunk.length, from + length - body.length);
  return { body: gather(body, chunk, from, end), chunked, ended: false };
}

/** Client: the response cannot be read or believed (RFC 6455 §4.1: *Fail the WebSocket Connection*). */
function giveUp(connection: Connection, failure: HandshakeFailure, now: number): Step {
  return leave(connection, failure, [{ type: 'refused', failure, response: null, body: nothing }], now);
}

/** Client: no handshake, so no Close frame; the transport is let go. */
function leave(
  connection: Connection,
  failure: HandshakeFailure,
  events: readonly ConnectionEvent[],
  now: number,
): Step {
  const closing = refusing(connection, failure, events, noOutbound, now);
  return close(closing.connection, 'handshake-refused', 'ended', 'close', events, noOutbound, now);
}
