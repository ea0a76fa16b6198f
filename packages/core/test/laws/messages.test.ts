import { everyReceivingLaw, limitsExact } from '@sansws/testing';
import { expect, test } from 'vitest';
import { messages } from './dressed.ts';
import { trialOf } from './trial.ts';

const trial = trialOf('messages.test.ts');

test('the message codec is total, blind to chunks, persistent, deterministic, and dead after a fault', () => {
  expect(() => everyReceivingLaw(messages, trial)).not.toThrow();
});

test('the limits of the message codec are exact', () => {
  expect(() => limitsExact(messages, trial)).not.toThrow();
});
