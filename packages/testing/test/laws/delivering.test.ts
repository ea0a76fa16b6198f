import { expect, test } from 'vitest';
import { coreConnections } from '../../src/dressed.ts';
import { delivery, extensionOrder } from '../../src/laws/delivering.ts';
import type { Endpoint, Setting } from '../../src/subject.ts';
import { trial } from '../trial.ts';

type State = ReturnType<typeof coreConnections.open>;

test('our connections deliver, and keep the order of extensions', () => {
  expect(() => delivery(coreConnections, trial)).not.toThrow();
  expect(() => extensionOrder(coreConnections, trial)).not.toThrow();
});

test('delivery finds a refusal, a refused Close, a fault, and a message that is lost', () => {
  const refusing: Endpoint<State> = {
    ...coreConnections,
    send: (state, command, now) =>
      command.type === 'close' ? coreConnections.send(state, command, now) : null,
  };
  expect(() => delivery(refusing, trial)).toThrow(/(client|server) refuses/);

  const open: Endpoint<State> = {
    ...coreConnections,
    send: (state, command, now) =>
      command.type === 'close' ? null : coreConnections.send(state, command, now),
  };
  expect(() => delivery(open, trial)).toThrow(/a Close is refused/);

  const deaf: Endpoint<State> = {
    ...coreConnections,
    receive: (state, chunk, now) => ({ ...coreConnections.receive(state, chunk, now), heard: [] }),
  };
  expect(() => delivery(deaf, trial)).toThrow(/hears/);

  const narrow: Endpoint<State> = {
    ...coreConnections,
    open: (setting) => coreConnections.open({ ...setting, limits: { messagePayload: 1 } }),
  };
  expect(() => delivery(narrow, trial)).toThrow(/finds/);
});

/** Our connection, opened with another setting. */
function opened(change: (setting: Setting) => Setting): Endpoint<State> {
  return { ...coreConnections, open: (setting) => coreConnections.open(change(setting)) };
}

test('extension order finds the wrong order, and none', () => {
  const backwards = opened((setting) => ({ ...setting, sessions: [...(setting.sessions ?? [])].reverse() }));
  expect(() => extensionOrder(backwards, trial)).toThrow(/on the wire is/);
  const plain = opened(({ role, limits }) => ({ role, limits }));
  expect(() => extensionOrder(plain, trial)).toThrow(/on the wire is|the reserved bits are|may claim/);
});

test('extension order finds a bit that is missing, one that is not agreed on, and one that two claim', () => {
  const silent: Endpoint<State> = {
    ...coreConnections,
    send: (state, command, now) => {
      const reaction = coreConnections.send(state, command, now);
      if (reaction === null) return null;
      return {
        ...reaction,
        written: reaction.written.map((octet, index) => (index === 0 ? octet & 0x8f : octet)),
      };
    },
  };
  expect(() => extensionOrder(silent, trial)).toThrow(/the reserved bits are/);
  const loud: Endpoint<State> = {
    ...coreConnections,
    send: (state, command, now) => {
      const reaction = coreConnections.send(state, command, now);
      if (reaction === null) return null;
      return {
        ...reaction,
        written: reaction.written.map((octet, index) => (index === 0 ? octet | 0x10 : octet)),
      };
    },
  };
  expect(() => extensionOrder(loud, trial)).toThrow(/the frames are broken/);
  const lenient = opened((setting) => {
    const sessions = setting.sessions ?? [];
    return { ...setting, sessions: sessions.filter(({ name }) => name !== 'x-other') };
  });
  expect(() => extensionOrder(lenient, trial)).toThrow(/may claim the bits/);
  const refusing: Endpoint<State> = { ...coreConnections, send: () => null };
  expect(() => extensionOrder(refusing, trial)).toThrow(/the message is refused/);
  const deaf: Endpoint<State> = {
    ...coreConnections,
    receive: (state, chunk, now) => ({ ...coreConnections.receive(state, chunk, now), heard: [] }),
  };
  expect(() => extensionOrder(deaf, trial)).toThrow(/what comes back is/);
});
