/**
 * The client's verdict on a response (RFC 6455 §4.1, the numbered list at its end).
 *
 * @module
 */

import type { AnySession, Extension, ExtensionElement } from '../extension/extension.ts';
import { parseExtensions } from '../extension/negotiation.ts';
import { fieldValues, hasField } from '../http/fields.ts';
import { equalIgnoringCase, isToken, trimmed } from '../http/grammar.ts';
import type { ResponseHead } from '../http/response-head.ts';
import { isDigit, isSupportedVersion } from '../http/version.ts';
import type { HandshakeFailure, HandshakeFailureName } from '../vocabulary/handshake-failure.ts';
import { handshakeFailure } from '../vocabulary/handshake-failure.ts';
import type { Result } from '../vocabulary/result.ts';
import { failure, success } from '../vocabulary/result.ts';
import type { HandshakeAgreement } from './agreement.ts';
import { announcedBody, connectionHoldsUpgrade } from './agreement.ts';
import type { ExpectedResponse } from './client.ts';

/**
 * What the response settles, or why it fails the handshake (RFC 6455 §4.1). `extensions` are those of the
 * request. Nothing is sent to a server whose response fails; redirects are reported and never followed.
 *
 * Fails with `http-version-not-supported`, `redirected`, `status-not-101`, `body-announced`,
 * `upgrade-missing`, `upgrade-not-websocket`, `connection-without-upgrade`, `accept-missing`,
 * `accept-repeated`, `accept-mismatch`, `extensions-malformed`, `extension-not-offered`,
 * `extension-repeated`, `extension-answer-not-valid`, `extension-bits-conflict`,
 * `subprotocol-repeated`, `subprotocol-malformed`, `subprotocol-not-offered`, `subprotocol-required`.
 *
 * @example
 * ```ts
 * import { judgeResponse } from '@sansws/core/handshake';
 * import { equal } from 'node:assert/strict';
 * const expected = {
 *   accept: 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
 *   subprotocols: ['chat'],
 *   requireSubprotocol: false,
 *   offered: [],
 * };
 * const fields = [
 *   ['Upgrade', 'websocket'],
 *   ['Connection', 'Upgrade'],
 *   ['Sec-WebSocket-Accept', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='],
 *   ['Sec-WebSocket-Protocol', 'chat'],
 * ] as const;
 * const head = { version: '1.1', status: 101, reason: '', fields };
 * const verdict = judgeResponse(expected, [], head);
 * equal(verdict.ok && verdict.value.subprotocol, 'chat');
 * const refused = judgeResponse(expected, [], { ...head, status: 403 });
 * equal(!refused.ok && refused.problem.name, 'status-not-101');
 * ```
 */
export function judgeResponse(
  expected: ExpectedResponse,
  extensions: readonly Extension[],
  head: ResponseHead,
): Result<HandshakeAgreement, HandshakeFailure> {
  const problem = basicFailure(expected, head);
  if (problem !== null) return failure(problem);
  const sessions = confirmedSessions(expected, extensions, head);
  if (!sessions.ok) return sessions;
  const subprotocol = chosenSubprotocol(expected, head);
  if (!subprotocol.ok) return subprotocol;
  return success({ subprotocol: subprotocol.value, sessions: sessions.value, fields: head.fields });
}

/**
 * Whether this is an interim response, which the real one follows: 1xx but 101 (RFC 9110 §15.2).
 *
 * @example
 * ```ts
 * import { isInterim } from '@sansws/core/handshake';
 * import { equal } from 'node:assert/strict';
 * equal(isInterim({ version: '1.1', status: 103, reason: 'Early Hints', fields: [] }), true);
 * equal(isInterim({ version: '1.1', status: 101, reason: '', fields: [] }), false);
 * ```
 */
export function isInterim(head: ResponseHead): boolean {
  return head.status < 200 && head.status !== 101;
}

/**
 * How many octets of body follow a refused response (RFC 9112 §6.3); `'chunked'` when the body itself tells,
 * `'until-end'` when only the end of the connection does.
 *
 * @example
 * ```ts
 * import { bodyLength } from '@sansws/core/handshake';
 * import { equal } from 'node:assert/strict';
 * const head = { version: '1.1', status: 403, reason: '', fields: [['Content-Length', '9']] } as const;
 * equal(bodyLength(head), 9);
 * equal(bodyLength({ ...head, fields: [['Transfer-Encoding', 'chunked']] }), 'chunked');
 * equal(bodyLength({ ...head, fields: [] }), 'until-end');
 * ```
 */
