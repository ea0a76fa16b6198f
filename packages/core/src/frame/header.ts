/**
 * The 2 to 14 octets of a frame header (RFC 6455 §5.2).
 *
 * @module
 */

import { isControl } from '../vocabulary/opcode.ts';
import type { Opcode } from '../vocabulary/opcode.ts';
import type { ViolationName } from '../vocabulary/violation.ts';
import type { FrameHeader } from './frame.ts';
import {
  firstOctetViolation,
  lengthFormViolation,
  limitViolation,
  secondOctetViolation,
} from './header-rules.ts';
import type { HeaderRules, MessageSoFar } from './header-rules.ts';

/** What the octets so far say of a header. */
export type HeaderReading =
  | { readonly type: 'complete'; readonly header: FrameHeader; readonly length: number }
  | { readonly type: 'incomplete' }
  | { readonly type: 'broken'; readonly violation: ViolationName; readonly at: number };

const incomplete: HeaderReading = { type: 'incomplete' };

/** The most octets that a header can have: 2, 8 of extended length, 4 of masking key. */
export const longestHeader = 14;

/**
 * Reads the header that begins at `octets[from]`; `octets[to]` is no longer part of the input. `at` in the
 * answer is the octet, counted from the header's first, that breaks the rule.
 *
 * @example
 * ```ts
 * import { noMessage, readHeader } from '@sansws/core/frame';
 * import { defaultLimits } from '@sansws/core/vocabulary';
 * import { deepEqual } from 'node:assert/strict';
 * const rules = { masked: false, reservedInUse: 0, limits: defaultLimits('client') };
 * const reading = readHeader(Uint8Array.of(0x81, 0x05), 0, 2, rules, noMessage);
 * deepEqual(reading.type === 'complete' && reading.header.payloadLength, 5);
 * ```
 */
export function readHeader(
  octets: Uint8Array,
  from: number,
  to: number,
  rules: HeaderRules,
  soFar: MessageSoFar,
): HeaderReading {
  const have = to - from;
  if (have < 1) return incomplete;
  const first = octets[from] as number;
  const firstFault = firstOctetViolation(first, rules, soFar);
  if (firstFault !== null) return { type: 'broken', violation: firstFault, at: 0 };
  if (have < 2) return incomplete;
  const second = octets[from + 1] as number;
  const secondFault = secondOctetViolation(first, second, rules);
  if (secondFault !== null) return { type: 'broken', violation: secondFault, at: 1 };

  const form = second & 0x7f;
  let payloadLength = form;
  let length = 2;
  if (form === 126) {
    if (have < 4) return incomplete;
    payloadLength = ((octets[from + 2] as number) << 8) | (octets[from + 3] as number);
    length = 4;
  } else if (form === 127) {
    // "the most significant bit MUST be 0" §5.2
    if (have > 2 && (octets[from + 2] as number) > 0x7f) {
      return { type: 'broken', violation: 'length-top-bit-set', at: 2 };
    }
    if (have < 10) return incomplete;
    // Above 2^53 the number is rounded, and far above any limit but Infinity: exact wherever it counts.
    payloadLength = unsigned32(octets, from + 2) * 0x1_0000_0000 + unsigned32(octets, from + 6);
    length = 10;
  }
  const formFault = lengthFormViolation(form, payloadLength);
  if (formFault !== null) return { type: 'broken', violation: formFault, at: length - 1 };
  const opcode = (first & 0x0f) as Opcode;
  const limitFault = isControl(opcode) ? null : limitViolation(payloadLength, rules, soFar);
  if (limitFault !== null) return { type: 'broken', violation: limitFault, at: length - 1 };
  // No number of JavaScript counts beyond, so no limit can allow it: there is no memory for it either.
  if (payloadLength > Number.MAX_SAFE_INTEGER) {
    return { type: 'broken', violation: 'frame-too-big', at: length - 1 };
  }

  let maskingKey = 0;
  if (rules.masked) {
    length += 4;
    if (have < length) return incomplete;
    maskingKey = unsigned32(octets, from + length - 4);
  }
  const header: FrameHeader = {
    fin: first > 0x7f,
    reserved: (first >> 4) & 0x7,
    opcode,
    masked: rules.masked,
    maskingKey,
    payloadLength,
  };
  return { type: 'complete', header, length };
}

/**
 * How many octets the header of a frame with that payload takes.
 *
 * @example
 * ```ts
 * import { headerLength } from '@sansws/core/frame';
 * import { equal } from 'node:assert/strict';
 * equal(headerLength(125, false), 2);
 * equal(headerLength(126, true), 8);
 * equal(headerLength(65_536, true), 14);
 * ```
 */
export function headerLength(payloadLength: number, masked: boolean): number {
  return (payloadLength < 126 ? 2 : payloadLength < 65_536 ? 4 : 10) + (masked ? 4 : 0);
}

/** Writes a header to `target[at]`; returns the index after it. The masking key is written by the caller. */
export function writeHeader(
  target: Uint8Array,
  at: number,
  first: number,
  masked: boolean,
  payloadLength: number,
): number {
  const maskBit = masked ? 0x80 : 0;
  target[at] = first;
  if (payloadLength < 126) {
    target[at + 1] = maskBit | payloadLength;
    return at + 2;
  }
  if (payloadLength < 65_536) {
    target[at + 1] = maskBit | 126;
    target[at + 2] = payloadLength >>> 8;
    target[at + 3] = payloadLength;
    return at + 4;
  }
  target[at + 1] = maskBit | 127;
  writeUnsigned32(target, at + 2, Math.floor(payloadLength / 0x1_0000_0000));
  writeUnsigned32(target, at + 6, payloadLength);
  return at + 10;
}

/** Writes a 32-bit number, its most significant octet first. */
export function writeUnsigned32(target: Uint8Array, at: number, value: number): void {
  target[at] = value >>> 24;
  target[at + 1] = value >>> 16;
  target[at + 2] = value >>> 8;
  target[at + 3] = value;
}

/** Reads a 32-bit number, its most significant octet first, without a sign. */
export function unsigned32(octets: Uint8Array, at: number): number {
  return (
    (((octets[at] as number) << 24) |
      ((octets[at + 1] as number) << 16) |
      ((octets[at + 2] as number) << 8) |
      (octets[at + 3] as number)) >>>
    0
  );
}
