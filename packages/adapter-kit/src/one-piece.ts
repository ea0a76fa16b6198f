/**
 * A header and its payload in one piece, for streams that write one for less than two
 * (docs/decisions/0019-joined-reads.md).
 *
 * @module
 */

import type { KindOfMemory } from './write-memory.ts';

/** Up to so much, copying costs less than handing over both: 64 KiB and the longest header. */
const longest = 65_552;

/** Memory for one such piece. It is used again if the piece left at once; if not, it goes with it. */
export class OnePiece {
  readonly #kind: KindOfMemory;
  #memory: ArrayBufferLike | null = null;
  /** As long as the last time. */
  #piece: Uint8Array | null = null;

  constructor(kind: KindOfMemory) {
    this.#kind = kind;
  }

  /** Two segments as one; others as they are. */
  of(segments: readonly Uint8Array[]): readonly Uint8Array[] {
    if (segments.length !== 2) return segments;
    const [head, payload] = segments as readonly [Uint8Array, Uint8Array];
    const length = head.length + payload.length;
    if (length > longest) return segments;
    this.#memory ??= this.#kind.allocate(longest).buffer;
    if (this.#piece?.length !== length) this.#piece = this.#kind.view(this.#memory, 0, length);
    this.#piece.set(head, 0);
    this.#piece.set(payload, head.length);
    return [this.#piece];
  }

  /** These did not leave at once: if they are the piece, its memory is left to whoever reads from it. */
  leave([first]: readonly Uint8Array[]): void {
    if (first === this.#piece) this.#memory = this.#piece = null;
  }
}
