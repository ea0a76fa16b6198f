// The fuzzer's compression, on the examples of RFC 7692 §7.2.3 and on what a peer must not do.
import { deflateRawSync, constants } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Agreed, Compression, readAnswer } from '../src/fuzzer/compression.ts';
import { PeerReader, writeFrame } from '../src/fuzzer/framing.ts';
import { binary, hex, text, unfinished, withReserved } from '../src/vectors/frames.ts';

const plain = agreed('permessage-deflate');
const noise = Uint8Array.from({ length: 1000 }, (_, index) => (index * index * 31) >> 3);
const twice = Buffer.concat([noise, noise]);

describe('an answer', () => {
  test('says what each side is bound to', () => {
    expect(readAnswer('permessage-deflate; client_no_context_takeover; server_max_window_bits=9')).toEqual({
      client: { noContextTakeover: true, windowBits: 15 },
      server: { noContextTakeover: false, windowBits: 9 },
    });
  });

  test.each([
    '',
    'x-webkit-deflate-frame',
    'permessage-deflate; client_max_window_bits',
    'permessage-deflate; a=1',
  ])('is none: %s', (value) => {
    expect(readAnswer(value)).toBeNull();
  });
});

describe('inflating', () => {
  test('goes on with the context, or without it', () => {
    const inflating = new Compression(plain, 'client');
    expect(textOf(inflating.inflate(hex('f248cdc9c90700')))).toBe('Hello');
    expect(textOf(inflating.inflate(hex('f200110000')))).toBe('Hello');
    const forgetting = new Compression(agreed('permessage-deflate; server_no_context_takeover'), 'client');
    expect(textOf(forgetting.inflate(hex('f248cdc9c90700')))).toBe('Hello');
    expect(forgetting.inflate(hex('f200110000'))).toBeNull();
  });

  test('finds a look back that is longer than the window, inside a message and into the one before', () => {
    const small = agreed('permessage-deflate; server_max_window_bits=9');
    const far = compressed(twice);
    expect(new Compression(plain, 'client').inflate(far)).toEqual(twice);
    expect(new Compression(small, 'client').inflate(far)).toBeNull();
    // The other side is not bound.
    expect(new Compression(small, 'server').inflate(far)).toEqual(twice);
    const next = new Compression(small, 'client');
    expect(next.inflate(compressed(noise))).toEqual(Buffer.from(noise));
    expect(next.inflate(compressed(noise, noise))).toBeNull();
  });

  test('finds what is no DEFLATE data', () => {
    expect(new Compression(plain, 'client').inflate(hex('ffff'))).toBeNull();
  });
});

describe('compressing', () => {
  test('gives what RFC 7692 §7.2.3 shows, and takes the context over', () => {
    const compression = new Compression(plain, 'client');
    expect(hexOf(compression.compress(Buffer.from('Hello')))).toBe('f248cdc9c90700');
    expect(hexOf(compression.compress(Buffer.from('Hello')))).toBe('f200110000');
  });

  test('keeps to the window that was agreed on', () => {
    const small = agreed('permessage-deflate; client_max_window_bits=9');
    const sender = new Compression(small, 'client');
    // The peer's side of the same agreement, which is strict about it.
    const receiver = new Compression(small, 'server');
    for (let round = 0; round < 3; round++) expect(receiver.inflate(sender.compress(twice))).toEqual(twice);
  });
});

describe('a reader', () => {
  test('inflates messages with RSV1, and counts them', () => {
    const reader = new PeerReader('client', new Compression(plain, 'client'));
    const first = unfinished(withReserved(text(hex('f248cd')), 4));
    reader.read(writeFrame(first, null));
    reader.read(writeFrame({ ...text(hex('c9c90700')), opcode: 0 }, null));
    reader.read(writeFrame(binary('as it is'), null));
    expect(reader.events.map(({ payload }) => Buffer.from(payload).toString())).toEqual([
      'Hello',
      'as it is',
    ]);
    expect([reader.compressed, reader.fault]).toEqual([1, null]);
  });

  test.each([
    ['RSV1 on a continuation', [unfinished(text('a')), { ...withReserved(text('b'), 4), opcode: 0 }]],
    ['RSV1 on a ping', [{ ...withReserved(text(''), 4), opcode: 9 }]],
    ['RSV2', [withReserved(text(''), 6)]],
    ['data that is none', [withReserved(binary(hex('ffff')), 4)]],
  ])('finds %s', (_, frames) => {
    const reader = new PeerReader('client', new Compression(plain, 'client'));
    for (const frame of frames) reader.read(writeFrame(frame, null));
    expect(reader.fault).not.toBeNull();
  });
});

function agreed(answer: string): Agreed {
  const read = readAnswer(answer);
  if (read === null) throw new Error(`no answer: ${answer}`);
  return read;
}

/** Compressed with the largest window, whatever was agreed on. */
function compressed(octets: Uint8Array, dictionary?: Uint8Array): Uint8Array {
  const options = dictionary === undefined ? {} : { dictionary };
  return deflateRawSync(octets, { finishFlush: constants.Z_SYNC_FLUSH, ...options }).subarray(0, -4);
}

function textOf(octets: Uint8Array | null): string | null {
  return octets === null ? null : Buffer.from(octets).toString();
}

function hexOf(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}
