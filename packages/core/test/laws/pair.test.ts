import { delivery, extensionOrder, handshakeDuality, coreConnections, coreGreeters } from '@sansws/testing';
import { expect, test } from 'vitest';
import { trialOf } from './trial.ts';

const trial = trialOf('pair.test.ts');

test('each end hears what the other one sent, over any link and through any extensions', () => {
  expect(() => delivery(coreConnections, trial)).not.toThrow();
});

test('extensions transform in the agreed order outbound and in reverse inbound, and never share a bit', () => {
  expect(() => extensionOrder(coreConnections, trial)).not.toThrow();
});

test('the opening handshake of the client fits that of the server', () => {
  expect(() => handshakeDuality(coreGreeters, trial)).not.toThrow();
});
