/**
 * DEFLATE (RFC 1951) by the runtime's zlib, through minizlib, which makes it synchronous and keeps its state.
 *
 * What differs between zlib's makers is left alone: a window is primed by going through it, since Deno ignores raw
 * dictionaries; an end of data is seen by what was read, since Node says nothing; output is not bounded here, since the
 * core feeds only what it can take.
 *
 * @module
 */

import { constants, DeflateRaw, InflateRaw } from 'minizlib';
import type {
  DeflateEngine,
  Deflater,
  DeflateSettings,
  Inflated,
  Inflater,
} from '@sansws/core/permessage-deflate';

/**
 * The engine of zlib. There is nothing to set: levels and windows come with each stream.
 *
 * @example
 * ```ts
 * import { zlibEngine } from '@sansws/deflate-zlib';
 * import { deepEqual } from 'node:assert/strict';
 * const inflater = zlibEngine().inflater();
 * const inflated = inflater.inflate(Uint8Array.of(0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00));
 * deepEqual(inflated?.pieces.map((piece) => new TextDecoder().decode(piece)), ['Hello']);
 * inflater.free();
 * ```
 */
export function zlibEngine(): DeflateEngine {
  const through = flushingThrough();
  return { name: 'zlib', deflater, inflater: () => inflater(through) };
}

/**
 * What a stream puts its output in, held till the turn after it was freed: so much that it is memory of its own and
 * not a part of the pool of Node, which from 24 on is 64 KiB, held as a whole.
 */
const chunkSize = Math.max(16_384, Buffer.poolSize / 2);

function deflater({ level, memLevel, strategy, windowBits }: DeflateSettings): Deflater {
  // Options go to node:zlib as they are; the types of minizlib name only some of them.
  const options = {
    flush: constants.Z_SYNC_FLUSH,
    chunkSize,
    level,
    memLevel,
    windowBits,
    strategy: strategies[strategy],
  };
  const stream = new DeflateRaw(options);
  const write = writing(stream);
  return {
    prime: (plain) => void write(plain),
    deflate: write,
    reset: () => stream.reset(),
    free: () => stream.close(),
  };
}

function inflater(flushing: object): Inflater {
  const options = { flush: constants.Z_BLOCK, chunkSize, windowBits: 15 };
  const stream = new InflateRaw(options);
  const write = writing(stream);
  return {
    prime: (plain) => void write(storedBlock(plain)),
    inflate: (octets, through): Inflated | null => {
      const pieces = write(through === true ? Object.assign(octets.subarray(), flushing) : octets);
      // `bytesWritten` is how much of the last write was read.
      return pieces === null ? null : { taken: (stream.handle as Reader).bytesWritten, pieces };
    },
    reset: () => stream.reset(),
    free: () => stream.close(),
  };
}

/**
 * What has to stand on octets so that minizlib writes them with a flush of their own: what its `flush` puts on the
 * nothing that it writes. Without it an inflater stops at every block: right, but slow where blocks are small.
 */
function flushingThrough(): object {
  const stream = new InflateRaw({});
  let mark = {};
  stream.write = (nothing) => {
    mark = { ...(nothing as object) };
    return true;
  };
  stream.flush(constants.Z_SYNC_FLUSH);
  stream.close();
  return mark;
}

/** What a handle of zlib tells. */
interface Reader {
  readonly bytesWritten: number;
}

/** Writes and gives what came of it: what minizlib says by events is there when `write` returns. */
function writing(stream: DeflateRaw | InflateRaw): (octets: Uint8Array) => readonly Uint8Array[] | null {
  let pieces: Uint8Array[] = [];
  let hasFailed = false;
  stream.on('data', (piece: Uint8Array) => {
    // Small pieces come from Node's pool, others may be the head of memory that goes on being written: a copy is the
    // caller's alone. A plain array of octets: a Buffer has methods of its own that do otherwise.
    const isAlone = piece.buffer.byteLength === piece.length;
    pieces.push(isAlone ? new Uint8Array(piece.buffer) : new Uint8Array(piece));
  });
  stream.on('error', () => {
    hasFailed = true;
  });
  return (octets) => {
    if (hasFailed) return null;
    stream.write(octets);
    const given = pieces;
    pieces = [];
    return hasFailed ? null : given;
  };
}

/** A block without compression (RFC 1951 §3.2.4) that holds these octets; 65,535 at most. */
function storedBlock(plain: Uint8Array): Uint8Array {
  const block = new Uint8Array(5 + plain.length);
  block[1] = plain.length & 0xff;
  block[2] = plain.length >> 8;
  block[3] = ~plain.length & 0xff;
  block[4] = (~plain.length >> 8) & 0xff;
  block.set(plain, 5);
  return block;
}

const strategies: Readonly<Record<DeflateSettings['strategy'], number>> = {
  default: constants.Z_DEFAULT_STRATEGY,
  filtered: constants.Z_FILTERED,
  'huffman-only': constants.Z_HUFFMAN_ONLY,
  rle: constants.Z_RLE,
  fixed: constants.Z_FIXED,
};
