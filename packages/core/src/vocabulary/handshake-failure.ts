/**
 * Every way in which the opening handshake can fail through the peer: one table.
 *
 * What the *caller* does wrong is a refusal (`refusal.ts`).
 *
 * @module
 */

import { printable } from './refusal.ts';
import type { Role } from './role.ts';

/** One way to fail. */
export type HandshakeFailureName =
  | 'bare-cr'
  | 'bare-lf'
  | 'control-character'
  | 'leading-white-space'
  | 'too-many-empty-lines'
  | 'line-folded'
  | 'field-name-malformed'
  | 'head-incomplete'
  | 'head-too-long'
  | 'field-line-too-long'
  | 'too-many-field-lines'
  | 'request-line-too-long'
  | 'status-line-too-long'
  | 'request-line-malformed'
  | 'status-line-malformed'
  | 'http-version-not-supported'
  | 'method-not-get'
  | 'target-malformed'
  | 'host-missing'
  | 'host-repeated'
  | 'host-malformed'
  | 'body-announced'
  | 'upgrade-missing'
  | 'upgrade-not-websocket'
  | 'connection-without-upgrade'
  | 'version-missing'
  | 'version-repeated'
  | 'version-not-supported'
  | 'key-missing'
  | 'key-repeated'
  | 'key-malformed'
  | 'origin-repeated'
  | 'origin-not-allowed'
  | 'subprotocol-malformed'
  | 'subprotocol-repeated'
  | 'extensions-malformed'
  | 'too-many-extensions'
  | 'request-timeout'
  | 'decision-timeout'
  | 'early-data-too-long'
  | 'status-not-101'
  | 'redirected'
  | 'too-many-interim-responses'
  | 'accept-missing'
  | 'accept-repeated'
  | 'accept-mismatch'
  | 'subprotocol-not-offered'
  | 'subprotocol-required'
  | 'extension-not-offered'
  | 'extension-repeated'
  | 'extension-answer-not-valid'
  | 'extension-bits-conflict';

/**
 * What the table says of one failure: the HTTP status that a server answers with (0 for what only a client
 * can find), the section that is broken, and the rule in one sentence.
 */
export type HandshakeFailureRule = readonly [httpStatus: number, section: string, sentence: string];

/** A handshake that failed: the rule, and what it was about. */
export interface HandshakeFailure {
  readonly name: HandshakeFailureName;
  /** The HTTP status that a server answers with; 0 where a client found the failure and answers nothing. */
  readonly httpStatus: number;
  /** The section that is broken, such as `RFC 6455 §4.2.1`. */
  readonly section: string;
  /** The rule in one sentence. */
  readonly sentence: string;
  /** What it was about: a field's name or value, shortened and free of control characters. */
  readonly detail: string;
}

/**
 * The handshake failure `name`, about `detail`. A client answers nothing, so what it finds has the status 0.
 *
 * @example
 * ```ts
 * import { handshakeFailure } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * equal(handshakeFailure('key-missing', '').httpStatus, 400);
 * equal(handshakeFailure('bare-lf', '', 'client').httpStatus, 0);
 * ```
 */
export function handshakeFailure(
  name: HandshakeFailureName,
  detail: string,
  foundBy: Role = 'server',
): HandshakeFailure {
  const [httpStatus, section, sentence] = handshakeFailures[name];
  return {
    name,
    httpStatus: foundBy === 'server' ? httpStatus : 0,
    section,
    sentence,
    detail: printable(detail),
  };
}

/**
 * The table: name → HTTP status, section, rule.
 *
 * @example
 * ```ts
 * import { handshakeFailures } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * equal(handshakeFailures['version-not-supported'][0], 426);
 * ```
 */
