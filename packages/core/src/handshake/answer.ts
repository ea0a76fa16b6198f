/**
 * What a server answers: 101 with what it chose (RFC 6455 §4.2.2), or a refusal with an HTTP status.
 *
 * @module
 */

import { encodeText } from '../bytes/text.ts';
import type { AnySession, Extension, ExtensionElement } from '../extension/extension.ts';
import { formatExtensions } from '../extension/negotiation.ts';
import type { Field, Fields } from '../http/fields.ts';
import { writeHeadLines } from '../http/head-lines.ts';
import { reasonPhrase } from '../http/reason-phrase.ts';
import type { ResponseHead } from '../http/response-head.ts';
import { encodeResponseHead } from '../http/response-head.ts';
import type { HandshakeFailure } from '../vocabulary/handshake-failure.ts';
import type { Refusal } from '../vocabulary/refusal.ts';
import { refusalOf } from '../vocabulary/refusal.ts';
import type { Result } from '../vocabulary/result.ts';
import { failure, success } from '../vocabulary/result.ts';
import type { HandshakeAgreement } from './agreement.ts';
import { acceptOf } from './challenge.ts';
import { reservedFieldsRefusal } from './reserved-fields.ts';
import type { ClientOffer } from './server.ts';

/** How to agree to an offer. */
export interface AcceptOptions {
  /** One of those on offer; none when left out or `''`. */
  readonly subprotocol?: string;
  /** Further header lines. */
  readonly fields?: Fields;
  /** The extensions that this server has. */
  readonly extensions: readonly Extension[];
}

/** A response that agrees. */
export interface AcceptResponse {
  readonly head: ResponseHead;
  /** The response as it goes to the wire. */
  readonly octets: Uint8Array;
  readonly agreement: HandshakeAgreement;
}

/** How to refuse an offer. */
export interface RefuseOptions {
  /** From 300 to 599. */
  readonly status: number;
  /** Further header lines. */
  readonly fields?: Fields;
  readonly body?: Uint8Array;
}

/** A response that refuses. */
export interface RefuseResponse {
  readonly head: ResponseHead;
  readonly body: Uint8Array;
  /** Head and body as they go to the wire. */
  readonly octets: Uint8Array;
}

/**
 * The response that agrees to an offer (RFC 6455 §4.2.2), and what is agreed on: for each extension that this
 * server has, the first offer it can take; an extension whose reserved bits are taken already is declined.
 *
 * Refused with `subprotocol-not-offered`, `field-reserved`, `field-name-not-valid`, `field-value-not-valid`,
 * `extension-not-valid`.
 *
 * @example
 * ```ts
 * import { acceptResponse } from '@sansws/core/handshake';
 * import { deepEqual, equal } from 'node:assert/strict';
 * const offer = {
 *   key: 'dGhlIHNhbXBsZSBub25jZQ==',
 *   resourceName: '/chat',
 *   authority: { host: 'example.com', port: null },
 *   subprotocols: ['chat', 'superchat'],
 *   origin: null,
 *   extensionOffers: [],
 *   fields: [],
 * };
 * const answer = acceptResponse(offer, { subprotocol: 'chat', extensions: [] });
 * deepEqual(answer.ok && answer.value.head.fields, [
 *   ['Upgrade', 'websocket'],
 *   ['Connection', 'Upgrade'],
 *   ['Sec-WebSocket-Accept', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='],
 *   ['Sec-WebSocket-Protocol', 'chat'],
 * ]);
 * equal(acceptResponse(offer, { subprotocol: 'other', extensions: [] }).ok, false);
 * ```
 */
export function acceptResponse(offer: ClientOffer, options: AcceptOptions): Result<AcceptResponse, Refusal> {
  const { subprotocol = '', fields = [], extensions } = options;
  if (subprotocol !== '' && !offer.subprotocols.includes(subprotocol)) {
    // A program without types may give anything.
    const detail = typeof subprotocol === 'string' ? subprotocol : typeof subprotocol;
    return failure(refusalOf('subprotocol-not-offered', detail));
  }
  const reserved = reservedFieldsRefusal(fields, []);
  if (reserved !== null) return failure(reserved);
  const sessions = acceptedSessions(offer.extensionOffers, extensions);
  const extensionsText = formatExtensions(sessions);
  if (!extensionsText.ok) return extensionsText;

  const set: Field[] = [
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Accept', acceptOf(offer.key)],
  ];
  if (subprotocol !== '') set.push(['Sec-WebSocket-Protocol', subprotocol]);
  if (sessions.length > 0) set.push(['Sec-WebSocket-Extensions', extensionsText.value]);
  const head = responseHead(101, [...set, ...fields]);
  const octets = encodeResponseHead(head);
  if (!octets.ok) return octets;
  return success({ head, octets: octets.value, agreement: { subprotocol, sessions, fields: offer.fields } });
}

