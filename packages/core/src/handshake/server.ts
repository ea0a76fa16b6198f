/**
 * The opening handshake as the server sees it: the verdict on the request (RFC 6455 §4.2.1).
 *
 * @module
 */

import type { ExtensionElement } from '../extension/extension.ts';
import { parseExtensions } from '../extension/negotiation.ts';
import type { Fields } from '../http/fields.ts';
import { fieldValues } from '../http/fields.ts';
import { commaList, equalIgnoringCase, isToken } from '../http/grammar.ts';
import type { RequestHead } from '../http/request-head.ts';
import type { HandshakeFailure, HandshakeFailureName } from '../vocabulary/handshake-failure.ts';
import { handshakeFailure } from '../vocabulary/handshake-failure.ts';
import type { Limits } from '../vocabulary/limits.ts';
import type { Result } from '../vocabulary/result.ts';
import { failure, success } from '../vocabulary/result.ts';
import { announcedBody, connectionHoldsUpgrade } from './agreement.ts';
import type { Authority } from './authority.ts';
import { isKey } from './challenge.ts';
import type { OriginPolicy } from './origin.ts';
import { allowsOrigin } from './origin.ts';
import { firstRepeat, parseSubprotocols } from './subprotocol.ts';
import type { RequestTarget } from './target.ts';
import { requestTarget } from './target.ts';

/** What a server holds a request against. */
export interface JudgeRequestOptions {
  readonly origins: OriginPolicy;
  /** Whether the transport is TLS; never taken from a header field. */
  readonly secure: boolean;
  readonly limits: Pick<Limits, 'extensionOffers'>;
}

/** A valid request, as far as an answer needs it: plain data, a JSON value. */
export interface ClientOffer {
  readonly key: string;
  /** Path and query as written, nothing decoded (RFC 6455 §3 *resource name*). */
  readonly resourceName: string;
  /** Host and port that the request is for: of an absolute target, else of Host (RFC 9112 §3.2.2). */
  readonly authority: Authority;
  /** In the client's order of preference. */
  readonly subprotocols: readonly string[];
  /** Value of Origin; `null` where there is none. */
  readonly origin: string | null;
  /** In the client's order of preference. */
  readonly extensionOffers: readonly ExtensionElement[];
  /** Header lines of the request. */
  readonly fields: Fields;
}

/**
 * What the request offers, or why it fails the handshake (RFC 6455 §4.2.1). `failureResponse` answers a
 * failure.
 *
 * Fails with `http-version-not-supported`, `method-not-get`, `target-malformed`, `host-missing`,
 * `host-repeated`, `host-malformed`, `body-announced`, `upgrade-missing`, `upgrade-not-websocket`,
 * `connection-without-upgrade`, `version-missing`, `version-repeated`, `version-not-supported`, `key-missing`,
 * `key-repeated`, `key-malformed`, `origin-repeated`, `origin-not-allowed`, `subprotocol-malformed`,
 * `subprotocol-repeated`, `extensions-malformed`, `too-many-extensions`.
 *
 * @example
 * ```ts
 * import { judgeRequest } from '@sansws/core/handshake';
 * import { defaultLimits } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * const fields = [
 *   ['Host', 'example.com'],
 *   ['Upgrade', 'websocket'],
 *   ['Connection', 'Upgrade'],
 *   ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
 *   ['Sec-WebSocket-Version', '13'],
 *   ['Origin', 'https://example.com'],
 * ] as const;
 * const head = { method: 'GET', target: '/chat', version: '1.1', fields };
 * const options = { origins: 'same', secure: true, limits: defaultLimits('server') } as const;
 * const verdict = judgeRequest(head, options);
 * equal(verdict.ok && verdict.value.resourceName, '/chat');
 * const foreign = judgeRequest(head, { ...options, origins: ['https://example.org'] });
 * equal(!foreign.ok && foreign.problem.httpStatus, 403);
 * ```
 */
