/**
 * The primitives that Node has faster than plain JavaScript (figures: `node benchmarks/codec.mjs`, with and
 * without `--plain`).
 *
 * @module
 */

import { isAscii, isUtf8, transcode } from 'node:buffer';
import { markAsUntransferable } from 'node:worker_threads';
import { simdMasking } from '@sansws/adapter-kit';
import { plainPrimitives } from '@sansws/core';
import type { Primitives } from '@sansws/core';

/** Small allocations share pools of this size, each region handed out once. */
const poolSize = 65_536;

/** Up to here an allocation is small. */
const small = 16_384;

/** From here on text is long. */
const long = 2_048;

/** Up to here, text may be transcoded: for a moment that takes three times its memory. */
const longestTranscoded = 67_108_864;

/** Up to here, slabs of the core and their edges, several payloads may share what is allocated at once. */
const shared = 65_600;

/**
 * Memory that several share and that none may give away: a message that is transferred to a worker would take the others
 * along. Nodes before 21 copy it instead, later ones throw a `DataCloneError`.
 */
function sharedMemory(length: number): ArrayBuffer {
  const { buffer } = Buffer.allocUnsafeSlow(length);
  markAsUntransferable(buffer);
  return buffer;
}

/** Gives memory that is not zeroed, for the core writes every octet before it reads one; small pieces from a pool. */
function allocator(): Primitives['allocate'] {
  let pool = sharedMemory(poolSize);
  let used = 0;
  return (length) => {
    if (length > shared) return new Uint8Array(Buffer.allocUnsafeSlow(length).buffer, 0, length);
    if (length > small) return new Uint8Array(sharedMemory(length), 0, length);
    // The `transfer` of Node 22 takes even what is marked.
    if (used + length > poolSize || pool.byteLength === 0) {
      pool = sharedMemory(poolSize);
      used = 0;
    }
    const octets = new Uint8Array(pool, used, length);
    // Words begin at multiples of eight, whatever is put there.
    used = (used + length + 7) & ~7;
    return octets;
  };
}

/** Methods that are not documented, so they are asked for: what stands in their place makes a view first. */
interface Undocumented {
  /** Behind `toString('latin1', from, to)`. */
  readonly latin1Slice?: (this: Uint8Array, from?: number, to?: number) => string;
  /** Behind `toString('utf8', from, to)`. */
  readonly utf8Slice?: (this: Uint8Array, from: number, to: number) => string;
}

const { latin1Slice, utf8Slice } = Buffer.prototype as Undocumented;

/**
 * Whether `transcode` to UTF-16 decodes faster than the decoder: ten times before Node 24, whose engine has learnt it.
 * A Node without ICU has none.
 */
const transcodes =
  typeof (transcode as unknown) === 'function' && Number.parseInt(process.versions.node, 10) < 24;

/** What stands where octets were not UTF-8. */
const replacement = '\ufffd';

/** Whoever asks for it is done with it before anybody else can ask. */
const scratch = new Uint8Array(1_024);

/** Text that is long, or was not right at first sight. */
function decodeWithCare(octets: Uint8Array, from: number, to: number): string | null {
  // Not `subarray`: it asks what kind of array it is to make.
  const whole = Buffer.from(octets.buffer, octets.byteOffset + from, to - from);
  if (whole.length >= long) {
    // Long ASCII is its own Latin-1, which needs no decoding.
    if (isAscii(whole)) return whole.toString('latin1');
    if (transcodes && whole.length <= longestTranscoded) {
      return isUtf8(whole) ? transcode(whole, 'utf8', 'utf16le').toString('utf16le') : null;
    }
  }
  return plainPrimitives.decodeText(whole, 0, whole.length, false);
}

/** Node's own where it is faster, the core's elsewhere. */
export const primitives: Primitives = {
  ...plainPrimitives,
  copyMasked: simdMasking(plainPrimitives.copyMasked),
  allocate: allocator(),
  allocateHeld: allocator(),
  isUtf8,
  decodeText(octets: Uint8Array, from: number, to: number, seenAscii: boolean): string | null {
    if (seenAscii && latin1Slice !== undefined) return latin1Slice.call(octets, from, to);
    if (to - from < long && utf8Slice !== undefined) {
      const text = utf8Slice.call(octets, from, to);
      // No octet was replaced, so all were right; else the decoder judges: U+FFFD may well have been sent.
      if (text.indexOf(replacement) < 0) return text;
    }
    return decodeWithCare(octets, from, to);
  },
  scratch: (length) => (length > scratch.length ? new Uint8Array(length) : scratch),
};
