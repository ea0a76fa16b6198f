/** Our floors, dressed as the laws want them. */
import type { FrameCodec, Heard, Receiver } from '@sansws/testing';
import { joined } from '@sansws/testing';
import type { Frame, FrameDecoder } from '../../src/frame/index.ts';
import { decodeFrames, encode, frameDecoder } from '../../src/frame/index.ts';
import type { MessageCodec } from '../../src/message/index.ts';
import { decode, messageCodec } from '../../src/message/index.ts';
import type { Violation } from '../../src/vocabulary/index.ts';

/** The frame codec. */
export const frames: FrameCodec<FrameDecoder> = {
  floor: 'frames',
  open: (setting) => frameDecoder(setting),
  receive: (state, chunk) => {
    const { decoder, frames: said, violation } = decodeFrames(state, chunk);
    return { state: decoder, said, fault: faultOf(violation) };
  },
  encode: (list, maskingKeys) => {
    const masked = maskingKeys !== null;
    const outbound = list.map((frame: Frame) => ({ type: 'frame' as const, masked, ...frame }));
    const segments = encode(outbound, Uint32Array.from(maskingKeys ?? []));
    if (!segments.ok) throw new Error(segments.problem.sentence);
    return joined(segments.value);
  },
};

/** The message codec. */
export const messages: Receiver<MessageCodec> = {
  floor: 'messages',
  open: (setting) => messageCodec(setting),
  receive: (state, chunk) => {
    const { codec, messages: said, violation } = decode(state, chunk);
    return { state: codec, said: said as readonly Heard[], fault: faultOf(violation) };
  },
};

/** A violation as a fault: its name and octet. */
export function faultOf(violation: Violation | null): { name: Violation['name']; offset: number } | null {
  return violation === null ? null : { name: violation.name, offset: violation.offset };
}
