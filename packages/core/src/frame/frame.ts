/**
 * What a frame is (RFC 6455 §5.2).
 *
 * @module
 */

import type { Opcode } from '../vocabulary/opcode.ts';

/** The header of a frame as it stands on the wire. */
export interface FrameHeader {
  /** Whether this is the final fragment of a message. */
  readonly fin: boolean;
  /** RSV1-3 as a number 0-7 (RSV1 = 4). */
  readonly reserved: number;
  readonly opcode: Opcode;
  readonly masked: boolean;
  /** The masking key as it stands on the wire, read as a big-endian 32-bit number; 0 if not masked. */
  readonly maskingKey: number;
  /** Octets of payload data: extension data and application data together. */
  readonly payloadLength: number;
}

/** A whole frame. The payload is unmasked, whatever the header says. */
export interface Frame {
  readonly fin: boolean;
  /** RSV1-3 as a number 0-7 (RSV1 = 4). */
  readonly reserved: number;
  readonly opcode: Opcode;
  readonly payload: Uint8Array;
}
