/**
 * The version of HTTP as it stands in a start line (RFC 9112 §2.3).
 *
 * @module
 */

/**
 * The version in `HTTP/1.1`, such as `1.1`, or `null`. The name is case-sensitive.
 *
 * ```abnf
 * HTTP-version = "HTTP" "/" DIGIT "." DIGIT
 * ```
 *
 * @example
 * ```ts
 * import { parseVersion } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(parseVersion('HTTP/1.1'), '1.1');
 * equal(parseVersion('HTTP/2'), null);
 * ```
 */
export function parseVersion(text: string): string | null {
  if (text.length !== 8 || !text.startsWith('HTTP/') || text.charAt(6) !== '.') return null;
  return isDigit(text.charCodeAt(5)) && isDigit(text.charCodeAt(7)) ? text.slice(5) : null;
}

/**
 * Whether WebSocket can be spoken over this version: 1.1 or a higher 1.x (RFC 6455 §4.1, "at least 1.1").
 *
 * @example
 * ```ts
 * import { isSupportedVersion } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(isSupportedVersion('1.1'), true);
 * equal(isSupportedVersion('1.0'), false);
 * equal(isSupportedVersion('2.0'), false);
 * ```
 */
export function isSupportedVersion(version: string): boolean {
  return version.startsWith('1.') && version !== '1.0';
}

/**
 * Whether the code is that of a decimal digit.
 *
 * @example
 * ```ts
 * import { isDigit } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(isDigit('7'.charCodeAt(0)), true);
 * ```
 */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
