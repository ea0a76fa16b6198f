/**
 * The machine that looks at each octet of a head once (RFC 9112 §2.2, §3, §4, §5).
 *
 * ```abnf
 * head         = start-line CRLF *( field-line CRLF ) CRLF
 * start-line   = method SP request-target SP HTTP-version / HTTP-version SP status-code [ SP reason-phrase ]
 * field-line   = field-name ":" OWS field-value OWS
 * field-name   = token
 * ```
 *
 * It accepts what may still become a head and names what no longer can; the finer grammar of the start line
 * is that of `request-head.ts` and `response-head.ts`.
 *
 * @module
 */

import type { HandshakeFailureName } from '../vocabulary/handshake-failure.ts';
import type { Limits } from '../vocabulary/limits.ts';
import { isTextCode, isTokenCode, isWhiteSpace } from './grammar.ts';

/** Which head is read: it decides what the start line looks like and whose fault a failure is. */
export type HeadKind = 'request' | 'response';

/** The limits that a head is held to; see `Limits`. */
export type HeadLimits = Pick<Limits, 'headOctets' | 'startLineOctets' | 'fieldLineOctets' | 'fieldLines'>;

/** Where in a head the next octet stands; a `-line-feed` waits for the LF behind a CR. */
export type HeadPlace =
  | 'empty-lines'
  | 'empty-line-feed'
  | 'method'
  | 'protocol'
  | 'start-line'
  | 'start-line-feed'
  | 'line-start'
  | 'field-name'
  | 'field-value'
  | 'field-line-feed'
  | 'last-line-feed'
  | 'complete';

/** How far the machine has come. */
export interface HeadPosition {
  readonly place: HeadPlace;
  /** Octets of the current line, without CR and LF. */
  readonly lineOctets: number;
  /** Header lines begun; before the start line, the empty lines that were skipped. */
  readonly lines: number;
  /** Octets of the head, without empty lines before the start line. */
  readonly headOctets: number;
}

/**
 * Where a head of this kind begins. Only a server skips empty lines before the start line (RFC 9112 §2.2).
 *
 * @example
 * ```ts
 * import { headStart } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(headStart('request').place, 'empty-lines');
 * equal(headStart('response').place, 'protocol');
 * ```
 */
export function headStart(kind: HeadKind): HeadPosition {
  return { place: kind === 'request' ? 'empty-lines' : 'protocol', lineOctets: 0, lines: 0, headOctets: 0 };
}

/**
 * The position behind `octet`, or the name of what is wrong with it.
 *
 * @example
 * ```ts
 * import { advance, headStart } from '@sansws/core/http';
 * import { defaultLimits } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * equal(advance('request', headStart('request'), 0x00, defaultLimits('server')), 'control-character');
 * ```
 */
export function advance(
  kind: HeadKind,
  from: HeadPosition,
  octet: number,
  limits: HeadLimits,
): HeadPosition | HandshakeFailureName {
  const place = following(kind, from, octet);
  if (place === null) return faultOf(from, octet);
  const to = {
    place,
    lineOctets: lineOctetsAt(place, from),
    lines: linesAt(place, from),
    headOctets: isBeforeHead(place) ? 0 : from.headOctets + 1,
  };
  return overstepped(kind, to, limits) ?? to;
}

