import { delivery, extensionOrder, handshakeDuality } from '@sansws/testing';
import { expect, test } from 'vitest';
import { connections, greeters } from './dressed.ts';
import { trialOf } from './trial.ts';

const trial = trialOf('pair.test.ts');

test('each end hears what the other one sent, over any link and through any extensions', () => {
  expect(() => delivery(connections, trial)).not.toThrow();
});

test('extensions transform in the agreed order outbound and in reverse inbound, and never share a bit', () => {
  expect(() => extensionOrder(connections, trial)).not.toThrow();
});

test('the opening handshake of the client fits that of the server', () => {
  expect(() => handshakeDuality(greeters, trial)).not.toThrow();
});
