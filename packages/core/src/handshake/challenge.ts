/**
 * Sec-WebSocket-Key and the Sec-WebSocket-Accept that answers it (RFC 6455 §4.1, §4.2.2).
 *
 * They prove only that the server speaks WebSocket; they protect nothing (RFC 6455 §10.8), so SHA-1 is fine.
 *
 * @module
 */

import { sha1 } from '@noble/hashes/legacy.js';
import { decodeBase64, encodeBase64 } from '../bytes/base64.ts';
import { encodeText } from '../bytes/text.ts';
import type { Refusal } from '../vocabulary/refusal.ts';
import { refusalOf } from '../vocabulary/refusal.ts';
import type { Result } from '../vocabulary/result.ts';
import { failure, success } from '../vocabulary/result.ts';

/**
 * The key for a nonce: its Base64 form (RFC 6455 §4.1). The nonce is 16 random octets, fresh for each request.
 *
 * Refused with `nonce-not-16-octets`.
 *
 * @example
 * ```ts
 * import { keyOf } from '@sansws/core/handshake';
 * import { deepEqual } from 'node:assert/strict';
 * const nonce = Uint8Array.from({ length: 16 }, (_, index) => index + 1);
 * deepEqual(keyOf(nonce), { ok: true, value: 'AQIDBAUGBwgJCgsMDQ4PEA==' });
 * ```
 */
export function keyOf(nonce: Uint8Array): Result<string, Refusal> {
  if (!(nonce instanceof Uint8Array) || nonce.length !== 16) {
    return failure(refusalOf('nonce-not-16-octets', ''));
  }
  return success(encodeBase64(nonce));
}

/**
 * The accept that answers a key: Base64 of SHA-1 of the key and a fixed GUID (RFC 6455 §4.2.2).
 *
 * @example
 * ```ts
 * import { acceptOf } from '@sansws/core/handshake';
 * import { equal } from 'node:assert/strict';
 * equal(acceptOf('dGhlIHNhbXBsZSBub25jZQ=='), 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
 * ```
 */
export function acceptOf(key: string): string {
  return encodeBase64(sha1(encodeText(key + guid)));
}

/**
 * Whether the text is a key: Base64 of 16 octets, padded. The four left-over bits of its 22nd character are
 * not looked at (RFC 4648 §3.5): some clients draw them at random too.
 *
 * @example
 * ```ts
 * import { isKey } from '@sansws/core/handshake';
 * import { equal } from 'node:assert/strict';
 * equal(isKey('dGhlIHNhbXBsZSBub25jZQ=='), true);
 * equal(isKey('dGhlIHNhbXBsZSBub25jZQ'), false);
 * ```
 */
export function isKey(text: string): boolean {
  return text.length === 24 && decodeBase64(text)?.length === 16;
}

/** RFC 6455 §1.3. */
const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
