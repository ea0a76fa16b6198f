import { expect, test } from 'vitest';
import { plainPrimitives } from '../../src/bytes/primitives.ts';
import { decodeFrames, frameDecoder, joinHead, type FrameDecoderOptions } from '../../src/frame/decoder.ts';
import type { Frame } from '../../src/frame/frame.ts';
import { frameTo, joined, octetByOctet, roles } from '../splits.ts';

/** The frames of all chunks, and the decoder after them. */
function decodeAll(
  options: FrameDecoderOptions,
  chunks: readonly Uint8Array[],
): readonly [Frame[], ReturnType<typeof frameDecoder>] {
  let decoder = frameDecoder(options);
  const frames: Frame[] = [];
  for (const chunk of chunks) {
    const decoded = decodeFrames(decoder, chunk);
    frames.push(...decoded.frames);
    ({ decoder } = decoded);
  }
  return [frames, decoder];
}

const hello = new TextEncoder().encode('Hello');

test('the frames of RFC 6455 §5.7', () => {
  const unmasked = joined(
    [0x81, 0x05],
    hello,
    [0x01, 0x03],
    hello.subarray(0, 3),
    [0x80, 0x02],
    hello.subarray(3),
  );
  expect(decodeAll({ role: 'client' }, [unmasked])[0]).toEqual([
    { fin: true, reserved: 0, opcode: 1, payload: hello },
    { fin: false, reserved: 0, opcode: 1, payload: hello.subarray(0, 3) },
    { fin: true, reserved: 0, opcode: 0, payload: hello.subarray(3) },
  ]);
  const masked = Uint8Array.of(0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58);
  expect(decodeAll({ role: 'server' }, [masked])[0]).toEqual([
    { fin: true, reserved: 0, opcode: 1, payload: hello },
  ]);
  const long = new Uint8Array(65_536).fill(7);
  const [[frame]] = decodeAll({ role: 'client' }, [joined([0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0], long)]);
  expect(Buffer.compare(frame?.payload ?? hello, long)).toBe(0);
});

test('any cut gives the same frames, and the same decoder', () => {
  for (const role of roles) {
    const octets = joined(
      frameTo(role, 0x81, 'Hello'),
      frameTo(role, 0x89),
      frameTo(role, 0x02, new Uint8Array(130).fill(3)),
      frameTo(role, 0x81, 'end').subarray(0, -1),
    );
    const [frames, decoder] = decodeAll({ role }, [octets]);
    expect(frames).toHaveLength(3);
    const all = [octetByOctet(octets)];
    for (let cut = 0; cut <= octets.length; cut++) all.push([octets.subarray(0, cut), octets.subarray(cut)]);
    for (const chunks of all) {
      const [same, after] = decodeAll({ role }, chunks);
      expect(same).toEqual(frames);
      expect(after.offset).toBe(decoder.offset);
      expect([...after.payload.store.subarray(0, after.payload.length)]).toEqual([
        ...decoder.payload.store.subarray(0, decoder.payload.length),
      ]);
    }
  }
});

test('a violation comes once, with what came before it; then nothing more', () => {
  const { decoder, frames, violation } = decodeFrames(
    frameDecoder({ role: 'server' }),
    joined(frameTo('server', 0x81, 'ok'), [0x81, 0x05]),
  );
  expect(frames).toHaveLength(1);
  expect(violation).toMatchObject({ name: 'frame-not-masked', statusCode: 1002, offset: 9 });
  expect(decoder).toMatchObject({ violation, offset: 9, header: null });
  expect(decodeFrames(decoder, frameTo('server', 0x81, 'ok'))).toEqual({
    decoder,
    frames: [],
    violation: null,
  });
  const cut = decodeAll(
    { role: 'server' },
    octetByOctet(joined(frameTo('server', 0x81, 'ok'), [0x81, 0x05])),
  )[1];
  expect(cut).toEqual(decoder);
});

