/**
 * The slow twin of the body of a Close frame (RFC 6455 §5.5.1).
 *
 * @module
 */

import type { ViolationName } from '@sansws/core/vocabulary';
import { closeCodeMayTravel } from '../oracle/close-code.ts';
import { twinUtf8 } from './utf8.ts';

/** What is wrong with a Close body, and which of its octets shows it. */
export interface CloseBodyFault {
  readonly name: ViolationName;
  readonly index: number;
}

/**
 * Judges the octets of a Close body that have come; `whole` says whether it ends there.
 *
 * The code is judged at its second octet, the reason at its first octet that is not UTF-8.
 *
 * @example
 * ```ts
 * import { judgeCloseBody } from '@sansws/testing';
 * import { deepEqual, equal } from 'node:assert/strict';
 * equal(judgeCloseBody(Uint8Array.of(0x03, 0xe8), true), null); // 1000
 * deepEqual(judgeCloseBody(Uint8Array.of(0x03, 0xed), true), { name: 'close-code-not-allowed', index: 1 });
 * ```
 */
export function judgeCloseBody(body: Uint8Array, whole: boolean): CloseBodyFault | null {
  const [high, low] = body;
  if (high === undefined || low === undefined) return null;
  if (!closeCodeMayTravel(high * 256 + low)) return { name: 'close-code-not-allowed', index: 1 };
  const reason = twinUtf8(body.slice(2));
  if (reason.brokenAt >= 0) return { name: 'close-reason-not-utf8', index: 2 + reason.brokenAt };
  return reason.unfinished && whole ? { name: 'close-reason-not-utf8', index: body.length - 1 } : null;
}
