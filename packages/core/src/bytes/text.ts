/**
 * UTF-8 text to string and back: the only file that touches TextEncoder and TextDecoder.
 *
 * @module
 */

interface Decoder {
  decode(octets: Uint8Array): string;
}
interface Encoder {
  encode(text: string): Uint8Array;
  encodeInto(text: string, target: Uint8Array): { readonly read: number; readonly written: number };
}
declare const TextDecoder: new (label: 'utf-8', options: { fatal: boolean; ignoreBOM: boolean }) => Decoder;
declare const TextEncoder: new () => Encoder;

// Both are used only in one call at a time, never with `stream`, so they hold no state between calls.
// ignoreBOM: a leading U+FEFF is part of the message, it is delivered (WHATWG Encoding would eat it).
const decoder: Decoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder: Encoder = /* @__PURE__ */ new TextEncoder();

/**
 * The string that the octets are the UTF-8 form of, or `null` when they are not valid UTF-8.
 *
 * @example
 * ```ts
 * import { decodeText } from '@sansws/core/bytes';
 * import { equal } from 'node:assert/strict';
 * equal(decodeText(Uint8Array.of(0xe2, 0x82, 0xac)), '€');
 * equal(decodeText(Uint8Array.of(0xe2, 0x82)), null);
 * ```
 */
export function decodeText(octets: Uint8Array): string | null {
  try {
    return decoder.decode(octets);
  } catch {
    return null;
  }
}

/**
 * The UTF-8 form of `text`. A lone surrogate becomes U+FFFD: ask `isWellFormed` first.
 *
 * @example
 * ```ts
 * import { encodeText } from '@sansws/core/bytes';
 * import { deepEqual } from 'node:assert/strict';
 * deepEqual([...encodeText('€')], [0xe2, 0x82, 0xac]);
 * ```
 */
export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Writes the UTF-8 form of `text` into `target`; gives how many octets it took, or -1 if it does not fit. */
export function encodeTextInto(text: string, target: Uint8Array): number {
  const { read, written } = encoder.encodeInto(text, target);
  return read === text.length ? written : -1;
}

/**
 * Whether the string holds no lone surrogate, so that it has a UTF-8 form (RFC 3629 §3).
 *
 * @example
 * ```ts
 * import { isWellFormed } from '@sansws/core/bytes';
 * import { equal } from 'node:assert/strict';
 * equal(isWellFormed('😀'), true);
 * equal(isWellFormed('\ud83d'), false);
 * ```
 */
export function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}
