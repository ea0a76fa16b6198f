/**
 * Memory to encode into that is used again once what was written has left: fresh memory costs several times
 * what it costs to fill it (docs/decisions/0011-write-memory.md).
 *
 * @module
 */

import type { Primitives } from '@sansws/core';
import { maskByWords, rangeOf } from '@sansws/core/bytes';

/** As much as the encoder asks for at once for many small frames. */
const usual = 131_072;

/** Filling memory that is used again costs less than handing over a segment more, up to here. */
const leastCopyBelow = 16_384;

/** Less than this is not worth going on with. */
const least = 4_096;

/** Payloads below this are masked by the words at hand: to make some takes as long as to mask 200 octets. */
const long = 256;

/** As much as is kept for large ones that have to be masked. */
const most = 2_097_152;

const noWords = /* @__PURE__ */ new Int32Array(0);

/** Memory that somebody still writes from: how many do. Not the memory itself, which nobody shall keep alive. */
export interface Held {
  holders: number;
}

/** The kind of memory that a runtime writes best, where that is not plain octets. */
export interface KindOfMemory {
  readonly allocate: Primitives['allocate'];
  /** Octets `at` up to `at + length` of the memory behind what was allocated. */
  readonly view: (memory: ArrayBufferLike, at: number, length: number) => Uint8Array;
}

/**
 * One for all connections of a runtime: encoding and writing happen within one call, one after the other.
 *
 * @example
 * ```ts
 * import { WriteMemory } from '@sansws/adapter-kit';
 * import { plainPrimitives } from '@sansws/core';
 * import { equal } from 'node:assert/strict';
 * const memory = new WriteMemory(plainPrimitives);
 * memory.begin();
 * const first = memory.primitives.allocate(10);
 * memory.end(true);
 * memory.begin();
 * equal(memory.primitives.allocate(10).buffer, first.buffer);
 * memory.end(true);
 * ```
 */
export class WriteMemory {
  /** The primitives to encode with: their memory is that of here. */
  readonly primitives: Primitives;
  readonly #kind: KindOfMemory;
  /** The memory in use and where its octets begin in it: asking a typed array for them costs more than a view. */
  #memory: ArrayBufferLike | null = null;
  #offset = 0;
  /** All of it as words. */
  #words: Int32Array = noWords;
  /** What was given of it last, and where that is: mostly the next write wants as much, and what is masked is that. */
  #newest: Uint8Array | null = null;
  #newestAt = 0;
  #size = usual;
  /** Where the memory begins that nobody holds. */
  #start = 0;
  /** How much of it the write under way has taken. */
  #used = 0;
  /** What the write under way would have needed. */
  #wanted = 0;
  #writes = 0;
  #allHaveLeft = true;
  /** Who holds what of the memory before `#start`. */
  #held: Held = { holders: 0 };

  /** `kind`: that of `primitives` if left out. */
  constructor(primitives: Primitives, kind: KindOfMemory = plainKind(primitives)) {
    this.#kind = kind;
    this.primitives = {
      ...primitives,
      copyBelow: Math.max(primitives.copyBelow, leastCopyBelow),
      allocate: (length) => this.#allocate(length),
      copyMasked: (source, from, to, target, at, maskingKey, phase) => {
        if (target !== this.#newest || to - from >= long || this.#words === noWords) {
          primitives.copyMasked(source, from, to, target, at, maskingKey, phase);
          return;
        }
        if (source !== target) target.set(rangeOf(source, from, to), at);
        maskByWords(target, this.#words, this.#newestAt, at, at + to - from, maskingKey, phase);
      },
    };
  }

  /** What is allocated from now on belongs to one write. Writes may nest, when a transport answers at once. */
  begin(): void {
    this.#writes++;
  }

  /**
   * The write is over. `haveLeft` says that nobody holds its octets any more; else they are left to whoever
   * does, and the next write gets what is behind them. What comes back is for `release`, once they have left.
   */
  end(haveLeft: boolean): Held | null {
    this.#writes--;
    this.#allHaveLeft &&= haveLeft;
    const held = haveLeft ? null : this.#held;
    if (held !== null) held.holders++;
    if (this.#writes > 0) return held;
    const larger = this.#wanted > this.#size && this.#wanted <= most;
    if (larger) this.#size = this.#wanted;
    if (!this.#allHaveLeft) this.#start += this.#used;
    if (larger || this.#size - this.#start < least) this.#renew();
    this.#used = this.#wanted = 0;
    this.#allHaveLeft = true;
    return held;
  }

  /** What was held has left: if that was all of it, the memory is used again from its beginning. */
  release(held: Held): void {
    held.holders--;
    if (held === this.#held && held.holders === 0 && this.#writes === 0) this.#start = 0;
  }

  #allocate(length: number): Uint8Array {
    // Words begin at multiples of four.
    const rounded = (length + 3) & ~3;
    this.#wanted += rounded;
    if (length > this.#size) return this.#kind.allocate(length);
    // Behind what others hold there is too little left for this one.
    if (this.#used === 0 && this.#start + length > this.#size) this.#renew();
    const place = this.#start + this.#used;
    if (place + length > this.#size) return this.#kind.allocate(length);
    if (this.#memory === null) {
      const octets = this.#kind.allocate(this.#size);
      this.#memory = octets.buffer;
      this.#offset = octets.byteOffset;
      // What is allocated begins at words as a rule; where not, octets are masked without words at hand.
      const { buffer, byteOffset } = octets;
      this.#words = (byteOffset & 3) === 0 ? new Int32Array(buffer, byteOffset, this.#size >> 2) : noWords;
    }
    this.#used += rounded;
    if (this.#newest === null || this.#newestAt !== place || this.#newest.length !== length) {
      this.#newest = this.#kind.view(this.#memory, this.#offset + place, length);
      this.#newestAt = place;
    }
    return this.#newest;
  }

  #renew(): void {
    this.#memory = null;
    this.#newest = null;
    this.#start = 0;
    this.#held = { holders: 0 };
  }
}

/** Memory as the primitives give it. */
export function plainKind({ allocate }: Primitives): KindOfMemory {
  return { allocate, view: plainView };
}

function plainView(memory: ArrayBufferLike, at: number, length: number): Uint8Array {
  return new Uint8Array(memory, at, length);
}
