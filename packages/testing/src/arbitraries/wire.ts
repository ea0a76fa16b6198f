/**
 * Arbitrary octets of a peer: well formed, broken in one place, or plain noise.
 *
 * @module
 */

import fc from 'fast-check';
import type { Frame } from '@sansws/core/frame';
import type { Role } from '@sansws/core/vocabulary';
import { joined } from '../same.ts';
import { twinEncode } from '../twin/encode.ts';
import { randomNumber } from '../random.ts';
import { brokenCloseBody, conversation, headerOctets } from './frame.ts';
import { payload } from './octets.ts';
import { brokenUtf8 } from './text.ts';

/**
 * The octets of some frames as a peer of `receiver` sends them; masking keys come from `seed`.
 *
 * @example
 * ```ts
 * import { onTheWire } from '@sansws/testing';
 * import { deepEqual } from 'node:assert/strict';
 * const ping = { fin: true, reserved: 0, opcode: 0x9, payload: new Uint8Array(0) } as const;
 * deepEqual([...onTheWire([ping], 'client', 0)], [0x89, 0x00]);
 * ```
 */
export function onTheWire(frames: readonly Frame[], receiver: Role, seed: number): Uint8Array {
  return joined(
    frames.map((frame, index) => twinEncode(frame, receiver === 'server' ? randomNumber(seed, index) : null)),
  );
}

/**
 * Octets that keep every rule, for a receiver in the given role.
 *
 * @example
 * ```ts
 * import { twinReceive, validWire } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { equal } from 'node:assert/strict';
 * const setting = { role: 'server', limits: {} } as const;
 * fc.assert(fc.property(validWire('server'), (octets) => {
 *   equal(twinReceive(octets, setting, 'messages').fault, null);
 * }), { numRuns: 20 });
 * ```
 */
export function validWire(receiver: Role): fc.Arbitrary<Uint8Array> {
  return fc.tuple(conversation(200), fc.nat()).map(([frames, seed]) => onTheWire(frames, receiver, seed));
}

/**
 * Anything a peer could send: valid octets; valid ones cut off, with an octet changed, left out or put in;
 * a broken text, Close or length after valid ones; any header followed by noise; noise.
 *
 * @example
 * ```ts
 * import { anyWire } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { ok } from 'node:assert/strict';
 * fc.assert(fc.property(anyWire('client'), (octets) => ok(octets instanceof Uint8Array)), { numRuns: 20 });
 * ```
 */
export function anyWire(receiver: Role): fc.Arbitrary<Uint8Array> {
  const valid = validWire(receiver);
  const mutated = fc.tuple(valid, fc.nat(9_999), mutation()).map(([octets, place, change]) => {
    return change(octets, Math.floor((place * (octets.length + 1)) / 10_000));
  });
  const seed = fc.nat();
  const headed = fc.tuple(headerOctets(), payload(20)).map(joined);
  const brokenEnd = fc
    .tuple(valid, brokenFrames(), seed, payload(6))
    .map(([before, frames, number, after]) => {
      return joined([before, onTheWire(frames, receiver, number), after]);
    });
  return fc.oneof(
    { weight: 2, arbitrary: valid },
    { weight: 5, arbitrary: mutated },
    { weight: 3, arbitrary: brokenEnd },
    { weight: 2, arbitrary: fc.tuple(valid, headed).map(joined) },
    { weight: 2, arbitrary: fc.tuple(valid, brokenHeader(receiver), payload(6)).map(joined) },
    { weight: 1, arbitrary: payload() },
  );
}

/** Frames whose headers are fine and whose payloads are not: text in fragments, or a Close. */
function brokenFrames(): fc.Arbitrary<readonly Frame[]> {
  const textual = fc.tuple(brokenUtf8(), fc.nat(9_999)).map(([octets, place]): readonly Frame[] => {
    const cut = Math.floor((place * (octets.length + 1)) / 10_000);
    return [
      { fin: false, reserved: 0, opcode: 0x1, payload: octets.slice(0, cut) },
      { fin: true, reserved: 0, opcode: 0x0, payload: octets.slice(cut) },
    ];
  });
  const close = brokenCloseBody().map((octets): readonly Frame[] => [
    { fin: true, reserved: 0, opcode: 0x8, payload: octets },
  ]);
  return fc.oneof(textual, close);
}

/**
 * The octets of a header that is fine but for its length: too long for a control frame, too short for a Close,
 * not in the shortest form, with the top bit set, or beyond any limit and any whole number (FR13, FR14).
 *
 * @example
 * ```ts
 * import { brokenHeader, twinHeader } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { notEqual } from 'node:assert/strict';
 * fc.assert(fc.property(brokenHeader('client'), (octets) => {
 *   notEqual(twinHeader(octets, { role: 'client', begun: false }).type, 'unfinished');
 * }));
 * ```
 */
export function brokenHeader(receiver: Role): fc.Arbitrary<Uint8Array> {
  const mask = receiver === 'server' ? 0x80 : 0;
  const low = fc.nat(255);
  return fc.oneof(
    fc.constantFrom(0x88, 0x89, 0x8a).map((first) => Uint8Array.of(first, mask + 126)),
    fc.constant(Uint8Array.of(0x88, mask + 1)),
    fc.nat(125).map((length) => Uint8Array.of(0x82, mask + 126, 0, length)),
    fc.tuple(low, low).map(([high, rest]) => Uint8Array.of(0x82, mask + 127, 0, 0, 0, 0, 0, 0, high, rest)),
    low.map((octet) => Uint8Array.of(0x82, mask + 127, 0x80 | octet)),
    fc.tuple(fc.nat(0x7f), low).map(([high, rest]) => {
      return Uint8Array.of(0x81, mask + 127, high, 0x20, 0, 0, 0, 0, 0, rest);
    }),
  );
}

type Mutation = (octets: Uint8Array, at: number) => Uint8Array;

function mutation(): fc.Arbitrary<Mutation> {
  return fc.oneof(
    fc.constant<Mutation>((octets, at) => octets.slice(0, at)),
    fc.constant<Mutation>((octets, at) => joined([octets.subarray(0, at), octets.subarray(at + 1)])),
    fc.nat(255).map((octet): Mutation => (octets, at) => {
      return joined([octets.subarray(0, at), Uint8Array.of(octet), octets.subarray(at)]);
    }),
    fc.nat(7).map((bit): Mutation => (octets, at) => {
      return octets.map((octet, index) => (index === at ? octet ^ (1 << bit) : octet));
    }),
  );
}
