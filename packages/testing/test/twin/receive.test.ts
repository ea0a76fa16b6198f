import { expect, test } from 'vitest';
import { twinReceive } from '../../src/twin/receive.ts';
import { xReverse } from '../../src/toy-extensions.ts';

const client = { role: 'client', limits: {} } as const;

/** What a client without extensions makes of these octets. */
function read(octets: readonly number[], limits: object = {}): ReturnType<typeof twinReceive> {
  return twinReceive(Uint8Array.from(octets), { ...client, limits }, 'messages');
}

test('messages, fragments and control frames between them', () => {
  const { heard, fault } = read([0x01, 1, 0xc3, 0x89, 1, 7, 0x80, 1, 0xa9, 0x82, 1, 5, 0x8a, 0]);
  expect(fault).toBeNull();
  expect(heard).toEqual([
    { type: 'ping', applicationData: Uint8Array.of(7) },
    { type: 'text', text: 'é' },
    { type: 'binary', data: Uint8Array.of(5) },
    { type: 'pong', applicationData: new Uint8Array(0) },
  ]);
});

test('nothing counts after a Close, except to a frame codec', () => {
  const octets = [0x88, 2, 0x0b, 0xb8, 0xff];
  expect(read(octets)).toMatchObject({
    heard: [{ type: 'close', statusCode: 3000, reason: '' }],
    fault: null,
  });
  expect(read([0x88, 0]).heard).toEqual([{ type: 'close', statusCode: 1005, reason: '' }]);
  const frames = twinReceive(Uint8Array.from(octets), client, 'frames');
  expect(frames.fault).toEqual({ name: 'reserved-bit-set', offset: 4 });
});

test.each([
  ['text', [0x81, 5, 0x41, 0xff], { name: 'text-not-utf8', offset: 3 }],
  ['text that is cut off', [0x81, 1, 0xc3], { name: 'text-not-utf8', offset: 2 }],
  [
    'text that goes wrong in a fragment',
    [0x01, 1, 0xc3, 0x80, 2, 0x28],
    { name: 'text-not-utf8', offset: 5 },
  ],
  ['a Close code', [0x88, 2, 0x03, 0xed], { name: 'close-code-not-allowed', offset: 3 }],
  ['a Close reason', [0x88, 3, 0x03, 0xe8, 0x80], { name: 'close-reason-not-utf8', offset: 4 }],
  ['a header', [0x81, 0x80], { name: 'frame-masked', offset: 1 }],
])('%s can be wrong', (_, octets, fault) => {
  expect(read(octets).fault).toEqual(fault);
});

test('limits: of a frame, of a message, of the number of fragments', () => {
  expect(read([0x82, 3], { framePayload: 2 }).fault).toEqual({ name: 'frame-too-big', offset: 1 });
  expect(read([0x02, 1, 0, 0x80, 2], { messagePayload: 2 }).fault).toEqual({
    name: 'message-too-big',
    offset: 4,
  });
  expect(read([0x02, 0, 0x80, 0], { fragments: 1 }).fault).toEqual({ name: 'too-many-fragments', offset: 3 });
  const alone = { ...client, limits: { messagePayload: 2, framePayload: 9 } };
  expect(twinReceive(Uint8Array.of(0x82, 3), alone, 'frames').fault).toBeNull();
});

test('whatever has not all come is silent', () => {
  for (const octets of [[], [0x82], [0x82, 2], [0x82, 2, 1], [0x81, 3, 0x41]]) {
    expect(read(octets)).toEqual({ frames: [], heard: [], fault: null });
  }
});

test('bits that an extension uses are data', () => {
  const setting = { ...client, sessions: [xReverse as never] };
  const { frames } = twinReceive(Uint8Array.of(0xc2, 1, 5), setting, 'frames');
  expect(frames).toMatchObject([{ reserved: 4, opcode: 2 }]);
});
