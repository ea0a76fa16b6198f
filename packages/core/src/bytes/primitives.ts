/**
 * The few functions that decide how fast large payloads go, behind one record: an adapter may pass its
 * runtime's native ones. Every record obeys the same laws; this one is plain JavaScript.
 *
 * @module
 */

import { decodeText, encodeTextInto } from './text.ts';
import { copyMasked } from './masking.ts';
import { betweenCharacters, validateUtf8 } from './utf8.ts';

/** Replaceable primitives. All are synchronous, keep nothing and change nothing but what they are told to. */
export interface Primitives {
  /**
   * Fresh memory of `length` octets with any content: every octet is written before it is read. What is delivered lies in
   * it, so an application may do to the memory behind it what it likes.
   */
  readonly allocate: (length: number) => Uint8Array;
  /** The same for what a state holds: nothing that is delivered may ever share its memory. */
  readonly allocateHeld: (length: number) => Uint8Array;
  /**
   * Payloads below this many octets are copied into a buffer that many frames share; larger ones that need no
   * masking go out by reference. Low where memory is always new, high where it is used again.
   */
  readonly copyBelow: number;
  /**
   * Masked payloads below this many octets are delivered as copies that `slice` makes, larger ones as views of memory
   * that they share. 0 where a view costs less than such a copy.
   */
  readonly sliceBelow: number;
  /**
   * Copies `source[from]` up to `source[to]` to `target[at]`, masked, `phase` octets into the payload (RFC 6455 §5.3). Both
   * may be the same place, to mask octets where they stand; they overlap in no other way.
   */
  readonly copyMasked: (
    source: Uint8Array,
    from: number,
    to: number,
    target: Uint8Array,
    at: number,
    maskingKey: number,
    phase: number,
  ) => void;
  /** Whether the octets are valid UTF-8 as a whole (RFC 3629). */
  readonly isUtf8: (octets: Uint8Array) => boolean;
  /**
   * The string that `octets[from]` up to `octets[to]` are the UTF-8 form of, a leading U+FEFF included, or `null` if they
   * are not valid UTF-8. A range, not a view: making one costs as much as decoding 100 octets. `isAscii` says that somebody
   * has seen that all of them are ASCII.
   */
  readonly decodeText: (octets: Uint8Array, from: number, to: number, isAscii: boolean) => string | null;
  /**
   * At least `length` octets with any content, for use until the call that asked for them returns: it may be the same
   * memory each time.
   */
  readonly scratch: (length: number) => Uint8Array;
  /** Writes the UTF-8 form of well-formed text to `target[at]`; gives how many octets, or -1 if it does not fit. */
  readonly encodeTextInto: (text: string, target: Uint8Array, at: number) => number;
}

/**
 * The primitives in plain JavaScript, right on every runtime.
 *
 * @example
 * ```ts
 * import { plainPrimitives } from '@sansws/core/bytes';
 * import { equal } from 'node:assert/strict';
 * equal(plainPrimitives.isUtf8(Uint8Array.of(0xc0, 0x80)), false);
 * ```
 */
export const plainPrimitives: Primitives = {
  allocate: (length) => new Uint8Array(length),
  allocateHeld: (length) => new Uint8Array(length),
  copyBelow: 4_096,
  sliceBelow: 0,
  copyMasked,
  isUtf8: (octets) => validateUtf8(betweenCharacters, octets, 0, octets.length) === betweenCharacters,
  decodeText: (octets, from, to) =>
    decodeText(new Uint8Array(octets.buffer, octets.byteOffset + from, to - from)),
  scratch: (length) => new Uint8Array(length),
  encodeTextInto: (text, target, at) => encodeTextInto(text, target.subarray(at)),
};
