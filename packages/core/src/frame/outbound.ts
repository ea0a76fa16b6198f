/**
 * What goes to the peer, before masking keys meet it (RFC 6455 §5.3: entropy is an input).
 *
 * @module
 */

import type { Opcode } from '../vocabulary/opcode.ts';

/** A frame to send. A string payload is text that `encode` writes as UTF-8. */
export interface OutboundFrame {
  readonly type: 'frame';
  readonly fin: boolean;
  /** RSV1-3 as a number 0-7 (RSV1 = 4). */
  readonly reserved: number;
  readonly opcode: Opcode;
  /** Whether a masking key must be applied: true on every frame of a client (RFC 6455 §5.1). */
  readonly masked: boolean;
  readonly payload: Uint8Array | string;
}

/** Octets to send as they are: a request head, a response, or a prepared frame. */
export interface OutboundOctets {
  readonly type: 'octets';
  readonly octets: Uint8Array;
}

/** What goes to the peer, in order. */
export type Outbound = OutboundFrame | OutboundOctets;
