/**
 * Base64 (RFC 4648 §4): the alphabet with `+` and `/`, padded.
 *
 * @module
 */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const padding = 0x3d;

/**
 * The Base64 form of the octets, with padding (RFC 4648 §4).
 *
 * @example
 * ```ts
 * import { encodeBase64 } from '@sansws/core/bytes';
 * import { equal } from 'node:assert/strict';
 * equal(encodeBase64(Uint8Array.of(0x66, 0x6f, 0x6f, 0x62)), 'Zm9vYg==');
 * ```
 */
export function encodeBase64(octets: Uint8Array): string {
  let text = '';
  const whole = octets.length - (octets.length % 3);
  for (let index = 0; index < whole; index += 3) {
    const group = (at(octets, index) << 16) | (at(octets, index + 1) << 8) | at(octets, index + 2);
    text += sign(group >> 18) + sign(group >> 12) + sign(group >> 6) + sign(group);
  }
  const rest = octets.length - whole;
  if (rest === 1) {
    const group = at(octets, whole) << 4;
    text += `${sign(group >> 6)}${sign(group)}==`;
  } else if (rest === 2) {
    const group = (at(octets, whole) << 10) | (at(octets, whole + 1) << 2);
    text += `${sign(group >> 12)}${sign(group >> 6)}${sign(group)}=`;
  }
  return text;
}

/**
 * The octets that `text` is the Base64 form of, or `null`: white space, another alphabet, a wrong length and
 * missing padding are refused. Left-over bits before the padding need not be 0 (RFC 4648 §3.5 leaves the
 * choice; some clients of WebSocket draw all 22 characters of their key at random).
 *
 * @example
 * ```ts
 * import { decodeBase64 } from '@sansws/core/bytes';
 * import { deepEqual, equal } from 'node:assert/strict';
 * deepEqual([...(decodeBase64('Zm9v') ?? [])], [0x66, 0x6f, 0x6f]);
 * equal(decodeBase64('Zm9'), null);
 * equal(decodeBase64('Z-9_'), null);
 * ```
 */
export function decodeBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const signs = text.length - paddingOf(text);
  const octets = new Uint8Array(Math.floor((signs * 3) / 4));
  let bits = 0;
  let held = 0;
  let written = 0;
  for (let index = 0; index < signs; index++) {
    const value = valueOf(text.charCodeAt(index));
    if (value < 0) return null;
    held = ((held << 6) | value) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    octets[written++] = held >> bits;
  }
  return octets;
}

function paddingOf(text: string): number {
  if (text.length === 0 || text.charCodeAt(text.length - 1) !== padding) return 0;
  return text.charCodeAt(text.length - 2) === padding ? 2 : 1;
}

function valueOf(code: number): number {
  if (code >= 0x41 && code <= 0x5a) return code - 0x41;
  if (code >= 0x61 && code <= 0x7a) return code - 0x61 + 26;
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 52;
  if (code === 0x2b) return 62;
  return code === 0x2f ? 63 : -1;
}

function sign(bits: number): string {
  return alphabet.charAt(bits & 0x3f);
}

function at(octets: Uint8Array, index: number): number {
  return octets[index] as number;
}