test('frames are judged one by one: what a sequence of them means is not known here', () => {
  const octets = joined(
    frameTo('client', 0x80),
    frameTo('client', 0x01),
    frameTo('client', 0x01),
    frameTo('client', 0xc9),
  );
  expect(decodeAll({ role: 'client', reservedInUse: 4 }, [octets.subarray(0, 6)])[0]).toHaveLength(3);
  expect(decodeAll({ role: 'client', reservedInUse: 4 }, [octets])[1].violation?.name).toBe(
    'reserved-bit-set',
  );
  expect(decodeAll({ role: 'client', reservedInUse: 4 }, [frameTo('client', 0xc1)])[0]).toMatchObject([
    { reserved: 4 },
  ]);
});

test('limits are as given, and one that is none is thrown', () => {
  const big = frameTo('client', 0x82, [1, 2, 3]);
  const options = { role: 'client', limits: { framePayload: 2 } } as const;
  expect(decodeAll(options, [big])[1].violation?.name).toBe('frame-too-big');
  expect(() => frameDecoder({ role: 'client', limits: { framePayload: -1 } })).toThrow(RangeError);
});

test('payloads are in memory of their own; only owned, whole and unmasked ones are views', () => {
  const chunk = frameTo('client', 0x82, [1, 2, 3]);
  const [[copied]] = decodeAll({ role: 'client' }, [chunk]);
  const [[view]] = decodeAll({ role: 'client', chunks: 'owned' }, [chunk]);
  const [[cut]] = decodeAll({ role: 'client', chunks: 'owned' }, [chunk.subarray(0, 3), chunk.subarray(3)]);
  expect([copied, view, cut].map((frame) => frame?.payload.buffer === chunk.buffer)).toEqual([
    false,
    true,
    false,
  ]);
  const masked = frameTo('server', 0x82, [1, 2, 3]);
  const [[unmasked]] = decodeAll({ role: 'server', chunks: 'owned' }, [masked]);
  expect(unmasked?.payload.buffer === masked.buffer).toBe(false);
  expect(masked).toEqual(frameTo('server', 0x82, [1, 2, 3]));
});

test('a cut header or payload is no view of the chunk, of a Node Buffer neither', () => {
  const frame = frameTo('server', 0x82, [1, 2, 3]);
  for (let cut = 1; cut < frame.length; cut++) {
    const chunk = Buffer.from(frame.subarray(0, cut));
    const { decoder } = decodeFrames(frameDecoder({ role: 'server' }), chunk);
    chunk.fill(0);
    expect(decodeFrames(decoder, frame.subarray(cut)).frames).toMatchObject([
      { payload: Uint8Array.of(1, 2, 3) },
    ]);
  }
});

test('memory and masking come from the primitives given', () => {
  const asked: number[] = [];
  const allocate = (length: number): Uint8Array => {
    asked.push(length);
    return new Uint8Array(length).fill(0xaa);
  };
  let masked = 0;
  const copyMasked: typeof plainPrimitives.copyMasked = (...all) => {
    masked++;
    plainPrimitives.copyMasked(...all);
  };
  const held: number[] = [];
  const allocateHeld = (length: number): Uint8Array => {
    held.push(length);
    return new Uint8Array(length).fill(0xaa);
  };
  const primitives = { allocate, allocateHeld, copyMasked };
  const frame = frameTo('server', 0x82, [1, 2, 3]);
  const [frames] = decodeAll({ role: 'server', primitives }, [frame.subarray(0, 8), frame.subarray(8)]);
  expect(frames).toMatchObject([{ payload: Uint8Array.of(1, 2, 3) }]);
  expect([held, asked, masked]).toEqual([[3], [3], 2]);
});

test('a cut header is joined with no more than a header can have', () => {
  const chunk = new Uint8Array(100).fill(1);
  expect(joinHead(Uint8Array.of(9, 9), chunk, 90)).toEqual(joined([9, 9], new Uint8Array(10).fill(1)));
  expect(joinHead(Uint8Array.of(9, 9), chunk, 0)).toEqual(joined([9, 9], new Uint8Array(12).fill(1)));
});
