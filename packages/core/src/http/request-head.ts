/**
 * The head of an HTTP/1.1 request ↔ a value (RFC 9112 §3).
 *
 * @module
 */

import type { HandshakeFailure } from '../vocabulary/handshake-failure.ts';
import { handshakeFailure } from '../vocabulary/handshake-failure.ts';
import type { Refusal } from '../vocabulary/refusal.ts';
import { refusalOf } from '../vocabulary/refusal.ts';
import type { Result } from '../vocabulary/result.ts';
import { failure, success } from '../vocabulary/result.ts';
import type { Fields } from './fields.ts';
import { isToken } from './grammar.ts';
import { encodeHeadLines, parseHeadLines } from './head-lines.ts';
import { parseVersion } from './version.ts';

/** The head of a request: request line and header lines. */
export interface RequestHead {
  /** The method as written; methods are case-sensitive (RFC 9110 §9.1). */
  readonly method: string;
  /** The request target as written, nothing decoded. */
  readonly target: string;
  /** Such as `1.1`. */
  readonly version: string;
  readonly fields: Fields;
}

/**
 * The value of a whole request head (RFC 9112 §3).
 *
 * ```abnf
 * request-line = method SP request-target SP HTTP-version
 * ```
 *
 * Fails as `readHead` does, and with `request-line-malformed`, `head-incomplete`.
 *
 * @example
 * ```ts
 * import { encodeText } from '@sansws/core/bytes';
 * import { parseRequestHead } from '@sansws/core/http';
 * import { deepEqual } from 'node:assert/strict';
 * deepEqual(parseRequestHead(encodeText('GET /chat HTTP/1.1\r\nHost: example.com\r\n\r\n')), {
 *   ok: true,
 *   value: { method: 'GET', target: '/chat', version: '1.1', fields: [['Host', 'example.com']] },
 * });
 * ```
 */
export function parseRequestHead(octets: Uint8Array): Result<RequestHead, HandshakeFailure> {
  const lines = parseHeadLines('request', octets);
  if (!lines.ok) return lines;
  const { startLine, fields } = lines.value;
  const first = startLine.indexOf(' ');
  const last = startLine.lastIndexOf(' ');
  const target = startLine.slice(first + 1, last);
  const version = parseVersion(startLine.slice(last + 1));
  if (version === null || !isVisible(target)) {
    return failure(handshakeFailure('request-line-malformed', startLine));
  }
  return success({ method: startLine.slice(0, first), target, version, fields });
}

/**
 * The octets of a request head, with its empty line; casing and order of the fields are kept.
 *
 * Refused with `method-not-allowed-here`, `target-not-valid`, `http-version-not-valid`,
 * `field-name-not-valid`, `field-value-not-valid`: no value can begin a line of its own.
 *
 * @example
 * ```ts
 * import { decodeText } from '@sansws/core/bytes';
 * import { encodeRequestHead } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * const octets = encodeRequestHead({ method: 'GET', target: '/', version: '1.1', fields: [['Host', 'h']] });
 * equal(octets.ok && decodeText(octets.value), 'GET / HTTP/1.1\r\nHost: h\r\n\r\n');
 * ```
 */
export function encodeRequestHead(head: RequestHead): Result<Uint8Array, Refusal> {
  const { method, target, version, fields } = head;
  if (!isToken(method)) return failure(refusalOf('method-not-allowed-here', method));
  if (!isVisible(target)) return failure(refusalOf('target-not-valid', target));
  if (parseVersion(`HTTP/${version}`) === null) return failure(refusalOf('http-version-not-valid', version));
  return encodeHeadLines(`${method} ${target} HTTP/${version}`, fields);
}

/**
 * Whether the text is one or more visible ASCII characters, so that it can be a request target.
 *
 * @example
 * ```ts
 * import { isVisible } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(isVisible('/chat?room=1'), true);
 * equal(isVisible('/a b'), false);
 * ```
 */
export function isVisible(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x21 || code > 0x7e) return false;
  }
  return text.length > 0;
}
