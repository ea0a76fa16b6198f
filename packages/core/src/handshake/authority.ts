/**
 * Host and port: the value of Host and what stands in a URI behind `//` (RFC 9112 §3.2, RFC 3986 §3.2).
 *
 * ```abnf
 * authority = host [ ":" port ]
 * host      = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" ) / "[" 1*( HEXDIG / ":" / "." ) "]"
 * port      = *5DIGIT
 * ```
 *
 * Narrower than RFC 3986: percent-encoding and the signs that no host name has, such as `,`, are refused.
 * International names come in their ASCII form (`xn--...`), as every client sends them.
 *
 * @module
 */

import { isDigit } from '../http/version.ts';

/** A host and a port that were read. */
export interface Authority {
  /** In lower case; an IPv6 address with its brackets. */
  readonly host: string;
  /** `null` where none is given. */
  readonly port: number | null;
}

/**
 * The host and port in `text`, or `null`.
 *
 * @example
 * ```ts
 * import { parseAuthority } from '@sansws/core/handshake';
 * import { deepEqual, equal } from 'node:assert/strict';
 * deepEqual(parseAuthority('Example.com:8080'), { host: 'example.com', port: 8080 });
 * deepEqual(parseAuthority('[::1]'), { host: '[::1]', port: null });
 * equal(parseAuthority('a b'), null);
 * equal(parseAuthority('user@example.com'), null);
 * ```
 */
export function parseAuthority(text: string): Authority | null {
  const hostEnd = text.charCodeAt(0) === openBracket ? addressEnd(text) : nameEnd(text);
  if (hostEnd === 0) return null;
  const host = text.slice(0, hostEnd).toLowerCase();
  if (hostEnd === text.length) return { host, port: null };
  if (text.charCodeAt(hostEnd) !== colon) return null;
  const digits = text.slice(hostEnd + 1);
  for (let index = 0; index < digits.length; index++) {
    if (!isDigit(digits.charCodeAt(index))) return null;
  }
  if (digits.length > 5 || Number(digits) > 65_535) return null;
  return { host, port: digits === '' ? null : Number(digits) };
}

/** Where the name ends; 0 if there is none. */
function nameEnd(text: string): number {
  let index = 0;
  while (index < text.length && isNameCode(text.charCodeAt(index))) index++;
  return index;
}

/** Behind the bracket that closes an address; 0 if it is none. */
function addressEnd(text: string): number {
  let index = 1;
  while (index < text.length && isAddressCode(text.charCodeAt(index))) index++;
  return index > 1 && text.charCodeAt(index) === closeBracket ? index + 1 : 0;
}

function isNameCode(code: number): boolean {
  if (isDigit(code) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)) return true;
  return code === 0x2d || code === 0x2e || code === 0x5f || code === 0x7e;
}

function isAddressCode(code: number): boolean {
  if (isDigit(code) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66)) return true;
  return code === colon || code === 0x2e;
}

const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
