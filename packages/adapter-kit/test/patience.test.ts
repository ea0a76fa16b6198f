import { elapse, establish, send } from '@sansws/core';
import { expect, test } from 'vitest';
import { grace, heartbeat, lingerTime, patience, writePatience } from '../src/patience.ts';

test('patience and grace are those of keepalive, if that has less', () => {
  const shapes = [
    [null, lingerTime, lingerTime],
    [{ interval: 20_000, timeout: 20_000 }, lingerTime, lingerTime],
    [{ interval: 100, timeout: 50 }, 150, 50],
    [{ interval: Infinity, timeout: 70 }, lingerTime, 70],
  ] as const;
  for (const [keepalive, patient, gracious] of shapes) {
    const { connection } = establish({ role: 'server', keepalive }, 0);
    expect(patience(connection)).toBe(patient);
    expect(grace(connection)).toBe(gracious);
  }
});

test('writing may stand still as long as keepalive allows, or two minutes, and an eighth of a millisecond an octet', () => {
  const shapes = [
    [null, 120_000],
    [{ interval: 20_000, timeout: 20_000 }, 40_000],
    [{ interval: Infinity, timeout: 70 }, 120_000],
  ] as const;
  for (const [keepalive, base] of shapes) {
    const { connection } = establish({ role: 'server', keepalive }, 0);
    expect(writePatience(connection, 0)).toBe(base);
    expect(writePatience(connection, 80_000)).toBe(base + 10_000);
  }
});

test('a heartbeat is a Pong without data, and changes nothing of keepalive', () => {
  const { connection } = establish({ role: 'server', keepalive: { interval: 10, timeout: 10 } }, 0);
  const step = heartbeat(connection, 5);
  expect(step.outbound).toMatchObject([{ type: 'frame', opcode: 0xa, payload: new Uint8Array(0) }]);
  expect(step.deadline).toBe(elapse(connection, 5).deadline);
  const gone = send(connection, { type: 'abort' }, 5);
  expect(() => heartbeat(gone.ok ? gone.value.connection : connection, 5)).toThrow('refuses a Pong');
});
