import { expect, test } from 'vitest';
import { coreConnections } from '../../src/dressed.ts';
import { endpointPersistence, everyLivingLaw, oneClose, snapshots } from '../../src/laws/living.ts';
import { joined } from '../../src/same.ts';
import type { Endpoint, Reaction } from '../../src/subject.ts';
import { trial } from '../trial.ts';

type State = ReturnType<typeof coreConnections.open>;

test('our connection keeps every law', () => {
  for (const law of [everyLivingLaw, endpointPersistence, snapshots, oneClose]) {
    expect(() => law(coreConnections, trial)).not.toThrow();
  }
});

/** Our connection, each of its reactions to received octets and commands changed. */
function spoilt(change: (reaction: Reaction<State>) => Reaction<State>): Endpoint<State> {
  return {
    ...coreConnections,
    receive: (state, chunk, now) => change(coreConnections.receive(state, chunk, now)),
    send: (state, command, now) => {
      const reaction = coreConnections.send(state, command, now);
      return reaction === null ? null : change(reaction);
    },
  };
}

test('persistence finds answers that differ from call to call', () => {
  let calls = 0;
  const counting = spoilt((reaction) => ({ ...reaction, details: (calls += 1) }));
  expect(() => endpointPersistence(counting, trial)).toThrow(/first .* then/);
  expect(() => everyLivingLaw(counting, trial)).toThrow(/persistence:/);
});

test('persistence finds octets of the application that are written to, and answers that change', () => {
  const scribbling: Endpoint<State> = {
    ...coreConnections,
    receive: (state, chunk, now) => {
      const reaction = coreConnections.receive(state, chunk, now);
      chunk.fill(0);
      return reaction;
    },
  };
  expect(() => endpointPersistence(scribbling, trial)).toThrow(/what was given has changed/);
  const given: Uint8Array[] = [];
  const reusing = spoilt((reaction) => {
    for (const octets of given) octets.fill(0xee);
    given.push(reaction.written);
    return reaction;
  });
  expect(() => endpointPersistence(reusing, trial)).toThrow(/what was answered has changed/);
});

test('snapshots finds a state that is only half put away', () => {
  const half: Endpoint<State> = {
    ...coreConnections,
    resume: (snapshot, setting) => ({ ...coreConnections.resume(snapshot, setting), keys: 0 }),
  };
  expect(() => snapshots(half, trial)).toThrow(/resumed from/);
});

test('one Close finds a second Close, data after it, a wrong mask, half a frame, and talk after the end', () => {
  const twice = spoilt((reaction) => ({
    ...reaction,
    written: joined([reaction.written, reaction.written]),
  }));
  expect(() => oneClose(twice, trial)).toThrow(/2 Close frames left|frames left after the Close/);

  const unmasked = spoilt((reaction) => {
    const { written } = reaction;
    return { ...reaction, written: written.map((octet, index) => (index === 1 ? octet ^ 0x80 : octet)) };
  });
  expect(() => oneClose(unmasked, trial)).toThrow(/its peer finds/);

  const cutShort = spoilt((reaction) => ({ ...reaction, written: reaction.written.slice(0, 1) }));
  expect(() => oneClose(cutShort, trial)).toThrow(/an unfinished frame left|its peer finds/);

  const endless = spoilt((reaction) => ({ ...reaction, closed: true }));
  expect(() => oneClose(endless, trial)).toThrow(/after the end/);
});

test('one Close finds frames that follow a Close', () => {
  const pong = (masked: boolean): Uint8Array =>
    Uint8Array.of(0x8a, masked ? 0x80 : 0, ...(masked ? [0, 0, 0, 0] : []));
  const chatty = spoilt((reaction) => {
    const { connection } = reaction.state;
    const more = connection.phase.type === 'closing' ? pong(connection.role === 'client') : new Uint8Array(0);
    return { ...reaction, written: joined([reaction.written, more]) };
  });
  expect(() => oneClose(chatty, trial)).toThrow(/frames left after the Close/);
});
