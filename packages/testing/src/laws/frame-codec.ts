/**
 * Laws of a frame codec's two directions together (RFC 6455 §5.2, §5.3).
 *
 * @module
 */

import fc from 'fast-check';
import type { Frame } from '@sansws/core/frame';
import { conversation } from '../arbitraries/frame.ts';
import { cut, cutting, maskingKey, type Cutting } from '../arbitraries/octets.ts';
import { role } from '../arbitraries/setting.ts';
import { randomNumber } from '../random.ts';
import { joined, same, sameOctets } from '../same.ts';
import type { FrameCodec } from '../subject.ts';
import { twinEncode } from '../twin/encode.ts';
import { twinMask } from '../twin/mask.ts';
import { shown, tryLaw, type Judgement, type Trial } from './law.ts';
import type { Role } from '@sansws/core/vocabulary';

/**
 * Round trip: frames that were encoded and decoded again are the same frames, whatever the keys and cuts.
 *
 * @example
 * ```ts
 * import { roundTrip, twinFrameCodec } from '@sansws/testing';
 * roundTrip(twinFrameCodec(), { runs: 20 });
 * ```
 */
export function roundTrip<State>(codec: FrameCodec<State>, trial: Trial): void {
  const inputs = fc.tuple(someFrames(), cutting());
  tryLaw('round trip', inputs, ([sent, way]) => comesBack(codec, sent, way), trial);
}

function comesBack<State>(
  codec: FrameCodec<State>,
  { frames, receiver, keys }: Sent,
  way: Cutting,
): Judgement {
  const octets = codec.encode(frames, keys);
  let state = codec.open({ role: receiver, limits: {} });
  const said: unknown[] = [];
  for (const chunk of cut(octets, way)) {
    const received = codec.receive(state, chunk);
    if (received.fault !== null) return `own frames are refused: ${shown(received.fault)}`;
    said.push(...received.said);
    state = received.state;
  }
  return same(said, frames) ? null : `came back as ${shown(said)}`;
}

/**
 * Canonical: the octets of a frame are those that RFC 6455 §5.2 leaves no choice about, and decoding and
 * encoding such octets with the same keys gives them back.
 *
 * @example
 * ```ts
 * import { canonical, twinFrameCodec } from '@sansws/testing';
 * canonical(twinFrameCodec(), { runs: 20 });
 * ```
 */
export function canonical<State>(codec: FrameCodec<State>, trial: Trial): void {
  tryLaw('canonical', someFrames(), (sent) => isCanonical(codec, sent), trial);
}

function isCanonical<State>(codec: FrameCodec<State>, { frames, receiver, keys }: Sent): Judgement {
  const expected = joined(frames.map((frame, index) => twinEncode(frame, keys?.[index] ?? null)));
  const decoded = codec.receive(codec.open({ role: receiver, limits: {} }), expected)
    .said as readonly Frame[];
  const again = codec.encode(decoded, keys);
  return sameOctets(again, expected) ? null : `expected ${shown(expected)}, not ${shown(again)}`;
}

/**
 * Masking side: with keys every frame is masked, each with its own key; without keys none is (§5.1).
 *
 * @example
 * ```ts
 * import { maskingSide, twinFrameCodec } from '@sansws/testing';
 * maskingSide(twinFrameCodec(), { runs: 20 });
 * ```
 */
export function maskingSide<State>(codec: FrameCodec<State>, trial: Trial): void {
  const frame = conversation().filter((frames) => frames.length > 0);
  const inputs = fc.tuple(frame, fc.option(maskingKey()));
  tryLaw('masking side', inputs, ([[first], key]) => masksOnly(codec, first as Frame, key), trial);
}

function masksOnly<State>(codec: FrameCodec<State>, frame: Frame, key: number | null): Judgement {
  const octets = codec.encode([frame], key === null ? null : [key]);
  const masked = ((octets[1] as number) & 0x80) !== 0;
  if (masked !== (key !== null)) return `the mask bit is ${masked}`;
  const payload = octets.slice(octets.length - frame.payload.length);
  const clear = key === null ? payload : twinMask(payload, key, 0);
  if (!sameOctets(clear, frame.payload)) return `the payload reads ${shown(clear)}`;
  return null;
}

/**
 * Masking is what §5.3 says, at every phase, is its own inverse, and leaves the octets it was given alone.
 *
 * @example
 * ```ts
 * import { maskingInvolution, twinMask } from '@sansws/testing';
 * maskingInvolution(twinMask, { runs: 20 });
 * ```
 */
export function maskingInvolution(mask: Mask, trial: Trial): void {
  const inputs = fc.tuple(fc.uint8Array({ maxLength: 70 }), maskingKey(), fc.nat(3), fc.nat(9));
  tryLaw(
    'masking is its own inverse',
    inputs,
    ([octets, key, phase, start]) => {
      // A view at an odd place, for code that masks four octets at a time.
      const view = joined([new Uint8Array(start), octets]).subarray(start);
      const there = mask(view, key, phase);
      if (!sameOctets(there, twinMask(octets, key, phase))) return `the twin differs from ${shown(there)}`;
      if (!sameOctets(view, octets)) return 'the octets were masked in place';
      return sameOctets(mask(there, key, phase), octets) ? null : 'twice is not nothing';
    },
    trial,
  );
}

/** Masks octets; the first of them meets octet `phase` (0-3) of the key. */
export type Mask = (octets: Uint8Array, maskingKey: number, phase: number) => Uint8Array;

/** Frames on their way to a receiver, with their keys if a client sends them. */
interface Sent {
  readonly frames: readonly Frame[];
  readonly receiver: Role;
  readonly keys: readonly number[] | null;
}

function someFrames(): fc.Arbitrary<Sent> {
  return fc.tuple(conversation(), role(), fc.nat()).map(([frames, receiver, seed]) => {
    const keys = receiver === 'server' ? frames.map((_, index) => randomNumber(seed, index)) : null;
    return { frames, receiver, keys };
  });
}
