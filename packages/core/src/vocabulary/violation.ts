/**
 * Every way in which a peer can break the rules after the opening handshake: one table.
 *
 * A violation is the peer's fault and a value. What the *caller* does wrong is a refusal (`refusal.ts`).
 *
 * @module
 */

/** One way to break the rules. */
export type ViolationName =
  | 'reserved-bit-set'
  | 'opcode-reserved'
  | 'control-frame-fragmented'
  | 'continuation-without-message'
  | 'message-not-finished'
  | 'frame-not-masked'
  | 'frame-masked'
  | 'control-frame-too-long'
  | 'close-body-too-short'
  | 'length-top-bit-set'
  | 'length-not-minimal'
  | 'frame-too-big'
  | 'message-too-big'
  | 'inflated-message-too-big'
  | 'too-many-fragments'
  | 'too-many-final-blocks'
  | 'text-not-utf8'
  | 'close-code-not-allowed'
  | 'close-reason-not-utf8'
  | 'extension-data-invalid'
  | 'extension-data-forbidden';

/** What the table says of one violation. */
export interface ViolationRule {
  /** The status code of the Close frame that answers it. */
  readonly statusCode: number;
  /** The section that is broken, such as `RFC 6455 §5.5`. */
  readonly section: string;
  /** The rule in one sentence. */
  readonly sentence: string;
  /** What whoever runs the peer, or sets the limit, should do. */
  readonly advice: string;
}

/** A violation that happened: the rule, and where. */
export interface Violation extends ViolationRule {
  readonly name: ViolationName;
  /** The octet that broke the rule, counted from the first octet after the opening handshake. */
  readonly offset: number;
}

const fixPeer = 'Fix the peer: it does not follow the protocol';

/**
 * The table: name → status code, section, rule, advice.
 *
 * @example
 * ```ts
 * import { violations } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * equal(violations['text-not-utf8'].statusCode, 1007);
 * ```
 */
export const violations: Readonly<Record<ViolationName, ViolationRule>> = {
  'reserved-bit-set': {
    statusCode: 1002,
    section: 'RFC 6455 §5.2',
    sentence: 'A reserved bit is 0 unless an agreed extension gives it a meaning on this frame',
    advice: 'Agree on the extension in the opening handshake, or stop the peer from using it',
  },
  'opcode-reserved': {
    statusCode: 1002,
    section: 'RFC 6455 §5.2',
    sentence: 'Opcodes 3 to 7 and B to F are reserved',
    advice: fixPeer,
  },
  'control-frame-fragmented': {
    statusCode: 1002,
    section: 'RFC 6455 §5.5',
    sentence: 'A control frame must not be fragmented',
    advice: fixPeer,
  },
  'continuation-without-message': {
    statusCode: 1002,
    section: 'RFC 6455 §5.4',
    sentence: 'A continuation frame continues a message that has begun',
    advice: fixPeer,
  },
  'message-not-finished': {
    statusCode: 1002,
    section: 'RFC 6455 §5.4',
    sentence: 'A message begins only after the one before has ended',
    advice: fixPeer,
  },
  'frame-not-masked': {
    statusCode: 1002,
    section: 'RFC 6455 §5.1',
    sentence: 'A client masks every frame',
    advice: fixPeer,
  },
  'frame-masked': {
    statusCode: 1002,
    section: 'RFC 6455 §5.1',
    sentence: 'A server masks no frame',
    advice: fixPeer,
  },
  'control-frame-too-long': {
    statusCode: 1002,
    section: 'RFC 6455 §5.5',
    sentence: 'A control frame has a payload of at most 125 octets',
    advice: fixPeer,
  },
  'close-body-too-short': {
    statusCode: 1002,
    section: 'RFC 6455 §5.5.1',
    sentence: 'The body of a Close frame is empty or begins with a 2-octet status code',
    advice: fixPeer,
  },
  'length-top-bit-set': {
    statusCode: 1002,
    section: 'RFC 6455 §5.2',
    sentence: 'The most significant bit of a 64-bit payload length is 0',
    advice: fixPeer,
  },
  'length-not-minimal': {
    statusCode: 1002,
    section: 'RFC 6455 §5.2',
    sentence: 'A payload length takes the fewest octets that can hold it',
    advice: fixPeer,
  },
  'frame-too-big': {
    statusCode: 1009,
    section: 'RFC 6455 §10.4',
    sentence: 'The frame announces a payload above the limit for a frame',
    advice: 'Raise limits.framePayload, or have the peer send smaller frames',
  },
  'message-too-big': {
    statusCode: 1009,
    section: 'RFC 6455 §10.4',
    sentence: 'The message grows above the limit for a message',
    advice: 'Raise limits.messagePayload, or have the peer send smaller messages',
  },
  'inflated-message-too-big': {
    statusCode: 1009,
    section: 'RFC 6455 §10.4',
    sentence: 'The message grows above the limit once the extensions have transformed it',
    advice: 'Raise limits.inflatedPayload, or have the peer send smaller messages',
  },
  'too-many-fragments': {
    statusCode: 1008,
    section: 'RFC 6455 §10.4',
    sentence: 'The message comes in more fragments than its size deserves',
    advice: 'Raise limits.fragments, or have the peer send fewer and larger fragments',
  },
  'too-many-final-blocks': {
    statusCode: 1008,
    section: 'RFC 6455 §10.4',
    sentence: 'The compressed message has more blocks with BFINAL than its size deserves',
    advice: 'Have the peer flush without BFINAL (RFC 7692 §7.2.1): each such block begins the data anew',
  },
  'text-not-utf8': {
    statusCode: 1007,
    section: 'RFC 6455 §8.1',
    sentence: 'Text is valid UTF-8',
    advice: 'Have the peer send UTF-8, or send the data as a binary message',
  },
  'close-code-not-allowed': {
    statusCode: 1002,
    section: 'RFC 6455 §7.4',
    sentence: 'A Close frame carries a status code from 1000-1003, 1007-1014 or 3000-4999',
    advice: fixPeer,
  },
  'close-reason-not-utf8': {
    statusCode: 1007,
    section: 'RFC 6455 §5.5.1',
    sentence: 'The reason in a Close frame is valid UTF-8',
    advice: fixPeer,
  },
  'extension-data-invalid': {
    statusCode: 1007,
    section: 'RFC 6455 §5.8',
    sentence: 'A payload can be read back by the extensions that were agreed on',
    advice: fixPeer,
  },
  'extension-data-forbidden': {
    statusCode: 1002,
    section: 'RFC 6455 §5.8',
    sentence: 'A payload keeps the rules of the extensions that were agreed on',
    advice: fixPeer,
  },
};

/**
 * The violation `name`, found at octet `offset`.
 *
 * @example
 * ```ts
 * import { violationAt } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * equal(violationAt('frame-not-masked', 1).statusCode, 1002);
 * ```
 */
export function violationAt(name: ViolationName, offset: number): Violation {
  const { statusCode, section, sentence, advice } = violations[name];
  return { name, statusCode, section, sentence, advice, offset };
}