export function bodyLength(head: ResponseHead): number | 'chunked' | 'until-end' {
  if (head.status < 200 || head.status === 204 || head.status === 304) return 0;
  // "If a message is received with both a Transfer-Encoding and a Content-Length", the former counts.
  if (hasField(head.fields, 'Transfer-Encoding')) return isChunked(head) ? 'chunked' : 'until-end';
  const [text, ...others] = fieldValues(head.fields, 'Content-Length');
  if (text === undefined || others.some((other) => other !== text)) return 'until-end';
  // 15 digits are exact numbers; a longer body has no end that matters here.
  if (text === '' || text.length > 15) return 'until-end';
  for (let index = 0; index < text.length; index++) {
    if (!isDigit(text.charCodeAt(index))) return 'until-end';
  }
  return Number(text);
}

/** Whether the last transfer coding is `chunked`; those before it are for the reader of the body. */
function isChunked(head: ResponseHead): boolean {
  const last = fieldValues(head.fields, 'Transfer-Encoding').at(-1) as string;
  return equalIgnoringCase(trimmed(last, last.lastIndexOf(',') + 1), 'chunked');
}

function basicFailure(expected: ExpectedResponse, head: ResponseHead): HandshakeFailure | null {
  const { version, status, fields } = head;
  if (!isSupportedVersion(version)) return found('http-version-not-supported', version);
  // Item 1: "If the status code received from the server is not 101".
  if (redirects.includes(status)) return found('redirected', `${status} ${locationOf(head)}`);
  if (status !== 101) return found('status-not-101', String(status));
  const body = announcedBody(fields);
  if (body !== null) return found('body-announced', body);
  // Item 2: an Upgrade "that is an ASCII case-insensitive match for the value "websocket"".
  const upgrade = fieldValues(fields, 'Upgrade');
  if (upgrade.length === 0) return found('upgrade-missing', '');
  if (upgrade.length > 1 || !equalIgnoringCase(upgrade[0] as string, 'websocket')) {
    return found('upgrade-not-websocket', upgrade.join(', '));
  }
  // Item 3: a Connection with a token "Upgrade".
  if (!connectionHoldsUpgrade(fields)) {
    return found('connection-without-upgrade', fieldValues(fields, 'Connection').join(', '));
  }
  // Item 4: the Accept of this key, nothing trimmed but the white space around the value.
  const accept = fieldValues(fields, 'Sec-WebSocket-Accept');
  if (accept.length === 0) return found('accept-missing', '');
  if (accept.length > 1) return found('accept-repeated', accept.join(', '));
  return accept[0] === expected.accept ? null : found('accept-mismatch', accept[0] as string);
}

/** Item 5: only extensions that were on offer, each once, each with parameters that fit. */
function confirmedSessions(
  expected: ExpectedResponse,
  extensions: readonly Extension[],
  head: ResponseHead,
): Result<readonly AnySession[], HandshakeFailure> {
  const values = fieldValues(head.fields, 'Sec-WebSocket-Extensions');
  // No limit: the head has one, and the first element that was not on offer ends the loop.
  const answers = parseExtensions(values, Infinity);
  if (!answers.ok) return failure(found(answers.problem, values.join(', ')));
  const sessions: AnySession[] = [];
  let claimed = 0;
  for (const answer of answers.value) {
    const { name } = answer;
    if (!expected.offered.some((offer) => offer.name === name)) {
      return failure(found('extension-not-offered', name));
    }
    if (sessions.some((session) => session.name === name)) return failure(found('extension-repeated', name));
    const session = confirm(extensions, answer);
    if (session === null) return failure(found('extension-answer-not-valid', name));
    if ((claimed & session.reservedBits) !== 0) return failure(found('extension-bits-conflict', name));
    claimed |= session.reservedBits;
    sessions.push(session);
  }
  return success(sessions);
}

function confirm(extensions: readonly Extension[], answer: ExtensionElement): AnySession | null {
  for (const extension of extensions) {
    const session = extension.name === answer.name ? extension.confirm(answer.parameters) : null;
    if (session !== null) return session;
  }
  return null;
}

/** Item 6: a subprotocol that was on offer, or none. */
function chosenSubprotocol(expected: ExpectedResponse, head: ResponseHead): Result<string, HandshakeFailure> {
  const values = fieldValues(head.fields, 'Sec-WebSocket-Protocol');
  const [chosen] = values;
  if (chosen === undefined) {
    return expected.requireSubprotocol ? failure(found('subprotocol-required', '')) : success('');
  }
  if (values.length > 1) return failure(found('subprotocol-repeated', values.join(', ')));
  if (!isToken(chosen)) return failure(found('subprotocol-malformed', chosen));
  if (!expected.subprotocols.includes(chosen)) return failure(found('subprotocol-not-offered', chosen));
  return success(chosen);
}

function locationOf(head: ResponseHead): string {
  return fieldValues(head.fields, 'Location').join(', ');
}

function found(name: HandshakeFailureName, detail: string): HandshakeFailure {
  return handshakeFailure(name, detail, 'client');
}

/** The statuses that point elsewhere by Location (RFC 9110 §15.4). */
const redirects: readonly number[] = [301, 302, 303, 307, 308];
