import { everyReceivingLaw, limitsExact, coreMessages } from '@sansws/testing';
import { expect, test } from 'vitest';
import { trialOf } from './trial.ts';

const trial = trialOf('messages.test.ts');

test('the message codec is total, blind to chunks, persistent, deterministic, and dead after a fault', () => {
  expect(() => everyReceivingLaw(coreMessages, trial)).not.toThrow();
});

test('the limits of the message codec are exact', () => {
  expect(() => limitsExact(coreMessages, trial)).not.toThrow();
});
