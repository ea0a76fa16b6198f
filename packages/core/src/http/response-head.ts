/**
 * The head of an HTTP/1.1 response ↔ a value (RFC 9112 §4).
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
import { isSendableText } from './fields.ts';
import { encodeHeadLines, parseHeadLines } from './head-lines.ts';
import { isDigit, parseVersion } from './version.ts';

/** The head of a response: status line and header lines. */
export interface ResponseHead {
  /** Such as `1.1`. */
  readonly version: string;
  /** Three digits, 100 to 999. */
  readonly status: number;
  /** The reason phrase, often `''`; it says nothing that the status does not (RFC 9112 §4). */
  readonly reason: string;
  readonly fields: Fields;
}

/**
 * The value of a whole response head (RFC 9112 §4).
 *
 * ```abnf
 * status-line   = HTTP-version SP status-code SP [ reason-phrase ]
 * status-code   = 3DIGIT
 * reason-phrase = 1*( HTAB / SP / VCHAR / obs-text )
 * ```
 *
 * A missing space behind the status is let pass, as many servers leave it out.
 *
 * Fails as `readHead` does, and with `status-line-malformed`, `head-incomplete`.
 *
 * @example
 * ```ts
 * import { encodeText } from '@sansws/core/bytes';
 * import { parseResponseHead } from '@sansws/core/http';
 * import { deepEqual } from 'node:assert/strict';
 * deepEqual(parseResponseHead(encodeText('HTTP/1.1 404 Not Found\r\nServer: s\r\n\r\n')), {
 *   ok: true,
 *   value: { version: '1.1', status: 404, reason: 'Not Found', fields: [['Server', 's']] },
 * });
 * ```
 */
export function parseResponseHead(octets: Uint8Array): Result<ResponseHead, HandshakeFailure> {
  const lines = parseHeadLines('response', octets);
  if (!lines.ok) return lines;
  const { startLine, fields } = lines.value;
  const version = parseVersion(startLine.slice(0, 8));
  const status = parseStatus(startLine.slice(9, 12));
  const spaced = startLine.charAt(8) === ' ' && (startLine.length === 12 || startLine.charAt(12) === ' ');
  if (version === null || status === null || !spaced) {
    return failure(handshakeFailure('status-line-malformed', startLine, 'client'));
  }
  return success({ version, status, reason: startLine.slice(13), fields });
}

/**
 * The octets of a response head, with its empty line; casing and order of the fields are kept.
 *
 * Refused with `http-status-not-valid`, `http-version-not-valid`, `field-name-not-valid`,
 * `field-value-not-valid` (also for the reason phrase): no value can begin a line of its own.
 *
 * @example
 * ```ts
 * import { decodeText } from '@sansws/core/bytes';
 * import { encodeResponseHead } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * const octets = encodeResponseHead({ version: '1.1', status: 404, reason: 'Not Found', fields: [] });
 * equal(octets.ok && decodeText(octets.value), 'HTTP/1.1 404 Not Found\r\n\r\n');
 * ```
 */
export function encodeResponseHead(head: ResponseHead): Result<Uint8Array, Refusal> {
  const { version, status, reason, fields } = head;
  if (parseVersion(`HTTP/${version}`) === null) return failure(refusalOf('http-version-not-valid', version));
  if (!Number.isInteger(status) || status < 100 || status > 999) {
    return failure(refusalOf('http-status-not-valid', String(status)));
  }
  if (!isSendableText(reason)) return failure(refusalOf('field-value-not-valid', 'reason phrase'));
  return encodeHeadLines(`HTTP/${version} ${status} ${reason}`, fields);
}

function parseStatus(text: string): number | null {
  const code = text.charCodeAt(0);
  if (code === 0x30 || !isDigit(code)) return null;
  return isDigit(text.charCodeAt(1)) && isDigit(text.charCodeAt(2)) ? Number(text) : null;
}
