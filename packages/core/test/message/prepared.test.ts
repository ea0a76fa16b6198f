import { expect, test } from 'vitest';
import { prepareMessage } from '../../src/message/prepared.ts';
import { frameTo } from '../splits.ts';

test.each([0, 1, 125, 126, 511, 512, 5_000, 70_000])(
  'a message of %i octets is its payload and its frame',
  (length) => {
    const data = new Uint8Array(length).fill(7);
    const binary = prepareMessage(data);
    const text = prepareMessage('a'.repeat(length));
    if (!binary.ok || !text.ok) throw new Error('refused');
    expect([binary.value.opcode, text.value.opcode]).toEqual([2, 1]);
    expect(Buffer.compare(binary.value.frame, frameTo('client', 0x82, data))).toBe(0);
    expect(Buffer.compare(text.value.frame, frameTo('client', 0x81, 'a'.repeat(length)))).toBe(0);
    expect([binary.value.payload.length, text.value.payload.length]).toEqual([length, length]);
  },
);

test('a prepared message holds its octets once', () => {
  for (const content of ['Hi', new Uint8Array(70_000)]) {
    const message = prepareMessage(content);
    if (!message.ok) throw new Error('refused');
    const { payload, frame } = message.value;
    expect(payload.buffer).toBe(frame.buffer);
    expect(payload).toEqual(frame.subarray(frame.length - payload.length));
    expect(frame.buffer.byteLength).toBe(frame.length);
  }
});

test('the octets are copied, those of a Node Buffer too: they may change afterwards', () => {
  for (const data of [new Uint8Array(6_000), Buffer.alloc(6_000)]) {
    const message = prepareMessage(data);
    data.fill(1);
    expect(message.ok && message.value.payload.every((octet) => octet === 0)).toBe(true);
    expect(message.ok && message.value.frame.at(-1)).toBe(0);
  }
});

test('text with a lone surrogate and what is neither text nor octets is refused', () => {
  const named = (content: unknown): string => {
    const message = prepareMessage(content as string);
    return message.ok ? 'prepared' : message.problem.name;
  };
  expect(named('\ud83d')).toBe('text-not-well-formed');
  for (const content of [null, undefined, 5, [1], new DataView(new ArrayBuffer(1))])
    expect(named(content)).toBe('not-octets');
});
