// The lowest floor: frames and octets, nothing else (RFC 6455 §5.2).
//
//   node examples/05-frames-by-hand.mjs

import { decodeFrames, encode, frameDecoder } from '@sansws/core/frame';

// The masked text frame of RFC 6455 §5.7. Keys are an argument, so the octets are always the same.
const hello = { type: 'frame', fin: true, reserved: 0, opcode: 0x1, masked: true, payload: 'Hello' };
const ping = { type: 'frame', fin: true, reserved: 0, opcode: 0x9, masked: true, payload: new Uint8Array(0) };
const [octets] = encode([hello, ping], Uint32Array.of(0x37fa213d, 0x01020304)).value;
console.log(hex(octets));

// Read octet by octet. A decoder is a value: the old one stays what it was.
let decoder = frameDecoder({ role: 'server' });
const fresh = decoder;
for (const octet of octets) {
  const step = decodeFrames(decoder, Uint8Array.of(octet));
  for (const { opcode, payload } of step.frames) console.log(`opcode ${opcode}: ${text(payload)}`);
  decoder = step.decoder;
}
console.log(`the fresh decoder still reads ${decodeFrames(fresh, octets).frames.length} frames`);

// A frame without a mask is against the rules for a client: found at its second octet, with the rule.
const { violation } = decodeFrames(fresh, Uint8Array.of(0x81, 0x05));
console.log(`octet ${violation.offset}: ${violation.sentence} (${violation.section})`);

function hex(bytes) {
  return Array.from(bytes, (octet) => octet.toString(16).padStart(2, '0')).join(' ');
}

function text(bytes) {
  return bytes.length === 0 ? 'empty' : new TextDecoder().decode(bytes);
}
