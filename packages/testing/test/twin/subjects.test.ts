import { expect, test } from 'vitest';
import { twinFrameCodec, twinReceiver } from '../../src/twin/subjects.ts';

test('each chunk says only what is new, and nothing after a fault', () => {
  const receiver = twinReceiver('messages');
  const fresh = receiver.open({ role: 'client', limits: {} });
  const one = receiver.receive(fresh, Uint8Array.of(0x89, 0));
  const two = receiver.receive(one.state, Uint8Array.of(0x8a, 0, 0xff));
  expect(one.said).toHaveLength(1);
  expect(two).toMatchObject({ said: [{ type: 'pong' }], fault: { name: 'reserved-bit-set', offset: 4 } });
  expect(receiver.receive(two.state, Uint8Array.of(0x89, 0))).toMatchObject({ said: [], fault: null });
});

test('as a codec it encodes with a key or without one', () => {
  const ping = { fin: true, reserved: 0, opcode: 0x9, payload: new Uint8Array(0) } as const;
  expect([...twinFrameCodec().encode([ping], [1])]).toEqual([0x89, 0x80, 0, 0, 0, 1]);
  expect([...twinFrameCodec().encode([ping], null)]).toEqual([0x89, 0]);
});
