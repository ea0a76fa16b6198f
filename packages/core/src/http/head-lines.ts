/**
 * The octets of a whole head ↔ its start line and header lines (RFC 9112 §2.1); shared by both kinds of head.
 *
 * @module
 */

import { encodeText } from '../bytes/text.ts';
import type { HandshakeFailure } from '../vocabulary/handshake-failure.ts';
import { handshakeFailure } from '../vocabulary/handshake-failure.ts';
import type { Refusal } from '../vocabulary/refusal.ts';
import type { Result } from '../vocabulary/result.ts';
import { failure, success } from '../vocabulary/result.ts';
import type { Field, Fields } from './fields.ts';
import { fieldsRefusal } from './fields.ts';
import { trimmed } from './grammar.ts';
import type { HeadKind } from './head-machine.ts';
import { emptyHeadReader, readHead, unlimited } from './head-reader.ts';

/** A head cut into lines. */
export interface HeadLines {
  readonly startLine: string;
  readonly fields: Fields;
}

/**
 * Cuts a whole head into its lines; one character for each octet, so that obs-text becomes U+0080 to U+00FF.
 *
 * Fails as `readHead` does, and with `head-incomplete` unless the octets are exactly one head.
 */
export function parseHeadLines(kind: HeadKind, octets: Uint8Array): Result<HeadLines, HandshakeFailure> {
  // One reader decides what a head is, also for octets that did not come through it.
  const progress = readHead(emptyHeadReader(kind), octets, 0, unlimited);
  if (progress.failure !== null) return failure(progress.failure);
  if (progress.head === null || progress.next !== octets.length) {
    const foundBy = kind === 'request' ? 'server' : 'client';
    return failure(handshakeFailure('head-incomplete', `after ${progress.next} octets`, foundBy));
  }
  const text = characters(progress.head);
  const startEnd = text.indexOf('\r\n');
  const fields: Field[] = [];
  let start = startEnd + 2;
  // The reader has made sure of the colon, of every CR LF and of the empty line at the end.
  while (text.charCodeAt(start) !== 0x0d) {
    const colon = text.indexOf(':', start);
    const end = text.indexOf('\r\n', colon);
    fields.push([text.slice(start, colon), trimmed(text, colon + 1, end)]);
    start = end + 2;
  }
  return success({ startLine: text.slice(0, startEnd), fields });
}

/**
 * The octets of a head, with its empty line. The start line is the caller's to check.
 *
 * Refused with `field-name-not-valid`, `field-value-not-valid`.
 */
export function encodeHeadLines(startLine: string, fields: Fields): Result<Uint8Array, Refusal> {
  const refusal = fieldsRefusal(fields);
  return refusal === null ? success(writeHeadLines(startLine, fields)) : failure(refusal);
}

/** The same for lines that are our own, or that `fieldsRefusal` has let pass: nothing is checked. */
export function writeHeadLines(startLine: string, fields: Fields): Uint8Array {
  let text = `${startLine}\r\n`;
  for (const [name, value] of fields) text += `${name}: ${value}\r\n`;
  return encodeText(`${text}\r\n`);
}

function characters(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) text += String.fromCharCode(octet);
  return text;
}
