import {
  canonical,
  everyReceivingLaw,
  limitsExact,
  maskingInvolution,
  maskingSide,
  roundTrip,
  coreFrames,
} from '@sansws/testing';
import { expect, test } from 'vitest';
import { mask } from '../../src/bytes/index.ts';
import { trialOf } from './trial.ts';

const trial = trialOf('frames.test.ts');

test('the frame codec is total, blind to chunks, persistent, deterministic, and dead after a fault', () => {
  expect(() => everyReceivingLaw(coreFrames, trial)).not.toThrow();
});

test('the limits of the frame codec are exact', () => {
  expect(() => limitsExact(coreFrames, trial)).not.toThrow();
});

test('frames come back as they were sent', () => {
  expect(() => roundTrip(coreFrames, trial)).not.toThrow();
});

test('the octets of frames are canonical', () => {
  expect(() => canonical(coreFrames, trial)).not.toThrow();
});

test('frames are masked with a key and bare without one', () => {
  expect(() => maskingSide(coreFrames, trial)).not.toThrow();
});

test('masking is its own inverse and equals its twin', () => {
  expect(() => maskingInvolution(mask, trial)).not.toThrow();
});
