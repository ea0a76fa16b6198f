/**
 * Reads the head of an HTTP/1.1 message from chunks of any size (RFC 9112 §2): start line, header lines and
 * the empty line.
 *
 * Every octet is looked at once, so the work is linear however the octets are cut, and whatever is wrong is
 * found at the first octet that cannot be right. A limit of N lets N octets pass and fails at octet N + 1.
 * After a failure nothing is kept.
 *
 * @module
 */

import { decodeBase64, encodeBase64 } from '../bytes/base64.ts';
import type { Gathered } from '../bytes/gathered.ts';
import { gather, gathered, gatheredCopy, gatherNothing } from '../bytes/gathered.ts';
import type { HandshakeFailure, HandshakeFailureName } from '../vocabulary/handshake-failure.ts';
import { handshakeFailure } from '../vocabulary/handshake-failure.ts';
import type { HeadKind, HeadLimits, HeadPosition } from './head-machine.ts';
import { advance, headStart } from './head-machine.ts';

/** A head on its way in: plain data. */
export interface HeadReader {
  readonly kind: HeadKind;
  readonly position: HeadPosition;
  /** What came so far, without empty lines before the start line. */
  readonly octets: Gathered;
}

/** What one call gave. */
export interface HeadProgress {
  /** The reader from now on: empty again after a whole head or a failure. */
  readonly reader: HeadReader;
  /** Index in the chunk of the first octet that was not used; after a failure, of the octet at fault. */
  readonly next: number;
  /** The octets of the whole head with its empty line, in memory of their own; `null` while more is needed. */
  readonly head: Uint8Array | null;
  readonly failure: HandshakeFailure | null;
}

/** A reader between two chunks, as a JSON value. */
export interface HeadReaderSnapshot {
  readonly kind: HeadKind;
  /** Base64 of octets that bring an empty reader to the same point. */
  readonly octets: string;
}

/**
 * A reader that has seen nothing.
 *
 * @example
 * ```ts
 * import { emptyHeadReader } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(emptyHeadReader('request').octets.length, 0);
 * ```
 */
export function emptyHeadReader(kind: HeadKind): HeadReader {
  return { kind, position: headStart(kind), octets: gatherNothing(0) };
}

/**
 * Reads `chunk` from index `from` on, up to the end of the head or of the chunk (RFC 9112 §2.2).
 *
 * Fails with `bare-cr`, `bare-lf`, `control-character`, `leading-white-space`, `too-many-empty-lines`,
 * `line-folded`, `field-name-malformed`, `request-line-malformed`, `status-line-malformed`,
 * `request-line-too-long`, `status-line-too-long`, `field-line-too-long`, `too-many-field-lines`,
 * `head-too-long`.
 *
 * @example
 * ```ts
 * import { encodeText } from '@sansws/core/bytes';
 * import { emptyHeadReader, readHead } from '@sansws/core/http';
 * import { defaultLimits } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * const limits = defaultLimits('server');
 * const first = readHead(emptyHeadReader('request'), encodeText('GET / HTTP/1.1\r\nHost: h\r'), 0, limits);
 * equal(first.head, null);
 * const second = readHead(first.reader, encodeText('\n\r\nrest'), 0, limits);
 * equal(second.head?.length, 27);
 * equal(second.next, 3);
 * ```
 */
export function readHead(
  reader: HeadReader,
  chunk: Uint8Array,
  from: number,
  limits: HeadLimits,
): HeadProgress {
  const { kind } = reader;
  let position = reader.position;
  for (let index = from; index < chunk.length; index++) {
    const octet = chunk[index] as number;
    const next = advance(kind, position, octet, limits);
    if (typeof next === 'string') return failed(kind, next, octet, index);
    position = next;
    if (position.place === 'complete') {
      const head = gatheredCopy(keep(reader, position, chunk, index + 1));
      return { reader: emptyHeadReader(kind), next: index + 1, head, failure: null };
    }
  }
  const octets = keep(reader, position, chunk, chunk.length);
  return { reader: { kind, position, octets }, next: chunk.length, head: null, failure: null };
}

/**
 * The reader as a JSON value.
 *
 * @example
 * ```ts
 * import { encodeText } from '@sansws/core/bytes';
 * import { emptyHeadReader, readHead, snapshotHeadReader } from '@sansws/core/http';
 * import { defaultLimits } from '@sansws/core/vocabulary';
 * import { deepEqual } from 'node:assert/strict';
 * const { reader } = readHead(emptyHeadReader('request'), encodeText('GET'), 0, defaultLimits('server'));
 * deepEqual(snapshotHeadReader(reader), { kind: 'request', octets: 'R0VU' });
 * ```
 */
export function snapshotHeadReader(reader: HeadReader): HeadReaderSnapshot {
  const { place, lines } = reader.position;
  if (place !== 'empty-lines' && place !== 'empty-line-feed') {
    return { kind: reader.kind, octets: encodeBase64(gathered(reader.octets)) };
  }
  const emptyLines = new Uint8Array(lines * 2 + (place === 'empty-line-feed' ? 1 : 0));
  for (let index = 0; index < emptyLines.length; index++) emptyLines[index] = index % 2 === 0 ? 0x0d : 0x0a;
  return { kind: reader.kind, octets: encodeBase64(emptyLines) };
}

/**
 * The reader that a snapshot was taken of, or `null` if `value` is no such snapshot.
 *
 * @example
 * ```ts
 * import { resumeHeadReader } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(resumeHeadReader({ kind: 'request', octets: 'R0VU' })?.position.place, 'method');
 * equal(resumeHeadReader('GET'), null);
 * ```
 */
export function resumeHeadReader(value: unknown): HeadReader | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kind, octets } = value as { readonly kind?: unknown; readonly octets?: unknown };
  if ((kind !== 'request' && kind !== 'response') || typeof octets !== 'string') return null;
  const decoded = decodeBase64(octets);
  if (decoded === null) return null;
  const { reader, head, failure } = readHead(emptyHeadReader(kind), decoded, 0, unlimited);
  return head === null && failure === null ? reader : null;
}

/**
 * No limits: for octets that are in memory as a whole already.
 *
 * @example
 * ```ts
 * import { encodeText } from '@sansws/core/bytes';
 * import { emptyHeadReader, readHead, unlimited } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * const head = encodeText(`GET / HTTP/1.1\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`);
 * equal(readHead(emptyHeadReader('request'), head, 0, unlimited).head?.length, head.length);
 * ```
 */
export const unlimited: HeadLimits = {
  headOctets: Infinity,
  startLineOctets: Infinity,
  fieldLineOctets: Infinity,
  fieldLines: Infinity,
};

/** What the reader holds, and those octets of the chunk before `end` that belong to the head. */
function keep(reader: HeadReader, position: HeadPosition, chunk: Uint8Array, end: number): Gathered {
  const fresh = position.headOctets - reader.octets.length;
  return fresh === 0 ? reader.octets : gather(reader.octets, chunk, end - fresh, end);
}

function failed(kind: HeadKind, name: HandshakeFailureName, octet: number, index: number): HeadProgress {
  const detail = `octet 0x${octet.toString(16).padStart(2, '0')}`;
  const failure = handshakeFailure(name, detail, kind === 'request' ? 'server' : 'client');
  return { reader: emptyHeadReader(kind), next: index, head: null, failure };
}
