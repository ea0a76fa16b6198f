/**
 * Messages that are encoded once and sent to many.
 *
 * @module
 */

import { joined } from '../bytes/joined.ts';
import { areOctets, copyOf } from '../bytes/octets.ts';
import { encodeText, isWellFormed } from '../bytes/text.ts';
import { encode } from '../frame/encoder.ts';
import { opcodes } from '../vocabulary/opcode.ts';
import { refusalOf } from '../vocabulary/refusal.ts';
import type { Refusal } from '../vocabulary/refusal.ts';
import { failure, success } from '../vocabulary/result.ts';
import type { Result } from '../vocabulary/result.ts';

/** A message that is ready to go: its octets, and the frame that every server connection can send as it is. */
export interface PreparedMessage {
  readonly opcode: 0x1 | 0x2;
  readonly payload: Uint8Array;
  /** The unmasked frame: header and payload in one. */
  readonly frame: Uint8Array;
}

const noKeys = /* @__PURE__ */ new Uint32Array(0);

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
  return success(prepared(opcodes.binary as 0x2, copyOf(content)));
}

function prepared(opcode: 0x1 | 0x2, payload: Uint8Array): PreparedMessage {
  const frame = { type: 'frame', fin: true, reserved: 0, opcode, masked: false, payload } as const;
  const encoded = encode([frame], noKeys);
  // Nothing is masked, so no key can be missing.
  return { opcode, payload, frame: joined(encoded.ok ? encoded.value : []) };
}
