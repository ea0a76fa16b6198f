// The fuzzer's framing, on the examples of RFC 6455 §5.7 and on what a peer must not send.
import { describe, expect, test } from 'vitest';
import { PeerReader, writeFrame } from '../src/fuzzer/framing.ts';
import { hex, ping, text, unfinished, withReserved } from '../src/vectors/frames.ts';

describe('writing', () => {
  test('the examples of RFC 6455 §5.7', () => {
    const key = hex('37fa213d');
    expect(written(writeFrame(text('Hello'), null))).toBe('810548656c6c6f');
    expect(written(writeFrame(text('Hello'), key))).toBe('818537fa213d7f9f4d5158');
    expect(written(writeFrame(unfinished(text('Hel')), null))).toBe('010348656c');
    expect(written(writeFrame(ping('Hello'), null))).toBe('890548656c6c6f');
  });

  test('the two wide lengths', () => {
    expect(written(writeFrame(text('*'.repeat(256)), null)).slice(0, 8)).toBe('817e0100');
    expect(written(writeFrame(text('*'.repeat(65_536)), null)).slice(0, 20)).toBe('817f0000000000010000');
  });
});

describe('reading', () => {
  test('a masked message in two fragments, octet by octet', () => {
    const reader = new PeerReader('server', null);
    const key = hex('01020304');
    const octets = [unfinished(text('Hel')), { ...text('lo'), opcode: 0 }].map((frame) =>
      writeFrame(frame, key),
    );
    for (const octet of Buffer.concat(octets)) reader.read(Uint8Array.of(octet));
    expect(reader.events).toEqual([{ type: 'text', payload: Buffer.from('Hello') }]);
    expect(reader.fault).toBeNull();
  });

  test.each([
    ['reserved bits', writeFrame(withReserved(text(''), 4), null)],
    ['a reserved opcode', hex('8300')],
    ['a masked frame of a server', writeFrame(text(''), hex('01020304'))],
    ['a 16-bit length that is too wide', hex('827e007d')],
    ['a 64-bit length that is too wide', hex('827f000000000000ffff')],
    ['a length without end', hex('827f7fffffffffffffff')],
    ['a long ping', hex('897e0080')],
    ['a fragmented ping', hex('0900')],
    ['a continuation of nothing', hex('8000')],
    ['a message inside a message', hex('01008100')],
    ['text that is not UTF-8', hex('8101ff')],
    ['a Close of one octet', hex('880103')],
    ['octets after a Close', hex('88008100')],
  ])('finds %s', (_, octets) => {
    const reader = new PeerReader('client', null);
    reader.read(octets);
    expect(reader.fault).not.toBeNull();
  });

  test('finds an unmasked frame of a client', () => {
    const reader = new PeerReader('server', null);
    reader.read(hex('8100'));
    expect(reader.fault).toBe('an unmasked frame');
  });

  test('tells the code of a Close, 1005 for an empty one', () => {
    const one = new PeerReader('client', null);
    one.read(hex('880203e9'));
    expect(one.close).toEqual({ statusCode: 1001 });
    const other = new PeerReader('client', null);
    other.read(hex('8800'));
    expect(other.close).toEqual({ statusCode: 1005 });
  });
});

function written(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}
