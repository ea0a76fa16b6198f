import { expect, test } from 'vitest';
import { inRow } from '../../src/bytes/runs.ts';
import {
  betweenMessages,
  freshInbound,
  nothing,
  nothingGathered,
  positionOf,
  runsOf,
} from '../../src/message/inbound.ts';
import { withFrame } from '../../src/message/assembler.ts';
import { add, session } from '../sessions.ts';
import { rulesOf } from './rules.ts';

test('nothing has come: between two messages, every extension in its first state', () => {
  const second = { ...session('second', 0), initial: 'begin' };
  expect(freshInbound([add, second])).toEqual({
    offset: 0,
    position: betweenMessages,
    uncounted: 0,
    states: [0, 'begin'],
  });
  expect(freshInbound([]).position).toBe(betweenMessages);
  expect([nothing.length, nothingGathered.length, nothingGathered.store.length]).toEqual([0, 0, 0]);
});

test('what extensions gave stands in several memories, one behind the other', () => {
  const header = {
    fin: false,
    reserved: 0,
    opcode: 2,
    masked: false,
    maskingKey: 0,
    payloadLength: 9,
  } as const;
  const begun = withFrame(null, header, rulesOf({ sessions: [add] }));
  expect(runsOf(begun)).toEqual({ full: null, open: nothingGathered, length: 0 });
  const full = { before: null, octets: Uint8Array.of(1, 2) };
  expect(inRow(runsOf({ ...begun, full, inflated: 2 }))).toEqual([Uint8Array.of(1, 2)]);
});

test('a position counts the octets behind it, once there are any', () => {
  const header = {
    fin: true,
    reserved: 0,
    opcode: 2,
    masked: false,
    maskingKey: 0,
    payloadLength: 9,
  } as const;
  const message = withFrame(null, header, rulesOf());
  const position = { ...betweenMessages, header, message };
  const inbound = { ...freshInbound([]), position };
  expect(positionOf(inbound)).toBe(position);
  const { gathered } = message;
  gathered.store.set([1, 2, 3]);
  expect(positionOf({ ...inbound, uncounted: 3 })).toEqual({
    ...position,
    received: 3,
    message: { ...message, begun: true, inflated: 3, gathered: { ...gathered, length: 3 } },
  });
});
