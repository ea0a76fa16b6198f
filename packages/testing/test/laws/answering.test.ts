import { expect, test } from 'vitest';
import { coreConnections } from '../../src/dressed.ts';
import { answers, receiverOf } from '../../src/laws/answering.ts';
import type { Endpoint } from '../../src/subject.ts';
import { trial } from '../trial.ts';

type State = ReturnType<typeof coreConnections.open>;

test('our connection answers as it should', () => {
  expect(() => answers(coreConnections, trial)).not.toThrow();
});

test('an endpoint that does not answer is found', () => {
  const mute: Endpoint<State> = {
    ...coreConnections,
    receive: (state, chunk, now) => ({
      ...coreConnections.receive(state, chunk, now),
      written: new Uint8Array(0),
    }),
  };
  expect(() => answers(mute, trial)).toThrow(/expected/);
});

test('an endpoint is a receiver, too', () => {
  const receiver = receiverOf(coreConnections);
  const state = receiver.open({ role: 'client', limits: {} });
  const { said, fault } = receiver.receive(state, Uint8Array.of(0x81, 1, 0x48, 0x80));
  expect(said).toEqual([{ type: 'text', text: 'H' }]);
  expect(fault).toEqual({ name: 'continuation-without-message', offset: 3 });
});
