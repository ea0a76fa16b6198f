/**
 * The port to a DEFLATE engine (RFC 1951): what a library has to offer so that RFC 7692 can be built on it.
 *
 * An engine is synchronous, and that is all it is: it knows nothing of messages, limits or WebSocket. Whether it
 * keeps what is said here is judged by `engineLaws` of `@sansws/testing`.
 *
 * @module
 */

/** How to compress; the words of zlib. */
export interface DeflateSettings {
  /** 0 (none) or 1 (fast) to 9 (small). */
  readonly level: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
  /** 1 (little memory) to 9 (fast). */
  readonly memLevel: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
  readonly strategy: DeflateStrategy;
  /** No distance is longer than 2 to the power of this. */
  readonly windowBits: 9 | 10 | 11 | 12 | 13 | 14 | 15;
}

/** What the data is like. */
export type DeflateStrategy = 'default' | 'filtered' | 'huffman-only' | 'rle' | 'fixed';

/** A library that compresses and inflates raw DEFLATE data. */
export interface DeflateEngine {
  /** A word that tells engines apart. */
  readonly name: string;
  readonly deflater: (settings: DeflateSettings) => Deflater;
  /** An inflater with a window of 15 bits. */
  readonly inflater: () => Inflater;
}

/** A stream that compresses. */
export interface Deflater {
  /**
   * Stands from here on as if `plain` (at most 32 KiB) had been compressed and flushed. Only on a stream that is new
   * or has been reset.
   */
  readonly prime: (plain: Uint8Array) => void;
  /**
   * Compresses all of `plain`, which is at least one octet, and flushes (`Z_SYNC_FLUSH`): what comes out ends with
   * 00 00 FF FF. In memory that nobody else writes, and that the caller may give away; `null` if the engine failed.
   */
  readonly deflate: (plain: Uint8Array) => readonly Uint8Array[] | null;
  /** Forgets everything. */
  readonly reset: () => void;
  /** Lets go of all memory; nothing is called afterwards. */
  readonly free: () => void;
}

/** What came of some compressed octets. */
export interface Inflated {
  /** How many octets were read. */
  readonly taken: number;
  /** In memory that nobody else writes, and that the caller may give away. */
  readonly pieces: readonly Uint8Array[];
}

/** A stream that inflates. */
export interface Inflater {
  /** As `Deflater.prime`: distances may reach back into `plain`. */
  readonly prime: (plain: Uint8Array) => void;
  /**
   * Inflates what `octets` hold up to the next end of a block and stops there (`Z_BLOCK`), or reads all of them if no
   * block ends before. An end that is reached when a multiple of 16 KiB came out may be passed over. With `through` ends
   * of blocks need not be heeded: it is enough, and takes less time, to read all (`Z_SYNC_FLUSH`). Reads nothing any
   * more once a block that says that it is the last one has ended. `null` for what is no DEFLATE data; then the stream
   * is of no use, but to be freed.
   */
  readonly inflate: (octets: Uint8Array, through?: boolean) => Inflated | null;
  readonly reset: () => void;
  readonly free: () => void;
}