/**
 * The response that refuses an offer: the connection ends with it, and its length is said, so that nothing
 * behind it is ever taken for a second response.
 *
 * Refused with `http-status-not-valid`, `field-reserved`, `field-name-not-valid`, `field-value-not-valid`.
 *
 * @example
 * ```ts
 * import { decodeText } from '@sansws/core/bytes';
 * import { refuseResponse } from '@sansws/core/handshake';
 * import { equal } from 'node:assert/strict';
 * const refused = refuseResponse({ status: 404 });
 * equal(
 *   refused.ok && decodeText(refused.value.octets),
 *   'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
 * );
 * ```
 */
export function refuseResponse(options: RefuseOptions): Result<RefuseResponse, Refusal> {
  const { status, fields = [], body = new Uint8Array(0) } = options;
  if (!Number.isInteger(status) || status < 300 || status > 599) {
    return failure(
      refusalOf('http-status-not-valid', typeof status === 'number' ? `${status}` : typeof status),
    );
  }
  if (!(body instanceof Uint8Array)) return failure(refusalOf('not-octets', 'body'));
  // A 304 never has a body (RFC 9110 §15.4.5).
  if (status === 304 && body.length > 0)
    return failure(refusalOf('http-status-not-valid', '304 with a body'));
  const refusal = reservedFieldsRefusal(fields, []);
  return refusal === null ? success(endingResponse(status, fields, body)) : failure(refusal);
}

/**
 * What a server answers to a request that failed: its status, the fields that the status asks for, and one
 * line of text with the rule and its section. What the peer wrote is not repeated. A failure that only a client
 * can find has no status and would be answered with 400.
 *
 * @example
 * ```ts
 * import { decodeText } from '@sansws/core/bytes';
 * import { failureResponse } from '@sansws/core/handshake';
 * import { handshakeFailure } from '@sansws/core/vocabulary';
 * import { deepEqual, equal } from 'node:assert/strict';
 * const { head, body } = failureResponse(handshakeFailure('version-not-supported', '8'));
 * equal(head.status, 426);
 * deepEqual(head.fields[1], ['Sec-WebSocket-Version', '13']);
 * equal(decodeText(body), 'version-not-supported: Sec-WebSocket-Version is 13 (RFC 6455 §4.4)\n');
 * ```
 */
export function failureResponse(reason: HandshakeFailure): RefuseResponse {
  const body = encodeText(`${reason.name}: ${reason.sentence} (${reason.section})\n`);
  const fields: Field[] = [['Content-Type', 'text/plain; charset=utf-8']];
  if (reason.httpStatus === 405) fields.push(['Allow', 'GET']);
  return endingResponse(reason.httpStatus === 0 ? 400 : reason.httpStatus, fields, body);
}

function acceptedSessions(
  offers: readonly ExtensionElement[],
  extensions: readonly Extension[],
): readonly AnySession[] {
  const sessions: AnySession[] = [];
  let claimed = 0;
  for (const { name, parameters } of offers) {
    if (sessions.some((session) => session.name === name)) continue;
    for (const extension of extensions) {
      const session = extension.name === name ? extension.accept(parameters) : null;
      if (session === null || (claimed & session.reservedBits) !== 0) continue;
      claimed |= session.reservedBits;
      sessions.push(session);
      break;
    }
  }
  return sessions;
}

/** The fields that end a connection in order, with those that the status asks for (RFC 9110 §15.5.22). */
function endingFields(status: number, bodyOctets: number): readonly Field[] {
  const length: Field = ['Content-Length', String(bodyOctets)];
  if (status !== 426) return [['Connection', 'close'], length];
  // "A server that sends a 426 MUST send Upgrade", and whoever sends Upgrade names it in Connection (§7.8).
  return [
    ['Upgrade', 'websocket'],
    ['Sec-WebSocket-Version', '13'],
    ['Connection', 'close, Upgrade'],
    length,
  ];
}

function responseHead(status: number, fields: Fields): ResponseHead {
  return { version: '1.1', status, reason: reasonPhrase(status), fields };
}

function endingResponse(status: number, fields: Fields, body: Uint8Array): RefuseResponse {
  const head = responseHead(status, [...endingFields(status, body.length), ...fields]);
  const headOctets = writeHeadLines(`HTTP/${head.version} ${status} ${head.reason}`, head.fields);
  const octets = new Uint8Array(headOctets.length + body.length);
  octets.set(headOctets, 0);
  octets.set(body, headOctets.length);
  return { head, body, octets };
}
