/**
 * The slow twin of encoding: one frame to its octets (RFC 6455 §5.2).
 *
 * @module
 */

import type { Frame } from '@sansws/core/frame';
import { joined } from '../same.ts';
import { twinMask } from './mask.ts';

/** How many octets a payload length takes on the wire: in the second octet, or in 2 or 8 octets after it. */
export type LengthForm = 7 | 16 | 64;

/**
 * The octets of a frame; masked when a key is given. The length takes its shortest form unless another one
 * is asked for (which breaks §5.2: "the minimal number of bytes MUST be used").
 *
 * @example
 * ```ts
 * import { twinEncode } from '@sansws/testing';
 * import { deepEqual } from 'node:assert/strict';
 * const hello = { fin: true, reserved: 0, opcode: 0x1, payload: Uint8Array.of(0x48) } as const;
 * deepEqual([...twinEncode(hello, null)], [0x81, 0x01, 0x48]);
 * ```
 */
export function twinEncode(frame: Frame, maskingKey: number | null, form?: LengthForm): Uint8Array {
  const { fin, reserved, opcode, payload } = frame;
  const first = (fin ? 128 : 0) + reserved * 16 + opcode;
  const head = [first, ...lengthOctets(payload.length, form ?? shortestForm(payload.length))];
  if (maskingKey === null) return joined([Uint8Array.from(head), payload]);
  head[1] = (head[1] as number) + 128;
  return joined([
    Uint8Array.from([...head, ...bigEndianOctets(maskingKey, 4)]),
    twinMask(payload, maskingKey, 0),
  ]);
}

/**
 * The form that takes the fewest octets (RFC 6455 §5.2).
 *
 * @example
 * ```ts
 * import { shortestForm } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * equal(shortestForm(125), 7);
 * equal(shortestForm(65_536), 64);
 * ```
 */
export function shortestForm(length: number): LengthForm {
  if (length < 126) return 7;
  return length < 65_536 ? 16 : 64;
}

/**
 * The second octet of a header, without the mask bit, and what follows of the length.
 *
 * @example
 * ```ts
 * import { lengthOctets } from '@sansws/testing';
 * import { deepEqual } from 'node:assert/strict';
 * deepEqual(lengthOctets(126, 16), [126, 0, 126]);
 * ```
 */
export function lengthOctets(length: number, form: LengthForm): number[] {
  if (form === 7) return [length];
  return form === 16 ? [126, ...bigEndianOctets(length, 2)] : [127, ...bigEndianOctets(length, 8)];
}

function bigEndianOctets(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.floor(value / 256 ** (count - 1 - index)) % 256);
}
