import { expect, test } from 'vitest';
import { betweenMessages } from '../../src/message/inbound.ts';
import {
  decode,
  encodeMessage,
  messageCodec,
  type MessageCodec,
  type Sendable,
} from '../../src/message/codec.ts';
import { add, careless, session, twice } from '../sessions.ts';
import { frameTo, joined, key, number, roles } from '../splits.ts';

const keys = Uint32Array.from({ length: 20 }, () => key);

/** The codec after the message, and its octets. */
function sent(codec: MessageCodec, message: Sendable): readonly [MessageCodec, Uint8Array] {
  const encoded = encodeMessage(codec, message, keys);
  if (!encoded.ok) throw new Error(encoded.problem.sentence);
  return [encoded.value.codec, joined(...encoded.value.segments)];
}

for (const role of roles) {
  const peer = role === 'client' ? 'server' : 'client';

  test(`every message to send is told to the other side in the same words, from a ${role}`, () => {
    const data = Uint8Array.of(1, 2);
    const messages: readonly Exclude<Sendable, string>[] = [
      { type: 'text', text: 'é' },
      { type: 'binary', data },
      { type: 'ping', applicationData: data },
      { type: 'pong', applicationData: data },
      { type: 'close', statusCode: 1001, reason: 'bye' },
    ];
    for (const message of messages) {
      const [, octets] = sent(messageCodec({ role }), message);
      expect(decode(messageCodec({ role: peer }), octets).messages).toEqual([message]);
    }
  });

  test(`the shorthands are empty ones, from a ${role}`, () => {
    const wire = (message: Sendable): Uint8Array => sent(messageCodec({ role }), message)[1];
    expect([wire('ping'), wire('pong'), wire('close')]).toEqual(
      [0x89, 0x8a, 0x88].map((first) => frameTo(peer, first)),
    );
  });

  test(`a message in fragments and in parts, from a ${role}`, () => {
    const [, split] = sent(messageCodec({ role }), { type: 'text', text: 'abc', fragmentOctets: 2 });
    expect(split).toEqual(joined(frameTo(peer, 0x01, 'ab'), frameTo(peer, 0x80, 'c')));
    const parts: readonly Sendable[] = [
      { type: 'binary-part', data: Uint8Array.of(1), final: false },
      { type: 'binary-part', data: Uint8Array.of(2), final: true },
      { type: 'text-part', text: 'x', final: true },
    ];
    let codec = messageCodec({ role });
    const octets: Uint8Array[] = [];
    for (const part of parts) {
      const [next, written] = sent(codec, part);
      codec = next;
      octets.push(written);
    }
    const whole = decode(messageCodec({ role: peer }), joined(...octets));
    expect(whole.messages).toEqual([
      { type: 'binary', data: Uint8Array.of(1, 2) },
      { type: 'text', text: 'x' },
    ]);
    expect(decode(messageCodec({ role: peer, delivery: 'parts' }), joined(...octets)).messages).toEqual(
      parts,
    );
  });

  test(`what cannot be sent is refused and the codec is as it was, a ${role}`, () => {
    const codec = messageCodec({ role });
    const refused = (message: unknown, given = keys): string => {
      const encoded = encodeMessage(codec, message as Sendable, given);
      return encoded.ok ? 'sent' : encoded.problem.name;
    };
    expect(refused({ type: 'ping', applicationData: new Uint8Array(126) })).toBe('control-payload-too-long');
    expect(refused({ type: 'pong', applicationData: 'x' })).toBe('not-octets');
    expect(refused({ type: 'close', statusCode: 1005, reason: '' })).toBe('status-code-not-allowed');
    expect(refused({ type: 'text', text: '\ud83d' })).toBe('text-not-well-formed');
    expect(refused({ type: 'binary', data: null })).toBe('not-octets');
    expect(refused({ type: 'song' })).toBe('not-a-command');
    expect(refused(null)).toBe('not-a-command');
    expect(refused('song')).toBe('not-a-command');
    expect(refused('ping', new Uint32Array(0))).toBe(role === 'client' ? 'masking-key-missing' : 'sent');
  });

  test(`after a Close nothing more is read, nor after a violation, by a ${role}`, () => {
    const begun = decode(messageCodec({ role }), frameTo(role, 0x01, 'a')).codec;
    const close = joined(frameTo(role, 0x88, number(1000, 2)), frameTo(role, 0x80, 'late'));
    for (const [octets, fault] of [
      [close, null],
      [Uint8Array.of(0xff), 'reserved-bit-set'],
    ] as const) {
      const { codec, violation } = decode(begun, octets);
      expect([codec.over, violation?.name ?? null, codec.inbound.position]).toEqual([
        true,
        fault,
        betweenMessages,
      ]);
      expect(decode(codec, frameTo(role, 0x81, 'x'))).toEqual({ codec, messages: [], violation: null });
    }
    // What was begun is still what it was.
    expect(decode(begun, frameTo(role, 0x80, 'b')).messages).toEqual([{ type: 'text', text: 'ab' }]);
  });

  test(`extensions are told when nothing more is read, by a ${role}`, () => {
    const retired: unknown[] = [];
    const told = session('told', 0, { retire: (state) => void retired.push(state) });
    const message = frameTo(role, 0x82, 'x');
    const begun = decode(messageCodec({ role, sessions: [told] }), message).codec;
    expect(retired).toEqual([]);
    for (const last of [frameTo(role, 0x88, number(1000, 2)), Uint8Array.of(0xff)]) {
      const { codec } = decode(begun, joined(message, last));
      expect(retired.splice(0)).toEqual([2, 0]);
      decode(codec, message);
      expect(retired).toEqual([]);
    }
  });

  test(`a state that has gone on before another extension was found wrong is not lost, at a ${role}`, () => {
    const retired: unknown[] = [];
    const told = session('told', 0, { retire: (state) => void retired.push(state) });
    const { violation } = decode(
      messageCodec({ role, sessions: [told, careless] }),
      frameTo(role, 0x92, 'x'),
    );
    expect(violation?.name).toBe('extension-data-forbidden');
    expect(retired).toEqual([1, 0]);
  });

  test(`with extensions and limits, a ${role}`, () => {
    const sessions = [add, twice];
    const [next, octets] = sent(messageCodec({ role, sessions }), { type: 'text', text: 'a' });
    expect(octets).toEqual(frameTo(peer, 0xe1, 'bb'));
    expect(next.outbound.states).toEqual([1, 1]);
    expect(decode(messageCodec({ role: peer, sessions }), octets).messages).toEqual([
      { type: 'text', text: 'a' },
    ]);
    const strict = messageCodec({ role: peer, limits: { messagePayload: 1 } });
    expect(decode(strict, frameTo(peer, 0x82, [1, 2])).violation?.name).toBe('frame-too-big');
    expect(() => messageCodec({ role, limits: { messagePayload: -1 } })).toThrow(RangeError);
  });
}

test('owned chunks may be viewed, borrowed ones are copied; primitives are those given', () => {
  const chunk = frameTo('client', 0x82, [1, 2, 3]);
  const viewed = (chunks: 'owned' | 'borrowed' | undefined): boolean => {
    const codec = messageCodec({ role: 'client', ...(chunks === undefined ? {} : { chunks }) });
    const [message] = decode(codec, chunk).messages;
    return message?.type === 'binary' && message.data.buffer === chunk.buffer;
  };
  expect([viewed('owned'), viewed('borrowed'), viewed(undefined)]).toEqual([true, false, false]);
  const asked: number[] = [];
  const allocate = (length: number): Uint8Array => {
    asked.push(length);
    return new Uint8Array(length);
  };
  encodeMessage(messageCodec({ role: 'server', primitives: { allocate } }), 'ping', keys);
  expect(asked).toEqual([2]);
});
