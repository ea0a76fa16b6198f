/**
 * Every way in which a caller can ask the impossible: one table.
 *
 * A refusal is a value; nothing has changed and nothing is sent when one comes back.
 *
 * @module
 */

/** One way to ask the impossible. */
export type RefusalName =
  | 'not-open'
  | 'not-connecting'
  | 'already-closing'
  | 'nothing-to-decide'
  | 'message-unfinished'
  | 'no-message-begun'
  | 'control-payload-too-long'
  | 'text-not-well-formed'
  | 'status-code-not-allowed'
  | 'close-reason-too-long'
  | 'close-reason-without-code'
  | 'not-octets'
  | 'not-text'
  | 'not-a-command'
  | 'payload-too-long'
  | 'masking-key-missing'
  | 'nonce-not-16-octets'
  | 'method-not-allowed-here'
  | 'target-not-valid'
  | 'host-not-valid'
  | 'field-name-not-valid'
  | 'field-value-not-valid'
  | 'field-reserved'
  | 'subprotocol-not-valid'
  | 'subprotocol-not-offered'
  | 'extension-not-valid'
  | 'extension-conflict'
  | 'extension-failed'
  | 'extension-not-in-use'
  | 'limit-not-valid'
  | 'http-status-not-valid'
  | 'http-version-not-valid'
  | 'snapshot-not-valid';

/** What the table says of one refusal. */
export interface RefusalRule {
  /** The section behind it, or the place in these docs. */
  readonly section: string;
  /** What was wrong, in one sentence. */
  readonly sentence: string;
}

/** A refusal that happened. */
export interface Refusal extends RefusalRule {
  readonly name: RefusalName;
  /** What it was about: a field's name, a number, shortened and free of control characters. */
  readonly detail: string;
}

/**
 * The table: name → section and sentence.
 *
 * @example
 * ```ts
 * import { refusals } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * equal(refusals['control-payload-too-long'].section, 'RFC 6455 §5.5');
 * ```
 */