/** The place behind `octet`, or `null` if no head has it here. */
function following(kind: HeadKind, from: HeadPosition, octet: number): HeadPlace | null {
  switch (from.place) {
    case 'empty-lines':
      if (octet === carriageReturn) return 'empty-line-feed';
      return isTokenCode(octet) ? 'method' : null;
    case 'empty-line-feed':
      return octet === lineFeed ? 'empty-lines' : null;
    case 'method':
      if (octet === space) return 'start-line';
      return isTokenCode(octet) ? 'method' : null;
    case 'protocol':
      // Whoever does not speak HTTP is told from the first octets: TLS, SSH, frames.
      if (octet !== protocol.charCodeAt(from.lineOctets)) return null;
      return from.lineOctets + 1 === protocol.length ? 'start-line' : 'protocol';
    case 'start-line':
      if (octet === carriageReturn) return 'start-line-feed';
      return isTextCode(octet) && (kind === 'response' || isRequestLineCode(octet)) ? 'start-line' : null;
    case 'start-line-feed':
    case 'field-line-feed':
      return octet === lineFeed ? 'line-start' : null;
    case 'line-start':
      if (octet === carriageReturn) return 'last-line-feed';
      return isTokenCode(octet) ? 'field-name' : null;
    case 'field-name':
      if (octet === colon) return 'field-value';
      return isTokenCode(octet) ? 'field-name' : null;
    case 'field-value':
      if (octet === carriageReturn) return 'field-line-feed';
      return isTextCode(octet) ? 'field-value' : null;
    case 'last-line-feed':
      return octet === lineFeed ? 'complete' : null;
    case 'complete':
      break;
  }
  return null;
}

/** The name of what is wrong with an octet that cannot stand here. */
function faultOf(from: HeadPosition, octet: number): HandshakeFailureName {
  if (from.place === 'complete') return 'head-incomplete';
  if (from.place === 'protocol') return 'status-line-malformed';
  if (isLineFeedDue(from.place)) return 'bare-cr';
  if (octet === lineFeed) return 'bare-lf';
  if (isWhiteSpace(octet)) {
    if (from.place === 'empty-lines') return 'leading-white-space';
    if (from.place === 'line-start') return from.lines === 0 ? 'leading-white-space' : 'line-folded';
  } else if (octet !== carriageReturn && (octet < space || octet === 0x7f)) {
    return 'control-character';
  }
  if (from.place === 'line-start' || from.place === 'field-name') return 'field-name-malformed';
  // In a status line only control characters are wrong, so this is a request line.
  return 'request-line-malformed';
}

/** The limit that is overstepped at this position, if any. */
function overstepped(kind: HeadKind, at: HeadPosition, limits: HeadLimits): HandshakeFailureName | null {
  switch (at.place) {
    case 'empty-line-feed':
      return at.lines === mostEmptyLines ? 'too-many-empty-lines' : null;
    case 'method':
    case 'protocol':
    case 'start-line':
      if (at.lineOctets <= limits.startLineOctets) break;
      return kind === 'request' ? 'request-line-too-long' : 'status-line-too-long';
    case 'field-name':
    case 'field-value':
      if (at.lines > limits.fieldLines) return 'too-many-field-lines';
      if (at.lineOctets > limits.fieldLineOctets) return 'field-line-too-long';
      break;
    case 'empty-lines':
    case 'start-line-feed':
    case 'line-start':
    case 'field-line-feed':
    case 'last-line-feed':
    case 'complete':
      break;
  }
  return at.headOctets > limits.headOctets ? 'head-too-long' : null;
}

function lineOctetsAt(place: HeadPlace, from: HeadPosition): number {
  if (place === 'line-start' || place === 'empty-lines') return 0;
  return isLineFeedDue(place) ? from.lineOctets : from.lineOctets + 1;
}

function linesAt(place: HeadPlace, from: HeadPosition): number {
  if (place === 'method') return 0;
  const begins = place === 'empty-lines' || (place === 'field-name' && from.place === 'line-start');
  return begins ? from.lines + 1 : from.lines;
}

function isBeforeHead(place: HeadPlace): boolean {
  return place === 'empty-lines' || place === 'empty-line-feed';
}

function isLineFeedDue(place: HeadPlace): boolean {
  return (
    place === 'empty-line-feed' ||
    place === 'start-line-feed' ||
    place === 'field-line-feed' ||
    place === 'last-line-feed'
  );
}

function isRequestLineCode(octet: number): boolean {
  return octet >= space && octet <= 0x7e;
}

const protocol = 'HTTP/';

/** "at least one empty line" is to be ignored (RFC 9112 §2.2); old clients send one behind a body. */
const mostEmptyLines = 2;

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const space = 0x20;
const colon = 0x3a;
