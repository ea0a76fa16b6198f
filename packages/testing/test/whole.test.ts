import { expect, test } from 'vitest';
import type { Heard } from '../src/subject.ts';
import { wholeMessages } from '../src/whole.ts';

test('parts become the message that they are, where its last one stands', () => {
  const ping: Heard = { type: 'ping', applicationData: Uint8Array.of(9) };
  const said: Heard[] = [
    { type: 'text-part', text: 'a', final: false },
    ping,
    { type: 'text-part', text: 'b', final: true },
    { type: 'binary-part', data: Uint8Array.of(1), final: false },
    { type: 'binary-part', data: Uint8Array.of(2), final: true },
    { type: 'text', text: 'whole' },
    { type: 'binary-part', data: new Uint8Array(0), final: true },
    { type: 'text-part', text: 'no end', final: false },
  ];
  expect(wholeMessages(said)).toEqual([
    ping,
    { type: 'text', text: 'ab' },
    { type: 'binary', data: Uint8Array.of(1, 2) },
    { type: 'text', text: 'whole' },
    { type: 'binary', data: new Uint8Array(0) },
  ]);
});

test('frames are left as they are', () => {
  const frame = { fin: false, reserved: 0, opcode: 0x1, payload: Uint8Array.of(1) } as const;
  expect(wholeMessages([frame])).toEqual([frame]);
});
