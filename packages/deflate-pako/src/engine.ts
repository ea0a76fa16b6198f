/**
 * DEFLATE (RFC 1951) in JavaScript, by pako: for browsers and workers, and the twin that zlib is held against.
 *
 * pako's classes hide how much was read, and go on reading at the end of a block; so its zlib functions are called.
 *
 * @module
 */

import {
  Z_BLOCK,
  Z_BUF_ERROR,
  Z_DEFAULT_STRATEGY,
  Z_FILTERED,
  Z_FIXED,
  Z_HUFFMAN_ONLY,
  Z_OK,
  Z_RLE,
  Z_STREAM_END,
  Z_SYNC_FLUSH,
  zlibDeflate,
  zlibDeflateInit2,
  zlibDeflateReset,
  zlibDeflateSetDictionary,
  zlibInflate,
  zlibInflateInit2,
  zlibInflateReset,
  zlibInflateSetDictionary,
  ZStream,
} from 'pako';
import type {
  DeflateEngine,
  Deflater,
  DeflateSettings,
  Inflated,
  Inflater,
} from '@sansws/core/permessage-deflate';

/**
 * The engine of pako. There is nothing to set: levels and windows come with each stream.
 *
 * @example
 * ```ts
 * import { pakoEngine } from '@sansws/deflate-pako';
 * import { deepEqual } from 'node:assert/strict';
 * const inflater = pakoEngine().inflater();
 * const inflated = inflater.inflate(Uint8Array.of(0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00));
 * deepEqual(inflated?.pieces.map((piece) => new TextDecoder().decode(piece)), ['Hello']);
 * ```
 */
export function pakoEngine(): DeflateEngine {
  const desk: Desk = { output: new Uint8Array(pieceOctets) };
  return {
    name: 'pako',
    deflater: (settings) => deflater(desk, settings),
    inflater: () => inflater(desk),
  };
}

/** Where all streams of an engine put their output, one call at a time: new memory for each cost more than 1 KiB does. */
interface Desk {
  output: Uint8Array<ArrayBuffer>;
}

/** Output is asked for in pieces of this size, so that what is large is not copied over and over. */
const pieceOctets = 16_384;

/** The one method of RFC 1950; raw data do not name it, but zlib wants to hear it. */
const deflateMethod = 8;

function deflater(desk: Desk, { level, memLevel, strategy, windowBits }: DeflateSettings): Deflater {
  const stream = new ZStream();
  // Negative bits are zlib's word for raw data.
  zlibDeflateInit2(stream, level, deflateMethod, -windowBits, memLevel, strategies[strategy]);
  return {
    prime: (plain) => void zlibDeflateSetDictionary(stream, plain),
    deflate: (plain) => run(desk, stream, plain, () => zlibDeflate(stream, Z_SYNC_FLUSH))?.pieces ?? null,
    reset: () => void zlibDeflateReset(stream),
    free: () => void (stream.state = null),
  };
}

function inflater(desk: Desk): Inflater {
  const stream = new ZStream();
  zlibInflateInit2(stream, -15);
  return {
    prime: (plain) => void zlibInflateSetDictionary(stream, plain),
    inflate: (octets, through) => {
      return run(desk, stream, octets, () => zlibInflate(stream, through ? Z_SYNC_FLUSH : Z_BLOCK));
    },
    reset: () => void zlibInflateReset(stream),
    free: () => void (stream.state = null),
  };
}

/** Calls until the input is read or the stream stops; what came of it leaves in memory of its own. */
function run(desk: Desk, stream: ZStream, octets: Uint8Array, call: () => number): Inflated | null {
  const pieces: Uint8Array[] = [];
  stream.input = octets;
  stream.next_in = 0;
  stream.avail_in = octets.length;
  do {
    stream.output = desk.output;
    stream.next_out = 0;
    stream.avail_out = pieceOctets;
    const status = call();
    if (status !== Z_OK && status !== Z_STREAM_END && status !== Z_BUF_ERROR) return null;
    // A piece that is full is given away as it is; of another, only what is there.
    if (stream.avail_out === 0) {
      pieces.push(desk.output);
      desk.output = new Uint8Array(pieceOctets);
    } else if (stream.next_out > 0) {
      pieces.push(desk.output.slice(0, stream.next_out));
    }
  } while (stream.avail_out === 0);
  return { taken: octets.length - stream.avail_in, pieces };
}

const strategies = {
  default: Z_DEFAULT_STRATEGY,
  filtered: Z_FILTERED,
  'huffman-only': Z_HUFFMAN_ONLY,
  rle: Z_RLE,
  fixed: Z_FIXED,
} as const satisfies Readonly<Record<DeflateSettings['strategy'], number>>;