export const refusals: Readonly<Record<RefusalName, RefusalRule>> = {
  'not-open': {
    section: 'RFC 6455 §6.1',
    sentence: 'Messages can be sent only while the connection is open',
  },
  'not-connecting': {
    section: 'RFC 6455 §4',
    sentence: 'The opening handshake is over, it can no longer be answered',
  },
  'already-closing': { section: 'RFC 6455 §5.5.1', sentence: 'After a Close frame nothing more may be sent' },
  'nothing-to-decide': {
    section: 'RFC 6455 §4.2.2',
    sentence: 'There is no request that waits for an answer',
  },
  'message-unfinished': {
    section: 'RFC 6455 §5.4',
    sentence: 'A fragmented message is under way; finish it with a final part first',
  },
  'no-message-begun': {
    section: 'RFC 6455 §5.4',
    sentence: 'The parts of one message are all text or all binary',
  },
  'control-payload-too-long': {
    section: 'RFC 6455 §5.5',
    sentence: 'A ping or pong carries at most 125 octets',
  },
  'text-not-well-formed': {
    section: 'RFC 6455 §8.1',
    sentence: 'Text with a lone surrogate has no UTF-8 form',
  },
  'status-code-not-allowed': {
    section: 'RFC 6455 §7.4',
    sentence: 'A Close frame may carry 1000-1003, 1007-1014 and 3000-4999',
  },
  'close-reason-too-long': {
    section: 'RFC 6455 §5.5',
    sentence: 'The reason of a Close frame has at most 123 octets of UTF-8',
  },
  'close-reason-without-code': {
    section: 'RFC 6455 §5.5.1',
    sentence: 'A reason needs a status code before it',
  },
  'not-octets': { section: 'RFC 6455 §5.2', sentence: 'Octets are given as a Uint8Array' },
  'not-text': { section: 'RFC 6455 §5.6', sentence: 'Text is given as a string' },
  'not-a-command': { section: 'docs/tour.md', sentence: 'The command is not one of those in the API table' },
  'payload-too-long': {
    section: 'RFC 6455 §5.2',
    sentence: 'The payload is longer than a frame or the limit can hold',
  },
  'masking-key-missing': {
    section: 'RFC 6455 §5.3',
    sentence: 'Every masked frame needs a fresh masking key from a strong source of entropy',
  },
  'nonce-not-16-octets': {
    section: 'RFC 6455 §4.1',
    sentence: 'The nonce of Sec-WebSocket-Key is 16 random octets',
  },
  'method-not-allowed-here': { section: 'RFC 9110 §5.6.2', sentence: 'A request method is a token' },
  'target-not-valid': {
    section: 'RFC 6455 §3',
    sentence: 'The resource name begins with "/" and holds only visible ASCII, without a fragment',
  },
  'host-not-valid': {
    section: 'RFC 9112 §3.2',
    sentence: 'The host is a host name or address, with an optional port',
  },
  'field-name-not-valid': { section: 'RFC 9110 §5.1', sentence: 'The name of a header field is a token' },
  'field-value-not-valid': {
    section: 'RFC 9110 §5.5',
    sentence:
      'The value of a header field holds no CR, LF, NUL, other control characters, nor octets above 7E',
  },
  'field-reserved': {
    section: 'RFC 6455 §4.1',
    sentence: 'This header field belongs to the handshake and is set from its own option',
  },
  'subprotocol-not-valid': {
    section: 'RFC 6455 §4.1',
    sentence: 'Subprotocols are tokens, each offered once',
  },
  'subprotocol-not-offered': {
    section: 'RFC 6455 §4.2.2',
    sentence: 'A server may choose only a subprotocol that the client offered',
  },
  'extension-not-valid': {
    section: 'RFC 6455 §9.1',
    sentence: 'The name or a parameter of an extension has no form on the wire',
  },
  'extension-conflict': {
    section: 'RFC 6455 §9',
    sentence: 'Two extensions claim the same reserved bit',
  },
  'extension-failed': { section: 'RFC 6455 §9', sentence: 'An extension could not transform the message' },
  'extension-not-in-use': {
    section: 'RFC 6455 §9',
    sentence: 'The extension is not in use on this connection, or has no settings',
  },
  'limit-not-valid': {
    section: 'RFC 6455 §10.4',
    sentence: 'A limit is Infinity or a whole number from 0 on',
  },
  'http-status-not-valid': {
    section: 'RFC 9110 §15',
    sentence: 'A refusal carries an HTTP status from 300 to 599',
  },
  'http-version-not-valid': {
    section: 'RFC 9112 §2.3',
    sentence: 'The version of HTTP is two digits with a dot, such as 1.1',
  },
  'snapshot-not-valid': {
    section: 'docs/tour.md',
    sentence: 'This is not a snapshot of a connection of this version',
  },
};

/** Longest detail of a refusal, in characters: what an attacker chose must not flood a log. */
const longestDetail = 200;

/**
 * The refusal `name`, about `detail`.
 *
 * @example
 * ```ts
 * import { refusalOf } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * equal(refusalOf('field-reserved', 'Upgrade').section, 'RFC 6455 §4.1');
 * ```
 */
export function refusalOf(name: RefusalName, detail: string): Refusal {
  const { section, sentence } = refusals[name];
  return { name, section, sentence, detail: printable(detail) };
}

/**
 * `text` made fit for a log: visible ASCII only, other characters as `?`, at most 200 of them.
 *
 * @example
 * ```ts
 * import { printable } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * equal(printable('a\r\nb'), 'a??b');
 * ```
 */
export function printable(text: string): string {
  let out = '';
  const length = Math.min(text.length, longestDetail);
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    out += code >= 0x20 && code <= 0x7e ? text.charAt(index) : '?';
  }
  return out;
}
