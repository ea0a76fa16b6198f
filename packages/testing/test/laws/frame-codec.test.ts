import { expect, test } from 'vitest';
import { canonical, maskingInvolution, maskingSide, roundTrip } from '../../src/laws/frame-codec.ts';
import { joined } from '../../src/same.ts';
import type { FrameCodec } from '../../src/subject.ts';
import { twinEncode } from '../../src/twin/encode.ts';
import { twinMask } from '../../src/twin/mask.ts';
import { twinFrameCodec, type TwinMemory } from '../../src/twin/subjects.ts';
import { fewTrials, trial } from '../trial.ts';

const twin = twinFrameCodec();

test('the twin keeps every law', () => {
  expect(() => roundTrip(twin, fewTrials)).not.toThrow();
  expect(() => canonical(twin, fewTrials)).not.toThrow();
  expect(() => maskingSide(twin, trial)).not.toThrow();
  expect(() => maskingInvolution(twinMask, trial)).not.toThrow();
});

/** The twin, with `encode` spoilt. */
function spoilt(encode: FrameCodec<TwinMemory>['encode']): FrameCodec<TwinMemory> {
  return { ...twin, encode };
}

const wordy = spoilt((frames, keys) => {
  return joined(frames.map((frame, index) => twinEncode(frame, keys?.[index] ?? null, 64)));
});
const bare = spoilt((frames) => twin.encode(frames, null));

test('round trip finds frames that its own decoder refuses, and frames that come back changed', () => {
  expect(() => roundTrip(bare, trial)).toThrow(/own frames are refused/);
  const losing = spoilt((frames, keys) => twin.encode(frames.slice(1), keys?.slice(1) ?? null));
  expect(() => roundTrip(losing, trial)).toThrow(/came back as/);
});

test('canonical finds lengths that are longer than they need be', () => {
  expect(() => canonical(wordy, trial)).toThrow(/expected/);
});

test('masking side finds a missing mask, and a mask that is not the key', () => {
  expect(() => maskingSide(bare, trial)).toThrow(/the mask bit is false/);
  const wrongKey = spoilt((frames, keys) => {
    const octets = twin.encode(frames, keys);
    return keys === null
      ? octets
      : octets.map((octet, index) => (index === octets.length - 1 ? octet ^ 1 : octet));
  });
  expect(() => maskingSide(wrongKey, trial)).toThrow(/the payload reads/);
});

test('masking finds what works in place, drifts, or is not its own inverse', () => {
  const inPlace = (octets: Uint8Array, key: number, phase: number): Uint8Array => {
    octets.set(twinMask(octets, key, phase));
    return octets;
  };
  expect(() => maskingInvolution(inPlace, trial)).toThrow(/in place/);
  const drifting = (octets: Uint8Array, key: number): Uint8Array => twinMask(octets, key, 0);
  expect(() => maskingInvolution(drifting, trial)).toThrow(/the twin differs/);
  let calls = 0;
  const once = (octets: Uint8Array, key: number, phase: number): Uint8Array => {
    calls += 1;
    return calls % 2 === 1 ? twinMask(octets, key, phase) : new Uint8Array(octets.length).fill(1);
  };
  expect(() => maskingInvolution(once, trial)).toThrow(/twice is not nothing/);
});
