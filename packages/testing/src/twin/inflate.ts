/**
 * The slow twin of an inflater: RFC 1951 bit by bit, all at once, and with an eye on how far back it looks.
 *
 * @module
 */

/** What octets inflate to. */
export interface InflateReading {
  readonly plain: Uint8Array;
  /** The longest distance that was used; 0 for none. */
  readonly farthest: number;
  /** Whether the octets are blocks, and end on an octet with the end of one. */
  readonly isWhole: boolean;
}

/**
 * Inflates `octets`, blocks of any kind one after the other; distances may reach into `history`.
 *
 * @example
 * ```ts
 * import { twinInflate } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * const hello = Uint8Array.of(0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00, 0x00, 0xff, 0xff);
 * const { plain, isWhole } = twinInflate(hello, new Uint8Array(0));
 * equal(new TextDecoder().decode(plain), 'Hello');
 * equal(isWhole, true);
 * ```
 */
export function twinInflate(octets: Uint8Array, history: Uint8Array): InflateReading {
  const out: number[] = [...history];
  const input: Bits = { octets, at: 0 };
  let farthest = 0;
  let isWhole = true;
  try {
    while (input.at < octets.length * 8) {
      const isLast = bits(input, 1) === 1;
      const kind = bits(input, 2);
      if (kind === 3) throw broken;
      if (kind === 0) stored(input, out);
      else farthest = Math.max(farthest, coded(input, out, kind === 1 ? fixedCodes() : dynamicCodes(input)));
      // Behind a last block begins another run of blocks, on an octet (RFC 7692 §7.2.3.4).
      if (isLast) input.at = Math.ceil(input.at / 8) * 8;
      isWhole = input.at % 8 === 0;
      // The last octet of a block may hold no other: what is left of it is filled up.
      if (!isWhole && octets.length * 8 - input.at < 3) break;
    }
  } catch (error) {
    if (error !== broken) throw error;
    isWhole = false;
  }
  return { plain: Uint8Array.from(out.slice(history.length)), farthest, isWhole };
}

interface Bits {
  readonly octets: Uint8Array;
  at: number;
}

/** A code by its words: the bits of a word as text, and what it stands for. */
type Code = ReadonlyMap<string, number>;

interface Codes {
  readonly literals: Code;
  readonly distances: Code;
}

const broken = new Error('no DEFLATE data');

/** A number of so many bits, the least significant first (§3.1.1). */
function bits(input: Bits, count: number): number {
  let value = 0;
  for (let index = 0; index < count; index++) {
    const octet = input.octets[input.at >> 3];
    if (octet === undefined) throw broken;
    value |= ((octet >> (input.at & 7)) & 1) << index;
    input.at++;
  }
  return value;
}

/** §3.2.4 */
function stored(input: Bits, out: number[]): void {
  input.at = Math.ceil(input.at / 8) * 8;
  const length = bits(input, 16);
  if (length !== (~bits(input, 16) & 0xffff)) throw broken;
  for (let index = 0; index < length; index++) out.push(bits(input, 8));
}

/** §3.2.3: literals, and lengths with distances, up to the end of the block. Gives the longest distance. */
function coded(input: Bits, out: number[], { literals, distances }: Codes): number {
  let farthest = 0;
  for (;;) {
    const symbol = word(input, literals);
    if (symbol === 256) return farthest;
    if (symbol < 256) {
      out.push(symbol);
      continue;
    }
    const [base, extra] = lengths[symbol - 257] ?? fail();
    const length = base + bits(input, extra);
    const [from, more] = distanceTable[word(input, distances)] ?? fail();
    const distance = from + bits(input, more);
    if (distance > out.length) throw broken;
    farthest = Math.max(farthest, distance);
    for (let index = 0; index < length; index++) out.push(out[out.length - distance] as number);
  }
}

function word(input: Bits, code: Code): number {
  let text = '';
  while (text.length < 16) {
    text += bits(input, 1);
    const symbol = code.get(text);
    if (symbol !== undefined) return symbol;
  }
  throw broken;
}

/** §3.2.2: the words of a code from their lengths. */
function codeOf(sizes: readonly number[]): Code {
  const code = new Map<string, number>();
  let next = 0;
  for (let size = 1; size <= 15; size++) {
    next <<= 1;
    for (const [symbol, each] of sizes.entries()) {
      if (each !== size) continue;
      if (next >= 2 ** size) throw broken;
      code.set(next.toString(2).padStart(size, '0'), symbol);
      next++;
    }
  }
  return code;
}

/** §3.2.6 */
function fixedCodes(): Codes {
  const sizes = Array.from({ length: 288 }, (_, symbol) =>
    symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
  );
  return { literals: codeOf(sizes), distances: codeOf(Array.from({ length: 30 }, () => 5)) };
}

/** §3.2.7 */
function dynamicCodes(input: Bits): Codes {
  const literalCount = bits(input, 5) + 257;
  const distanceCount = bits(input, 5) + 1;
  const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  const first = Array.from({ length: 19 }, () => 0);
  for (const symbol of order.slice(0, bits(input, 4) + 4)) first[symbol] = bits(input, 3);
  const code = codeOf(first);
  const sizes: number[] = [];
  while (sizes.length < literalCount + distanceCount) {
    const symbol = word(input, code);
    const [size, times] =
      symbol < 16
        ? [symbol, 1]
        : symbol === 16
          ? [sizes.at(-1) ?? fail(), 3 + bits(input, 2)]
          : [0, symbol === 17 ? 3 + bits(input, 3) : 11 + bits(input, 7)];
    for (let index = 0; index < times; index++) sizes.push(size);
  }
  return {
    literals: codeOf(sizes.slice(0, literalCount)),
    distances: codeOf(sizes.slice(literalCount, literalCount + distanceCount)),
  };
}

function fail(): never {
  throw broken;
}

/** §3.2.5: where lengths from symbol 257 on begin, and how many bits follow. */
const lengths: readonly (readonly [base: number, extra: number])[] = [
  ...[3, 4, 5, 6, 7, 8, 9, 10].map((base) => [base, 0] as const),
  ...[11, 13, 15, 17].map((base) => [base, 1] as const),
  ...[19, 23, 27, 31].map((base) => [base, 2] as const),
  ...[35, 43, 51, 59].map((base) => [base, 3] as const),
  ...[67, 83, 99, 115].map((base) => [base, 4] as const),
  ...[131, 163, 195, 227].map((base) => [base, 5] as const),
  [258, 0],
];

/** §3.2.5: the same for distances. */
const distanceTable: readonly (readonly [base: number, extra: number])[] = Array.from(
  { length: 30 },
  (_, symbol) => {
    const extra = Math.max(0, (symbol >> 1) - 1);
    return [symbol < 2 ? symbol + 1 : 1 + ((2 + (symbol & 1)) << extra), extra] as const;
  },
);
