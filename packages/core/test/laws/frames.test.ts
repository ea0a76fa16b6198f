import {
  canonical,
  everyReceivingLaw,
  limitsExact,
  maskingInvolution,
  maskingSide,
  roundTrip,
} from '@sansws/testing';
import { expect, test } from 'vitest';
import { mask } from '../../src/bytes/index.ts';
import { frames } from './dressed.ts';
import { trialOf } from './trial.ts';

const trial = trialOf('frames.test.ts');

test('the frame codec is total, blind to chunks, persistent, deterministic, and dead after a fault', () => {
  expect(() => everyReceivingLaw(frames, trial)).not.toThrow();
});

test('the limits of the frame codec are exact', () => {
  expect(() => limitsExact(frames, trial)).not.toThrow();
});

test('frames come back as they were sent', () => {
  expect(() => roundTrip(frames, trial)).not.toThrow();
});

test('the octets of frames are canonical', () => {
  expect(() => canonical(frames, trial)).not.toThrow();
});

test('frames are masked with a key and bare without one', () => {
  expect(() => maskingSide(frames, trial)).not.toThrow();
});

test('masking is its own inverse and equals its twin', () => {
  expect(() => maskingInvolution(mask, trial)).not.toThrow();
});
