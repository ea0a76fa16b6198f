import { expect, test } from 'vitest';
import { coreConnections, coreFrames, coreGreeters, coreMessages } from '../src/dressed.ts';
import { xRsv2 } from '../src/toy-extensions.ts';
import type { Wish } from '../src/subject.ts';

const client = { role: 'client', limits: {} } as const;
const wish: Wish = { resourceName: '/', subprotocols: [], fields: [], nonce: new Uint8Array(16) };

test('frames and messages are read, and a broken rule is a fault', () => {
  const hi = Uint8Array.of(0x81, 2, 0x48, 0x69);
  expect(coreFrames.receive(coreFrames.open(client), hi).said).toHaveLength(1);
  expect(coreMessages.receive(coreMessages.open(client), hi).said).toEqual([{ type: 'text', text: 'Hi' }]);
  expect(coreFrames.receive(coreFrames.open(client), Uint8Array.of(0x83)).fault).toEqual({
    name: 'opcode-reserved',
    offset: 0,
  });
});

test('too few keys, snapshots of nothing and wishes without a form are mistakes of the caller', () => {
  const ping = { fin: true, reserved: 0, opcode: 0x9, payload: new Uint8Array(0) } as const;
  expect(() => coreFrames.encode([ping], [])).toThrow(/masking key/);
  expect(() => coreConnections.resume({ connection: {}, keys: 0 }, client)).toThrow(/snapshot/);
  expect(() => coreGreeters.ask({ ...wish, resourceName: 'x' })).toThrow(/resource name/);
});

test('a server that was not asked cannot accept', () => {
  expect(() => coreGreeters.accept(coreGreeters.listen(), '', [])).toThrow(/request/);
});

test('events beyond the budget of a call are drained, and a snapshot takes its extensions from the setting', () => {
  const setting = { role: 'client', limits: { eventsPerCall: 1 }, sessions: [xRsv2 as never] } as const;
  const state = coreConnections.resume(coreConnections.snapshot(coreConnections.open(setting)), setting);
  const reaction = coreConnections.receive(state, Uint8Array.of(0x89, 0, 0x8a, 0, 0x88, 0), 5);
  expect(reaction.heard.map(({ type }) => type)).toEqual(['ping', 'pong', 'close']);
  expect(reaction.written.slice(0, 2)).toEqual(Uint8Array.of(0x8a, 0x80));
});