export function judgeRequest(
  head: RequestHead,
  options: JudgeRequestOptions,
): Result<ClientOffer, HandshakeFailure> {
  const { fields } = head;
  const target = requestTarget(head);
  if (!target.ok) return target;
  const problem = upgradeFailure(fields) ?? versionFailure(fields) ?? keyFailure(fields);
  if (problem !== null) return failure(problem);
  const origin = judgedOrigin(fields, target.value, options);
  if (!origin.ok) return origin;
  const subprotocols = offeredSubprotocols(fields);
  if (!subprotocols.ok) return subprotocols;
  const values = fieldValues(fields, 'Sec-WebSocket-Extensions');
  const extensionOffers = parseExtensions(values, options.limits.extensionOffers);
  if (!extensionOffers.ok) return failed(extensionOffers.problem, values.join(', '));
  return success({
    key: fieldValues(fields, 'Sec-WebSocket-Key')[0] as string,
    resourceName: target.value.resourceName,
    authority: target.value.authority,
    subprotocols: subprotocols.value,
    origin: origin.value,
    extensionOffers: extensionOffers.value,
    fields,
  });
}

/** §4.2.1 items 3 and 4: Upgrade and Connection; and nothing behind the head but frames. */
function upgradeFailure(fields: Fields): HandshakeFailure | null {
  const upgrade = fieldValues(fields, 'Upgrade');
  if (upgrade.length === 0) return handshakeFailure('upgrade-missing', '');
  const protocols = commaList(upgrade, isProtocol) ?? [];
  if (!protocols.some((protocol) => equalIgnoringCase(protocol, 'websocket'))) {
    return handshakeFailure('upgrade-not-websocket', upgrade.join(', '));
  }
  if (!connectionHoldsUpgrade(fields)) {
    const connection = fieldValues(fields, 'Connection').join(', ');
    return handshakeFailure('connection-without-upgrade', connection);
  }
  const body = announcedBody(fields);
  return body === null ? null : handshakeFailure('body-announced', body);
}

/** `protocol = protocol-name [ "/" protocol-version ]` (RFC 9110 §7.8). */
function isProtocol(text: string): boolean {
  const slash = text.indexOf('/');
  return slash === -1 ? isToken(text) : isToken(text.slice(0, slash)) && isToken(text.slice(slash + 1));
}

/** §4.2.1 item 6: "with a value of 13", digit by digit, for `0xd` is 13 to JavaScript. */
function versionFailure(fields: Fields): HandshakeFailure | null {
  const versions = fieldValues(fields, 'Sec-WebSocket-Version');
  const [version] = versions;
  if (version === undefined) return handshakeFailure('version-missing', '');
  if (versions.length > 1 || version.includes(',')) {
    return handshakeFailure('version-repeated', versions.join(', '));
  }
  return version === '13' ? null : handshakeFailure('version-not-supported', version);
}

/** §4.2.1 item 5. */
function keyFailure(fields: Fields): HandshakeFailure | null {
  const keys = fieldValues(fields, 'Sec-WebSocket-Key');
  const [key] = keys;
  if (key === undefined) return handshakeFailure('key-missing', '');
  if (keys.length > 1) return handshakeFailure('key-repeated', keys.join(', '));
  return isKey(key) ? null : handshakeFailure('key-malformed', key);
}

/** §4.2.2 item 4 and §10.2. */
function judgedOrigin(
  fields: Fields,
  target: RequestTarget,
  options: JudgeRequestOptions,
): Result<string | null, HandshakeFailure> {
  const origins = fieldValues(fields, 'Origin');
  if (origins.length > 1) return failed('origin-repeated', origins.join(', '));
  const origin = origins[0] ?? null;
  const own = { secure: options.secure, authority: target.authority };
  if (allowsOrigin(options.origins, origin, own)) return success(origin);
  return failed('origin-not-allowed', String(origin));
}

/** §4.1 item 10: "elements ... MUST be non-empty strings ... and MUST all be unique". */
function offeredSubprotocols(fields: Fields): Result<readonly string[], HandshakeFailure> {
  const values = fieldValues(fields, 'Sec-WebSocket-Protocol');
  if (values.length === 0) return success([]);
  const subprotocols = parseSubprotocols(values);
  if (subprotocols === null) return failed('subprotocol-malformed', values.join(', '));
  const repeat = firstRepeat(subprotocols);
  return repeat === null ? success(subprotocols) : failed('subprotocol-repeated', repeat);
}

function failed(
  name: HandshakeFailureName,
  detail: string,
): { readonly ok: false; readonly problem: HandshakeFailure } {
  return failure(handshakeFailure(name, detail));
}
