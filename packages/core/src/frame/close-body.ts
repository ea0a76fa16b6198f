/**
 * The body of a Close frame (RFC 6455 §5.5.1).
 *
 * @module
 */

import { decodeText, encodeText, isWellFormed } from '../bytes/text.ts';
import { betweenCharacters, validateUtf8 } from '../bytes/utf8.ts';
import { refusalOf } from '../vocabulary/refusal.ts';
import type { Refusal } from '../vocabulary/refusal.ts';
import { failure, success } from '../vocabulary/result.ts';
import type { Result } from '../vocabulary/result.ts';
import { mayTravel, statusCodes } from '../vocabulary/status-code.ts';
import type { ViolationName } from '../vocabulary/violation.ts';

/** What a Close frame says: 1005 and `''` when its body is empty (RFC 6455 §7.1.5, §7.1.6). */
export interface CloseBody {
  readonly statusCode: number;
  readonly reason: string;
}

/** A fault in a body: which rule, and at which octet of the body. */
export interface CloseBodyFault {
  readonly violation: ViolationName;
  readonly at: number;
}

/**
 * The body of a Close frame without one.
 *
 * @example
 * ```ts
 * import { emptyCloseBody } from '@sansws/core/frame';
 * import { equal } from 'node:assert/strict';
 * equal(emptyCloseBody.statusCode, 1005);
 * ```
 */
export const emptyCloseBody: CloseBody = { statusCode: statusCodes.noStatusReceived, reason: '' };

/**
 * The fault in the part of a body that has come so far, or `null`. Certain at the earliest octet; `whole` says
 * that no more comes. A body of one octet is known by the header already.
 *
 * @example
 * ```ts
 * import { closeBodyFault } from '@sansws/core/frame';
 * import { deepEqual, equal } from 'node:assert/strict';
 * equal(closeBodyFault(Uint8Array.of(0x03, 0xe8), true), null); // 1000
 * deepEqual(closeBodyFault(Uint8Array.of(0x03, 0xed), true), { violation: 'close-code-not-allowed', at: 1 });
 * ```
 */
export function closeBodyFault(octets: Uint8Array, whole: boolean): CloseBodyFault | null {
  if (octets.length < 2) return null;
  // "Endpoints MAY use the following pre-defined status codes … ranges" §7.4
  if (!mayTravel(codeOf(octets))) return { violation: 'close-code-not-allowed', at: 1 };
  // "Following the 2-byte integer, the body MAY contain UTF-8-encoded data" §5.5.1
  const state = validateUtf8(betweenCharacters, octets, 2, octets.length);
  if (state < 0) return { violation: 'close-reason-not-utf8', at: ~state };
  if (whole && state !== betweenCharacters)
    return { violation: 'close-reason-not-utf8', at: octets.length - 1 };
  return null;
}

/**
 * What a body says that has been found without fault.
 *
 * @example
 * ```ts
 * import { decodeCloseBody } from '@sansws/core/frame';
 * import { deepEqual } from 'node:assert/strict';
 * deepEqual(decodeCloseBody(Uint8Array.of(0x03, 0xe8, 0x6f, 0x6b)), { statusCode: 1000, reason: 'ok' });
 * ```
 */
export function decodeCloseBody(octets: Uint8Array): CloseBody {
  if (octets.length < 2) return emptyCloseBody;
  return { statusCode: codeOf(octets), reason: decodeText(octets.subarray(2)) as string };
}

/**
 * The body for a Close frame. Without a status code it is empty; a reason needs one.
 *
 * Refuses status codes that may not travel (RFC 6455 §7.4) and reasons above 123 octets.
 *
 * @example
 * ```ts
 * import { encodeCloseBody } from '@sansws/core/frame';
 * import { deepEqual, equal } from 'node:assert/strict';
 * const body = encodeCloseBody(1000, 'ok');
 * deepEqual(body.ok && [...body.value], [0x03, 0xe8, 0x6f, 0x6b]);
 * equal(encodeCloseBody(1005, '').ok, false);
 * ```
 */
export function encodeCloseBody(statusCode: number | undefined, reason: string): Result<Uint8Array, Refusal> {
  if (typeof reason !== 'string') return failure(refusalOf('not-text', 'reason'));
  if (statusCode === undefined) {
    return reason === ''
      ? success(new Uint8Array(0))
      : failure(refusalOf('close-reason-without-code', reason));
  }
  if (!Number.isInteger(statusCode) || !mayTravel(statusCode)) {
    return failure(refusalOf('status-code-not-allowed', String(statusCode)));
  }
  if (!isWellFormed(reason)) return failure(refusalOf('text-not-well-formed', reason));
  const text = encodeText(reason);
  if (text.length > 123) return failure(refusalOf('close-reason-too-long', `${text.length} octets`));
  return success(closeBodyOf(statusCode, text));
}

/** The body of a status code that may travel and of a reason that fits: neither is looked at here. */
export function closeBodyOf(statusCode: number, reason: Uint8Array): Uint8Array {
  const body = new Uint8Array(2 + reason.length);
  body[0] = statusCode >> 8;
  body[1] = statusCode;
  body.set(reason, 2);
  return body;
}

function codeOf(octets: Uint8Array): number {
  return ((octets[0] as number) << 8) | (octets[1] as number);
}
