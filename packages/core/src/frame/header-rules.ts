/**
 * What is wrong with a frame header: the ordered list, each rule under the sentence of RFC 6455 it enforces.
 *
 * The order is that of the wire, so that a fault shows at the first octet that proves it and no payload is
 * ever waited for: first octet, second octet, form of the length, limits.
 *
 * @module
 */

import type { Limits } from '../vocabulary/limits.ts';
import { octetsPerFragment } from '../vocabulary/limits.ts';
import { isControl, isDefined, opcodes } from '../vocabulary/opcode.ts';
import type { ViolationName } from '../vocabulary/violation.ts';

/** What holds for every frame of a connection. */
export interface HeaderRules {
  /** Whether the peer must mask: true for a server. */
  readonly masked: boolean;
  /** The RSV bits that agreed extensions give a meaning to, as a number 0-7. */
  readonly reservedInUse: number;
  readonly limits: Limits;
}

/** What has come so far of the message under way, for the rules of RFC 6455 §5.4. */
export interface MessageSoFar {
  /** Frames so far; 0 when no message is under way. */
  readonly fragments: number;
  /** Payload octets that those frames announced. */
  readonly octets: number;
}

/**
 * Stands in where messages are not followed: frames are judged one by one.
 *
 * @example
 * ```ts
 * import { notFollowed, readHeader } from '@sansws/core/frame';
 * import { defaultLimits } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * const rules = { masked: false, reservedInUse: 0, limits: defaultLimits('client') };
 * equal(readHeader(Uint8Array.of(0x80, 0x00), 0, 2, rules, notFollowed).type, 'complete');
 * ```
 */
export const notFollowed: MessageSoFar = { fragments: -1, octets: 0 };

/**
 * No message under way.
 *
 * @example
 * ```ts
 * import { noMessage, readHeader } from '@sansws/core/frame';
 * import { defaultLimits } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * const rules = { masked: false, reservedInUse: 0, limits: defaultLimits('client') };
 * equal(readHeader(Uint8Array.of(0x80, 0x00), 0, 2, rules, noMessage).type, 'broken');
 * ```
 */
export const noMessage: MessageSoFar = { fragments: 0, octets: 0 };

/** The rule that the first octet of a frame breaks, if any. */
export function firstOctetViolation(
  octet: number,
  rules: HeaderRules,
  soFar: MessageSoFar,
): ViolationName | null {
  const opcode = octet & 0x0f;
  const reserved = (octet >> 4) & 0x7;
  const beginsMessage = opcode === opcodes.text || opcode === opcodes.binary;
  // "MUST be 0 unless an extension is negotiated that defines meanings for non-zero values." §5.2
  // Extensions here work on messages, so their bits stand on the first frame of a message only (§9, RFC 7692 §6).
  if ((reserved & ~(beginsMessage ? rules.reservedInUse : 0)) !== 0) return 'reserved-bit-set';
  // "If an unknown opcode is received, the receiving endpoint MUST _Fail the WebSocket Connection_." §5.2
  if (!isDefined(opcode)) return 'opcode-reserved';
  // "All control frames MUST have a payload length of 125 bytes or less and MUST NOT be fragmented." §5.5
  if (isControl(opcode)) return (octet & 0x80) === 0 ? 'control-frame-fragmented' : null;
  // "the fragments of one message MUST NOT be interleaved between the fragments of another message" §5.4
  if (beginsMessage) return soFar.fragments > 0 ? 'message-not-finished' : null;
  return soFar.fragments === 0 ? 'continuation-without-message' : null;
}

/** The rule that the second octet of a frame breaks, if any. */
export function secondOctetViolation(first: number, octet: number, rules: HeaderRules): ViolationName | null {
  // "a client MUST mask all frames that it sends … A server MUST NOT mask any frames" §5.1
  if ((octet & 0x80) === 0 && rules.masked) return 'frame-not-masked';
  if ((octet & 0x80) !== 0 && !rules.masked) return 'frame-masked';
  const length = octet & 0x7f;
  // "All control frames MUST have a payload length of 125 bytes or less" §5.5
  if (isControl(first & 0x0f) && length > 125) return 'control-frame-too-long';
  // "If there is a body, the first two bytes of the body MUST be a 2-byte unsigned integer" §5.5.1
  if ((first & 0x0f) === opcodes.close && length === 1) return 'close-body-too-short';
  return null;
}

/**
 * The rule that a payload length breaks by its form, if any: `form` is the 7-bit length (126 or 127 announce
 * a longer form), `length` the number in that form.
 */
export function lengthFormViolation(form: number, length: number): ViolationName | null {
  // "the minimal number of bytes MUST be used to encode the length" §5.2
  if (form === 126 && length < 126) return 'length-not-minimal';
  if (form === 127 && length < 65_536) return 'length-not-minimal';
  return null;
}

/** The limit that a data frame of `length` octets of payload goes beyond, if any (RFC 6455 §10.4). */
export function limitViolation(
  length: number,
  rules: HeaderRules,
  soFar: MessageSoFar,
): ViolationName | null {
  const { limits } = rules;
  if (length > limits.framePayload) return 'frame-too-big';
  if (soFar.fragments < 0) return null;
  const octets = soFar.octets + length;
  if (octets > limits.messagePayload) return 'message-too-big';
  // Scale-free: small fragments are fine as long as they carry something (docs/decisions/0004-limits.md).
  if (soFar.fragments + 1 > limits.fragments + octets / octetsPerFragment) return 'too-many-fragments';
  return null;
}
