/**
 * Messages that are encoded once and sent to many.
 *
 * @module
 */

import { areOctets } from '../bytes/octets.ts';
import { encodeText, isWellFormed } from '../bytes/text.ts';
import { headerLength, writeHeader } from '../frame/header.ts';
import { opcodes } from '../vocabulary/opcode.ts';
import { refusalOf } from '../vocabulary/refusal.ts';
import type { Refusal } from '../vocabulary/refusal.ts';
import { failure, success } from '../vocabulary/result.ts';
import type { Result } from '../vocabulary/result.ts';

/** A message that is ready to go: its octets, and the frame that every server connection can send as it is. */
export interface PreparedMessage {
  readonly opcode: 0x1 | 0x2;
  /** The end of the frame: the same memory. */
  readonly payload: Uint8Array;
  /** The unmasked frame: header and payload in one. */
  readonly frame: Uint8Array;
}

/**
 * Prepares text or octets: 10,000 connections then share one frame (a client still masks, RFC 6455 §5.1).
 * The octets are copied, so they may change afterwards.
 *
 * Refuses text with a lone surrogate, and anything that is neither a string nor a `Uint8Array`.
 *
 * @example
 * ```ts
 * import { prepareMessage } from '@sansws/core/message';
 * import { deepEqual } from 'node:assert/strict';
 * const prepared = prepareMessage('Hi');
 * deepEqual(prepared.ok && [...prepared.value.frame], [0x81, 0x02, 0x48, 0x69]);
 * ```
 */
export function prepareMessage(content: string | Uint8Array): Result<PreparedMessage, Refusal> {
  if (typeof content === 'string') {
    if (!isWellFormed(content)) return failure(refusalOf('text-not-well-formed', content));
    return success(prepared(opcodes.text as 0x1, encodeText(content)));
  }
  if (!areOctets(content)) return failure(refusalOf('not-octets', typeof content));
  return success(prepared(opcodes.binary as 0x2, content));
}

function prepared(opcode: 0x1 | 0x2, content: Uint8Array): PreparedMessage {
  const size = headerLength(content.length, false);
  const frame = new Uint8Array(size + content.length);
  writeHeader(frame, 0, 0x80 | opcode, false, content.length);
  frame.set(content, size);
  return { opcode, payload: frame.subarray(size), frame };
}
