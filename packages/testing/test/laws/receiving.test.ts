import { expect, test } from 'vitest';
import {
  borrowedChunks,
  chunkIndependence,
  deadAfterFault,
  determinism,
  everyReceivingLaw,
  persistence,
  totality,
} from '../../src/laws/receiving.ts';
import type { Receiver } from '../../src/subject.ts';
import { twinReceiver, type TwinMemory } from '../../src/twin/subjects.ts';
import { fewTrials, trial } from '../trial.ts';

const twin = twinReceiver('messages');
const laws = { totality, chunkIndependence, persistence, borrowedChunks, determinism, deadAfterFault };

test.each(['frames', 'messages'] as const)('the twin keeps every law at the floor of %s', (floor) => {
  expect(() => everyReceivingLaw(twinReceiver(floor), fewTrials)).not.toThrow();
});

test.each(Object.entries(laws))('the twin keeps %s', (_, law) => {
  expect(() => law(twin, fewTrials)).not.toThrow();
});

/** The twin, with `receive` spoilt. */
function spoilt(receive: Receiver<TwinMemory>['receive']): Receiver<TwinMemory> {
  return { ...twin, receive };
}

test('totality finds a receiver that throws, and one that blames the wrong octet', () => {
  const throwing = spoilt((state, chunk) => {
    const received = twin.receive(state, chunk);
    if (received.fault !== null) throw new Error('protocol error');
    return received;
  });
  expect(() => totality(throwing, trial)).toThrow(/protocol error/);
  const late = spoilt((state, chunk) => {
    const received = twin.receive(state, chunk);
    const { fault } = received;
    return { ...received, fault: fault === null ? null : { ...fault, offset: fault.offset + 1 } };
  });
  expect(() => totality(late, trial)).toThrow(/the twin reads/);
});

test('chunk independence finds a receiver that forgets between chunks', () => {
  const forgetful = spoilt((state, chunk) => ({
    ...twin.receive(state, chunk),
    state: twin.open(state.setting),
  }));
  expect(() => chunkIndependence(forgetful, trial)).toThrow(/whole it is/);
  // Which of its laws is broken by the smallest input is a matter of taste.
  expect(() => everyReceivingLaw(forgetful, trial)).toThrow(/totality|dead after a fault/);
});

test('persistence finds a receiver that changes its state in place', () => {
  const mutable = spoilt((state, chunk) => {
    const received = twin.receive(state, chunk);
    Object.assign(state, received.state);
    return { ...received, state };
  });
  expect(() => persistence(mutable, trial)).toThrow(/read ?only|Cannot assign/);
});

test('persistence finds a state that is shared behind its back', () => {
  let memory = twin.open({ role: 'client', limits: {} });
  const shared: Receiver<number> = {
    floor: 'messages',
    open: (setting) => {
      memory = twin.open(setting);
      return 0;
    },
    receive: (_, chunk) => {
      const received = twin.receive(memory, chunk);
      memory = received.state;
      return { ...received, state: 0 };
    },
  };
  expect(() => persistence(shared, trial)).toThrow(/first an old state said/);
});

test('persistence finds chunks and answers that are written to', () => {
  const scribbling = spoilt((state, chunk) => {
    const received = twin.receive(state, chunk.slice());
    chunk.fill(0);
    return received;
  });
  expect(() => persistence(scribbling, trial)).toThrow(/a chunk was written to/);

  const handedOut: Uint8Array[] = [];
  const reusing = spoilt((state, chunk) => {
    const received = twin.receive(state, chunk);
    for (const octets of handedOut) octets.fill(0xee);
    for (const said of received.said) if ('data' in said) handedOut.push(said.data);
    return received;
  });
  expect(() => persistence(reusing, trial)).toThrow(/what was said has changed/);
});

test('borrowed chunks finds a receiver that keeps a view', () => {
  const keeping = spoilt((state, chunk) => {
    const received = twin.receive(state, chunk);
    return state.octets.length === 0
      ? { ...received, state: { ...received.state, octets: chunk } }
      : received;
  });
  expect(() => borrowedChunks(keeping, trial)).toThrow(/written over/);
});

test('determinism finds a receiver with moods', () => {
  let calls = 0;
  const moody = spoilt((state, chunk) => {
    calls += 1;
    const received = twin.receive(state, chunk);
    return calls % 2 === 0 ? { ...received, said: [] } : received;
  });
  expect(() => determinism(moody, trial)).toThrow(/once/);
});

test('dead after a fault finds a receiver that goes on', () => {
  const reviving = spoilt((state, chunk) => {
    const received = twin.receive(state, chunk);
    return received.fault === null ? received : { ...received, state: twin.open(state.setting) };
  });
  expect(() => deadAfterFault(reviving, trial)).toThrow(/after [a-z0-9-]+ it gave/);
});
