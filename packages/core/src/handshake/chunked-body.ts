/**
 * The body of a response that refuses, in the chunked coding (RFC 9112 §7.1), read as it comes.
 *
 * ```abnf
 * chunked-body = *chunk last-chunk trailer-section CRLF
 * chunk        = 1*HEXDIG [ chunk-ext ] CRLF chunk-data CRLF
 * last-chunk   = 1*"0" [ chunk-ext ] CRLF
 * ```
 *
 * It is read for whoever wants to know why, and the connection ends with it. So it is over at the last chunk,
 * whatever trailers follow, and a malformed chunk is no failure of its own: the body ends before it.
 *
 * @module
 */

import { gather } from '../bytes/gathered.ts';
import type { Gathered } from '../bytes/gathered.ts';
import { isTextCode, isWhiteSpace } from '../http/grammar.ts';

/** Where in the coding the next octet stands; a `-line-feed` waits for the LF behind a CR. */
type ChunkedPlace = 'size' | 'extension' | 'size-line-feed' | 'data' | 'data-return' | 'data-line-feed';

/** How far a chunked body has been read: plain data, a JSON value. */
export interface ChunkedBody {
  readonly place: ChunkedPlace;
  /** Octets of the chunk that are still to come; what its digits say so far while its size is read. */
  readonly size: number;
  /** Octets of the line with the size so far. */
  readonly lineOctets: number;
}

/** What came of some octets. */
export interface ChunkedProgress {
  readonly chunked: ChunkedBody;
  /** The data of the chunks, without the coding. */
  readonly body: Gathered;
  /** Whether the last chunk came, or one that is malformed. */
  readonly ended: boolean;
}

/** Nothing read yet. */
export const chunkedStart: ChunkedBody = { place: 'size', size: 0, lineOctets: 0 };

/**
 * Reads on, from `chunk[from]`, and puts the data to `body`, up to `limit` octets in all; what comes behind
 * the limit or the end is not looked at. Every octet is looked at once.
 */
export function readChunked(
  before: ChunkedBody,
  body: Gathered,
  chunk: Uint8Array,
  from: number,
  limit: number,
): ChunkedProgress {
  let chunked = before;
  let data = body;
  let at = from;
  while (at < chunk.length && data.length < limit) {
    if (chunked.place === 'data') {
      const end = Math.min(chunk.length, at + chunked.size, at + limit - data.length);
      data = gather(data, chunk, at, end);
      const size = chunked.size - (end - at);
      chunked = { place: size > 0 ? 'data' : 'data-return', size, lineOctets: 0 };
      at = end;
    } else {
      const next = afterOctet(chunked, chunk[at] as number);
      if (next === null) return { chunked, body: data, ended: true };
      chunked = next;
      at++;
    }
  }
  return { chunked, body: data, ended: false };
}

/** Where an octet of the coding leads; `null` where the body ends. */
function afterOctet(chunked: ChunkedBody, octet: number): ChunkedBody | null {
  const { place, size, lineOctets } = chunked;
  switch (place) {
    case 'size':
      return afterSizeOctet(chunked, octet);
    case 'extension':
      if (octet === carriageReturn) return { place: 'size-line-feed', size, lineOctets };
      if (!isTextCode(octet) || lineOctets >= longestLine) return null;
      return { place, size, lineOctets: lineOctets + 1 };
    case 'size-line-feed':
      // No data: this was the last chunk.
      return octet === lineFeed && size > 0 ? { place: 'data', size, lineOctets: 0 } : null;
    case 'data-return':
      return octet === carriageReturn ? { place: 'data-line-feed', size, lineOctets } : null;
    default: // data-line-feed
      return octet === lineFeed ? chunkedStart : null;
  }
}

function afterSizeOctet({ place, size, lineOctets }: ChunkedBody, octet: number): ChunkedBody | null {
  const digit = hexDigit(octet);
  if (digit !== null) {
    return lineOctets < mostDigits ? { place, size: 16 * size + digit, lineOctets: lineOctets + 1 } : null;
  }
  if (lineOctets === 0) return null;
  if (octet === carriageReturn) return { place: 'size-line-feed', size, lineOctets };
  // An extension is skipped (RFC 9112 §7.1.1: "MUST ignore unrecognized chunk extensions").
  return octet === semicolon || isWhiteSpace(octet) ? { place: 'extension', size, lineOctets } : null;
}

function hexDigit(octet: number): number | null {
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const upper = octet & ~0x20;
  return upper >= 0x41 && upper <= 0x46 ? upper - 0x41 + 10 : null;
}

/** So many digits are an exact number. */
const mostDigits = 13;

/** Octets of a line with a size; there is no use for longer extensions. */
const longestLine = 1_024;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const semicolon = 0x3b;
