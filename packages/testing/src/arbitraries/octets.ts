/**
 * Arbitrary octets, masking keys, and ways to cut octets into chunks.
 *
 * @module
 */

import fc from 'fast-check';

/**
 * A payload of at most `longest` octets, small ones first.
 *
 * @example
 * ```ts
 * import { payload } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { ok } from 'node:assert/strict';
 * fc.assert(fc.property(payload(5), (octets) => ok(octets.length <= 5)));
 * ```
 */
export function payload(longest = 40): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ maxLength: longest });
}

/**
 * A payload whose length stands at a border of the length forms: 125 and 126 octets, and 65,535 and 65,536 if
 * `longest` allows.
 *
 * @example
 * ```ts
 * import { borderPayload } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { ok } from 'node:assert/strict';
 * fc.assert(fc.property(borderPayload(200), (octets) => ok(octets.length >= 124 && octets.length <= 128)));
 * ```
 */
export function borderPayload(longest = 65_536): fc.Arbitrary<Uint8Array> {
  // 64 KiB come rarely: else they would be most of the time that a law takes.
  const lengths = fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(124, 125, 126, 127, 128) },
    { weight: longest < 65_536 ? 0 : 1, arbitrary: fc.constantFrom(65_535, 65_536) },
  );
  return fc.tuple(lengths, fc.nat(255)).map(([length, octet]) => new Uint8Array(length).fill(octet));
}

/**
 * A masking key as a big-endian number, 0 among them: RFC 6455 §5.3 does not forbid it to a peer.
 *
 * @example
 * ```ts
 * import { maskingKey } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { ok } from 'node:assert/strict';
 * fc.assert(fc.property(maskingKey(), (key) => ok(key >= 0 && key < 2 ** 32)));
 * ```
 */
export function maskingKey(): fc.Arbitrary<number> {
  return fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 9, arbitrary: fc.nat(0xffff_ffff) });
}

/**
 * Ways to cut any octets: whole, octet by octet (the first 300 so, the rest whole), or at arbitrary places with
 * empty chunks among them.
 *
 * @example
 * ```ts
 * import { cut, cutting, joined } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { deepEqual } from 'node:assert/strict';
 * const octets = Uint8Array.of(1, 2, 3);
 * fc.assert(fc.property(cutting(), (places) => deepEqual(joined(cut(octets, places)), octets)));
 * ```
 */
export function cutting(): fc.Arbitrary<Cutting> {
  return fc.oneof(
    fc.constant<Cutting>({ type: 'whole' }),
    fc.constant<Cutting>({ type: 'octets' }),
    fc
      .array(fc.nat(9_999), { minLength: 1, maxLength: 6 })
      .map((places): Cutting => ({ type: 'places', places })),
  );
}

/** A way to cut. `places` are ten-thousandths of the length, in any order, repeats giving empty chunks. */
export type Cutting =
  | { readonly type: 'whole' }
  | { readonly type: 'octets' }
  | { readonly type: 'places'; readonly places: readonly number[] };

/**
 * `octets` cut in the given way; every chunk has memory of its own.
 *
 * @example
 * ```ts
 * import { cut } from '@sansws/testing';
 * import { deepEqual } from 'node:assert/strict';
 * deepEqual(cut(Uint8Array.of(1, 2), { type: 'octets' }), [Uint8Array.of(1), Uint8Array.of(2)]);
 * ```
 */
export function cut(octets: Uint8Array, way: Cutting): readonly Uint8Array[] {
  if (way.type === 'whole') return [octets.slice()];
  if (way.type === 'octets') {
    const singles = Array.from(octets.subarray(0, mostSingles), (octet) => Uint8Array.of(octet));
    return octets.length > mostSingles ? [...singles, octets.slice(mostSingles)] : singles;
  }
  const places = way.places.map((place) => Math.floor((place * (octets.length + 1)) / 10_000));
  const borders = [0, ...places.sort((left, right) => left - right), octets.length];
  return borders.slice(1).map((end, index) => octets.slice(borders[index], end));
}

/** Beyond, single octets only take time: no header is that far from the end of a small payload. */
const mostSingles = 300;
