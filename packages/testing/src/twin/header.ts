/**
 * The slow twin of frame headers (RFC 6455 §5.2): one octet after the other, each judged as it comes.
 *
 * @module
 */

import type { Role, ViolationName } from '@sansws/core/vocabulary';

/** What is known before a header comes. */
export interface Situation {
  /** Of the receiver. */
  readonly role: Role;
  /** Whether a fragmented message has begun and not ended; `null` where nobody follows messages. */
  readonly begun: boolean | null;
  /** RSV bits that extensions give a meaning to on the first frame of a message (RSV1 = 4); 0 when left out. */
  readonly reservedInUse?: number;
}

/** A header that stands whole on the wire and breaks no rule of §5. */
export interface TwinHeader {
  readonly type: 'header';
  readonly fin: boolean;
  readonly reserved: number;
  readonly opcode: number;
  readonly payloadLength: number;
  /** The masking key as it stands on the wire; `null` in an unmasked frame, or before all of it has come. */
  readonly maskingKey: number | null;
  /** Index of the last octet of the payload length, counted from the first octet of the frame. */
  readonly lengthEnd: number;
  /** How many octets the header takes, masking key included. */
  readonly size: number;
}

/** The octets end before the payload length does. */
export interface TwinUnfinished {
  readonly type: 'unfinished';
}

/** A rule is broken by octet `index` of the header. */
export interface TwinFault {
  readonly type: 'fault';
  readonly name: ViolationName;
  readonly index: number;
}

/**
 * Reads the header at the start of `octets`.
 *
 * @example
 * ```ts
 * import { twinHeader } from '@sansws/testing';
 * import { deepEqual } from 'node:assert/strict';
 * const bare = Uint8Array.of(0x81, 0x05);
 * deepEqual(twinHeader(bare, { role: 'server', begun: false }), {
 *   type: 'fault',
 *   name: 'frame-not-masked',
 *   index: 1,
 * });
 * ```
 */
export function twinHeader(
  octets: Uint8Array,
  situation: Situation,
): TwinHeader | TwinUnfinished | TwinFault {
  const [first, second] = octets;
  if (first === undefined) return { type: 'unfinished' };
  const early = firstOctetFault(first, situation.begun, situation.reservedInUse);
  if (early !== null) return { type: 'fault', name: early, index: 0 };
  if (second === undefined) return { type: 'unfinished' };
  const late = secondOctetFault(first, second, situation.role);
  if (late !== null) return { type: 'fault', name: late, index: 1 };
  return readLength(octets, first, second);
}

/**
 * The rule that the first octet of a header breaks, or `null`.
 *
 * @example
 * ```ts
 * import { firstOctetFault } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * equal(firstOctetFault(0x83, false), 'opcode-reserved');
 * equal(firstOctetFault(0x80, true), null);
 * ```
 */
export function firstOctetFault(
  octet: number,
  begun: boolean | null,
  reservedInUse = 0,
): ViolationName | null {
  const opcode = octet % 16;
  const fin = octet >= 0x80;
  const control = opcode >= 8;
  // "MUST be 0 unless an extension is negotiated that defines meanings for non-zero values." §5.2
  const meaningful = opcode === 1 || opcode === 2 ? reservedInUse : 0;
  if (((octet >> 4) & 7 & ~meaningful) !== 0) return 'reserved-bit-set';
  // "%x3-7 are reserved for further non-control frames", "%xB-F are reserved for further control frames" §5.2
  if (![0, 1, 2, 8, 9, 10].includes(opcode)) return 'opcode-reserved';
  // "All control frames [...] MUST NOT be fragmented." §5.5
  if (control && !fin) return 'control-frame-fragmented';
  // A continuation needs "a single frame with the FIN bit clear and an opcode other than 0" before it. §5.4
  if (opcode === 0 && begun === false) return 'continuation-without-message';
  // "The fragments of one message MUST NOT be interleaved between the fragments of another message" §5.4
  if ((opcode === 1 || opcode === 2) && begun === true) return 'message-not-finished';
  return null;
}

/**
 * The rule that the second octet of a header breaks, or `null`.
 *
 * @example
 * ```ts
 * import { secondOctetFault } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * equal(secondOctetFault(0x88, 0x81, 'server'), 'close-body-too-short');
 * ```
 */
export function secondOctetFault(first: number, second: number, role: Role): ViolationName | null {
  const opcode = first % 16;
  const masked = second >= 0x80;
  const length = second % 128;
  // "a client MUST mask all frames that it sends to the server" §5.1
  if (role === 'server' && !masked) return 'frame-not-masked';
  // "A server MUST NOT mask any frames that it sends to the client." §5.1
  if (role === 'client' && masked) return 'frame-masked';
  // "All control frames MUST have a payload length of 125 bytes or less" §5.5
  if (opcode >= 8 && length > 125) return 'control-frame-too-long';
  // "If there is a body, the first two bytes of the body MUST be a 2-byte unsigned integer" §5.5.1
  if (opcode === 8 && length === 1) return 'close-body-too-short';
  return null;
}

function readLength(
  octets: Uint8Array,
  first: number,
  second: number,
): TwinHeader | TwinUnfinished | TwinFault {
  const short = second % 128;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  // "the most significant bit MUST be 0" §5.2
  if (extended === 8 && (octets[2] ?? 0) >= 0x80)
    return { type: 'fault', name: 'length-top-bit-set', index: 2 };
  if (octets.length < 2 + extended) return { type: 'unfinished' };
  const payloadLength = extended === 0 ? short : bigEndian(octets.slice(2, 2 + extended));
  const lengthEnd = 1 + extended;
  // "the minimal number of bytes MUST be used to encode the length" §5.2
  const least = extended === 0 ? 0 : extended === 2 ? 126 : 65_536;
  if (payloadLength < least) return { type: 'fault', name: 'length-not-minimal', index: lengthEnd };
  const key = second >= 0x80 ? octets.slice(lengthEnd + 1, lengthEnd + 5) : null;
  return {
    type: 'header',
    fin: first >= 0x80,
    reserved: Math.floor(first / 16) % 8,
    opcode: first % 16,
    payloadLength,
    maskingKey: key === null || key.length < 4 ? null : bigEndian(key),
    lengthEnd,
    size: lengthEnd + 1 + (key === null ? 0 : 4),
  };
}

/** Above 2^53 the number is rounded, which no limit can tell. */
function bigEndian(octets: Uint8Array): number {
  return octets.reduce((value, octet) => value * 256 + octet, 0);
}
