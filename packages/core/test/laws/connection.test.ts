import {
  answers,
  everyLivingLaw,
  everyReceivingLaw,
  limitsExact,
  pausing,
  receiverOf,
  coreConnections,
} from '@sansws/testing';
import { expect, test } from 'vitest';
import { trialOf } from './trial.ts';

const trial = trialOf('connection.test.ts');
const receiver = receiverOf(coreConnections);

test('the connection is total, blind to chunks, persistent, deterministic, and dead after a fault', () => {
  expect(() => everyReceivingLaw(receiver, trial)).not.toThrow();
});

test('the limits of the connection are exact', () => {
  expect(() => limitsExact(receiver, trial)).not.toThrow();
});

test('the connection answers pings, Closes and broken rules, and nothing else', () => {
  expect(() => answers(coreConnections, trial)).not.toThrow();
});

test('whatever happens, states persist, snapshots go on at any octet, and at most one Close leaves', () => {
  expect(() => everyLivingLaw(coreConnections, trial)).not.toThrow();
});

test('pauses lose nothing, whatever ends meanwhile', () => {
  expect(() => pausing(coreConnections, trial)).not.toThrow();
});
