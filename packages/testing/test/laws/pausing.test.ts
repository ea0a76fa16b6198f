import { expect, test } from 'vitest';
import { coreConnections } from '../../src/dressed.ts';
import { pausing } from '../../src/laws/pausing.ts';
import type { Endpoint } from '../../src/subject.ts';
import { trial } from '../trial.ts';

type State = ReturnType<typeof coreConnections.open>;

test('our connection loses nothing while it pauses', () => {
  expect(() => pausing(coreConnections, trial)).not.toThrow();
});

test('an endpoint that drops what comes while it pauses is found', () => {
  const hasty: Endpoint<State> = {
    ...coreConnections,
    receive: (state, chunk, now) => {
      const { paused } = state.connection.held;
      return coreConnections.receive(state, paused ? new Uint8Array(0) : chunk, now);
    },
  };
  expect(() => pausing(hasty, trial)).toThrow(/without pauses it is/u);
});

test('an endpoint that drops what waits when the time to close is over is found', () => {
  const strict: Endpoint<State> = {
    ...coreConnections,
    elapse: (state, now) => {
      const reaction = coreConnections.elapse(state, now);
      if (reaction.state.connection.held.ended !== 'timed-out') return reaction;
      const aborted = coreConnections.send(state, { type: 'abort' }, now);
      return aborted ?? reaction;
    },
  };
  expect(() => pausing(strict, trial)).toThrow(/without pauses it is/u);
});
