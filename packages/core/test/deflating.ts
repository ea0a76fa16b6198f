/** Compressed data for tests: both engines, RFC 7692's own octets, and octets made by hand. */
import { pakoEngine } from '@sansws/deflate-pako';
import { zlibEngine } from '@sansws/deflate-zlib';
import type { MessagePart } from '../src/extension/extension.ts';
import type { DeflateEngine } from '../src/extension/permessage-deflate/engine.ts';

/** The engines that every test of compression is run on. */
export const engines: readonly (readonly [name: string, engine: DeflateEngine])[] = [
  ['zlib', zlibEngine()],
  ['pako', pakoEngine()],
];

/** Octets from their hexadecimal digits, with spaces as one likes. */
export function hex(digits: string): Uint8Array {
  const pairs = digits.replaceAll(' ', '').match(/../gu) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}

/** "Hello", compressed (RFC 7692 §7.2.3.1). */
export const hello: Uint8Array = hex('f248cdc9c90700');

/** "Hello" a second time, by the context of the first (§7.2.3.2). */
export const helloAgain: Uint8Array = hex('f200110000');

/** "Hello" in a block without compression (§7.2.3.3). */
export const helloStored: Uint8Array = hex('000500faff48656c6c6f00');

/** "Hello" in a block with BFINAL (§7.2.3.4). */
export const helloFinal: Uint8Array = hex('f348cdc9c9070000');

/** "Hello" in two blocks (§7.2.3.5). */
export const helloTwice: Uint8Array = hex('f248050000 00ffff cac9c90700');

/** A part of a message on its way; the whole of it unless said otherwise. */
export function part(payload: Uint8Array, changes: Partial<MessagePart> = {}): MessagePart {
  return { opcode: 0x2, reserved: 0, first: true, final: true, compress: true, ...changes, payload };
}

/** Octets as text. */
export function textOf(pieces: readonly Uint8Array[]): string {
  return pieces.map((piece) => new TextDecoder().decode(piece)).join('');
}

/** Text as octets. */
export function octetsOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Octets that do not compress, always the same. */
export function noise(count: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}
