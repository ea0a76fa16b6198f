import { expect, test } from 'vitest';
import { betweenMessages, freshInbound, nothing, nothingGathered } from '../../src/message/inbound.ts';
import { add, session } from '../sessions.ts';

test('nothing has come: between two messages, every extension in its first state', () => {
  const second = { ...session('second', 0), initial: 'begin' };
  expect(freshInbound([add, second])).toEqual({ offset: 0, position: betweenMessages, states: [0, 'begin'] });
  expect(freshInbound([]).position).toBe(betweenMessages);
  expect([nothing.length, nothingGathered.length, nothingGathered.store.length]).toEqual([0, 0, 0]);
});
