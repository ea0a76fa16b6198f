/**
 * Arbitrary use of permessage-deflate: parameters, messages, and harm done to what is on the wire.
 *
 * @module
 */

import fc from 'fast-check';
import { encodeText } from '@sansws/core/bytes';
import type { DeflateParameters, DeflateSettings, WindowBits } from '@sansws/core/permessage-deflate';
import type { Role } from '@sansws/core/vocabulary';
import { cutting, type Cutting } from './octets.ts';

/** A message to compress. */
export interface DeflateMessage {
  readonly payload: Uint8Array;
  /** How it is cut into the parts that are sent. */
  readonly parts: Cutting;
  readonly compress: boolean;
}

/** One end sends, the other receives. */
export interface DeflateScript {
  /** The role of the one who sends. */
  readonly sender: Role;
  readonly answer: DeflateParameters;
  readonly settings: Omit<DeflateSettings, 'windowBits'>;
  readonly messages: readonly DeflateMessage[];
  /** How the parts that were sent are cut again on their way. */
  readonly way: Cutting;
  /** An order in which old values are used again. */
  readonly order: readonly number[];
}

/** Harm: octets of the wire that are changed, by place (taken modulo the length) and difference; or cut off. */
export interface DeflateHarm {
  readonly changes: readonly (readonly [place: number, by: number])[];
  /** How many octets at the end of each compressed message are missing. */
  readonly missing: number;
}

/**
 * Any use of permessage-deflate: every window, takeover, level and strategy; messages that repeat themselves and each
 * other, and noise; some larger than the smallest windows.
 *
 * @example
 * ```ts
 * import { deflateScript } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { ok } from 'node:assert/strict';
 * fc.assert(fc.property(deflateScript(), ({ messages }) => ok(messages.length <= 5)));
 * ```
 */
export function deflateScript(): fc.Arbitrary<DeflateScript> {
  return fc.record({
    sender: fc.constantFrom<Role>('client', 'server'),
    answer: answer(),
    settings: fc.record({
      level: fc.constantFrom<DeflateSettings['level']>(6, 0, 1, 2, 3, 4, 5, 7, 8, 9),
      memLevel: fc.constantFrom<DeflateSettings['memLevel']>(8, 1, 5, 9),
      strategy: fc.constantFrom<DeflateSettings['strategy']>(
        'default',
        'filtered',
        'huffman-only',
        'rle',
        'fixed',
      ),
    }),
    messages: fc.array(message(), { maxLength: 5 }),
    way: cutting(),
    order: fc.array(fc.nat(99), { minLength: 1, maxLength: 6 }),
  });
}

/**
 * Harm to a wire; none of it is likely to be harmless.
 *
 * @example
 * ```ts
 * import { deflateHarm } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { ok } from 'node:assert/strict';
 * fc.assert(fc.property(deflateHarm(), ({ missing }) => ok(missing <= 3)));
 * ```
 */
export function deflateHarm(): fc.Arbitrary<DeflateHarm> {
  return fc.record({
    changes: fc.array(fc.tuple(fc.nat(9_999), fc.integer({ min: 1, max: 255 })), { maxLength: 3 }),
    missing: fc.oneof(fc.constant(0), fc.nat(3)),
  });
}

function answer(): fc.Arbitrary<DeflateParameters> {
  const bits = fc.constantFrom<WindowBits>(15, 9, 8, 10, 11, 12, 13, 14);
  return fc.record(
    {
      serverNoContextTakeover: fc.constant(true),
      clientNoContextTakeover: fc.constant(true),
      serverMaxWindowBits: bits,
      clientMaxWindowBits: bits,
    },
    { requiredKeys: [] },
  );
}

function message(): fc.Arbitrary<DeflateMessage> {
  return fc.record({
    payload: content(),
    parts: fc.oneof({ weight: 3, arbitrary: fc.constant<Cutting>({ type: 'whole' }) }, someParts()),
    compress: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, fc.constant(false)),
  });
}

/** A few parts: one a frame, so not octet by octet. */
function someParts(): fc.Arbitrary<Cutting> {
  return fc
    .array(fc.nat(9_999), { minLength: 1, maxLength: 3 })
    .map((places): Cutting => ({ type: 'places', places }));
}

function content(): fc.Arbitrary<Uint8Array> {
  const repeated = fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 12 }), fc.nat(120))
    .map(([unit, times]) =>
      Uint8Array.from({ length: unit.length * times }, (_, at) => unit[at % unit.length] ?? 0),
    );
  const words = fc
    .array(fc.constantFrom('price', 'EURUSD', '{"', '":', '1.0', 'time', '}', 'é€😀'), { maxLength: 60 })
    .map((list) => encodeText(list.join('')));
  const noise = fc.uint8Array({ maxLength: 30 });
  return fc.oneof(words, repeated, noise);
}