export const handshakeFailures: Readonly<Record<HandshakeFailureName, HandshakeFailureRule>> = {
  // The text of a head, in either direction.
  'bare-cr': [400, 'RFC 9112 §2.2', 'A CR stands only before an LF'],
  'bare-lf': [400, 'RFC 9112 §2.2', 'A line ends with CR LF, not with an LF alone'],
  'control-character': [400, 'RFC 9110 §5.5', 'A head holds no NUL and no other control character'],
  'leading-white-space': [400, 'RFC 9112 §2.2', 'No white space stands before the first header field'],
  'too-many-empty-lines': [400, 'RFC 9112 §2.2', 'At most two empty lines stand before a request'],
  'line-folded': [400, 'RFC 9112 §5.2', 'A header field is not continued on a second line'],
  'field-name-malformed': [400, 'RFC 9112 §5.1', 'A header field is a token, a colon and a value'],
  'head-incomplete': [400, 'RFC 9112 §8', 'A head ends with an empty line, and nothing stands behind it'],
  'head-too-long': [431, 'RFC 6585 §5', 'The head is longer than the limit'],
  'field-line-too-long': [431, 'RFC 6585 §5', 'A header line is longer than the limit'],
  'too-many-field-lines': [431, 'RFC 6585 §5', 'There are more header lines than the limit'],
  'request-line-too-long': [414, 'RFC 9110 §15.5.15', 'The request line is longer than the limit'],
  'status-line-too-long': [0, 'RFC 6455 §10.4', 'The status line is longer than the limit'],
  'request-line-malformed': [400, 'RFC 9112 §3', 'A request begins with a method, a target and a version'],
  'status-line-malformed': [0, 'RFC 9112 §4', 'A response begins with a version and a three-digit status'],
  'http-version-not-supported': [400, 'RFC 6455 §4.1', 'The HTTP version is 1.1 or a higher 1.x'],

  // The request.
  'method-not-get': [405, 'RFC 6455 §4.2.1', 'The method of the request is GET'],
  'target-malformed': [
    400,
    'RFC 9112 §3.2',
    'The target is a path, or an http or https URI, without a fragment',
  ],
  'host-missing': [400, 'RFC 9112 §3.2', 'A request has a Host header field'],
  'host-repeated': [400, 'RFC 9112 §3.2', 'A request has one Host header field'],
  'host-malformed': [400, 'RFC 9112 §3.2', 'Host is a host name or address, with an optional port'],
  'body-announced': [400, 'RFC 9112 §6', 'The opening handshake has no body, in neither direction'],
  'upgrade-missing': [426, 'RFC 6455 §4.1', 'There is an Upgrade header field'],
  'upgrade-not-websocket': [400, 'RFC 6455 §4.1', 'Upgrade names websocket; in a response, nothing else'],
  'connection-without-upgrade': [400, 'RFC 6455 §4.1', 'Connection holds the token Upgrade'],
  'version-missing': [426, 'RFC 6455 §4.2.1', 'There is a Sec-WebSocket-Version header field'],
  'version-repeated': [400, 'RFC 6455 §11.3.5', 'A request names one version in Sec-WebSocket-Version'],
  'version-not-supported': [426, 'RFC 6455 §4.4', 'Sec-WebSocket-Version is 13'],
  'key-missing': [400, 'RFC 6455 §4.2.1', 'There is a Sec-WebSocket-Key header field'],
  'key-repeated': [400, 'RFC 6455 §11.3.1', 'Sec-WebSocket-Key stands once in a request'],
  'key-malformed': [400, 'RFC 6455 §4.2.1', 'Sec-WebSocket-Key is the Base64 form of 16 octets'],
  'origin-repeated': [400, 'RFC 6454 §7.3', 'Origin stands at most once in a request'],
  'origin-not-allowed': [403, 'RFC 6455 §10.2', 'Pages of this origin may not connect here'],
  'subprotocol-malformed': [400, 'RFC 6455 §11.3.4', 'Sec-WebSocket-Protocol holds tokens'],
  'subprotocol-repeated': [400, 'RFC 6455 §4.1', 'Sec-WebSocket-Protocol names a subprotocol once'],
  'extensions-malformed': [
    400,
    'RFC 6455 §9.1',
    'Sec-WebSocket-Extensions holds tokens with their parameters',
  ],
  'too-many-extensions': [400, 'RFC 6455 §10.4', 'There are more extensions on offer than the limit'],
  'request-timeout': [408, 'RFC 9110 §15.5.9', 'The request is complete before the deadline'],
  'decision-timeout': [503, 'RFC 9110 §15.6.4', 'The server decides about a request before the deadline'],
  'early-data-too-long': [400, 'RFC 6455 §4.1', 'A client waits for the answer before it sends frames'],

  // The response.
  'status-not-101': [0, 'RFC 6455 §4.1', 'The server agrees with the status 101'],
  redirected: [0, 'RFC 6455 §4.1', 'The server points elsewhere; redirects are not followed'],
  'too-many-interim-responses': [0, 'RFC 9110 §15.2', 'More interim responses come than the limit'],
  'accept-missing': [0, 'RFC 6455 §4.1', 'There is a Sec-WebSocket-Accept header field'],
  'accept-repeated': [0, 'RFC 6455 §11.3.3', 'Sec-WebSocket-Accept stands once in a response'],
  'accept-mismatch': [0, 'RFC 6455 §4.1', 'Sec-WebSocket-Accept answers the key of this request'],
  'subprotocol-not-offered': [0, 'RFC 6455 §4.1', 'The server chooses among the subprotocols on offer'],
  'subprotocol-required': [0, 'RFC 6455 §4.1', 'The server chooses a subprotocol, as this client requires'],
  'extension-not-offered': [0, 'RFC 6455 §4.1', 'The server agrees only to extensions on offer'],
  'extension-repeated': [0, 'RFC 6455 §9.1', 'The server agrees to an extension once'],
  'extension-answer-not-valid': [0, 'RFC 6455 §9.1', 'The parameters that the server chose fit the offer'],
  'extension-bits-conflict': [0, 'RFC 6455 §9.1', 'Two agreed extensions use different reserved bits'],
};
