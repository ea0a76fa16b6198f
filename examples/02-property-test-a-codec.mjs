// For those who property-test a frame codec: the laws of @sansws/testing, tried on a codec of somebody else.
//
//   node examples/02-property-test-a-codec.mjs
//
// A codec is dressed as a small record of pure functions. The one below is as simple as it can be; with
// `lengthsTurned` it writes and reads 16-bit lengths the wrong way round, which a round trip alone never shows.

import { canonical, chunkIndependence, maskingSide, roundTrip } from '@sansws/testing';

/** Somebody's codec. Its state is all octets so far that are not a whole frame yet. */
function simpleCodec({ lengthsTurned }) {
  return {
    floor: 'frames',
    open: () => new Uint8Array(0),
    receive: (waiting, chunk) => {
      let octets = Uint8Array.of(...waiting, ...chunk);
      const said = [];
      for (let frame = readFrame(octets); frame !== null; frame = readFrame(octets)) {
        said.push(frame.value);
        octets = octets.slice(frame.end);
      }
      return { state: octets, said, fault: null };
    },
    encode: (frames, keys) =>
      Uint8Array.from(frames.flatMap((frame, index) => writeFrame(frame, keys?.[index] ?? null))),
  };

  function readFrame(octets) {
    const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
    if (octets.length < 2) return null;
    const form = octets[1] & 0x7f;
    const extra = form === 126 ? 2 : form === 127 ? 8 : 0;
    const masked = (octets[1] & 0x80) !== 0;
    const start = 2 + extra + (masked ? 4 : 0);
    if (octets.length < start) return null;
    let length = form;
    if (form === 126) length = view.getUint16(2, lengthsTurned);
    if (form === 127) length = Number(view.getBigUint64(2));
    const end = start + length;
    if (octets.length < end) return null;
    const key = octets.slice(start - 4, start);
    const payload = octets.slice(start, end);
    return {
      value: {
        fin: octets[0] >= 0x80,
        reserved: (octets[0] >> 4) & 7,
        opcode: octets[0] & 15,
        payload: masked ? payload.map((octet, index) => octet ^ key[index % 4]) : payload,
      },
      end,
    };
  }

  function writeFrame({ fin, reserved, opcode, payload }, maskingKey) {
    const { length } = payload;
    const form = length < 126 ? length : length < 65_536 ? 126 : 127;
    const bits = form === 126 ? [8, 0] : form === 127 ? [56, 48, 40, 32, 24, 16, 8, 0] : [];
    const extended = bits.map((bit) => Math.floor(length / 2 ** bit) % 256);
    const key = maskingKey === null ? [] : [24, 16, 8, 0].map((bit) => (maskingKey >>> bit) & 255);
    const masked = key.length === 0 ? payload : payload.map((octet, index) => octet ^ key[index % 4]);
    return [
      (fin ? 0x80 : 0) | (reserved << 4) | opcode,
      (key.length === 0 ? 0 : 0x80) | form,
      ...(lengthsTurned && form === 126 ? extended.reverse() : extended),
      ...key,
      ...masked,
    ];
  }
}

/** Tries one law. A broken one throws: its message has the smallest input, and a seed to see it again. */
function judge(law, codec) {
  try {
    law(codec, { runs: 200, seed: 6455 });
    return 'holds';
  } catch (error) {
    if (!error.message.startsWith('The law')) throw error;
    return 'is broken';
  }
}

for (const lengthsTurned of [false, true]) {
  const codec = simpleCodec({ lengthsTurned });
  console.log(lengthsTurned ? 'with 16-bit lengths turned round:' : 'the simple codec:');
  for (const law of [roundTrip, chunkIndependence, maskingSide, canonical]) {
    console.log(`  ${law.name}: ${judge(law, codec)}`);
  }
}
