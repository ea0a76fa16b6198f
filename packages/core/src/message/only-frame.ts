/**
 * The shortest way in: a chunk that is one whole data frame and nothing else, as it comes when both sides take turns.
 *
 * Any other chunk is left to `whole-frames.ts` and `decoder.ts`, which are its slow twins: the law of chunk
 * independence compares the three.
 *
 * @module
 */

import { copyMaskedByHand } from '../bytes/masking.ts';
import { unsigned32 } from '../frame/header.ts';
import type { InboundRules } from './inbound.ts';
import type { Message } from './message.ts';
import { longestByHand, memoryFor, plainCopy, shortText, shortTextOf, tiny } from './small-payload.ts';

/**
 * The message, or `null` if the chunk is anything else, or the frame no good. Only for rules that `mayHurry`.
 */
export function takeOnlyFrame(chunk: Uint8Array, rules: InboundRules): Message | null {
  const first = chunk[0] as number;
  // FIN, no RSV bit, text or binary: 81 or 82.
  if (first !== 0x81 && first !== 0x82) return null;
  const { masked, owned, primitives, limits } = rules;
  const end = chunk.length;
  // Above 126 it is a length in 64 bits, or the mask bit is not as it must be.
  let length = (chunk[1] as number) ^ (masked ? 0x80 : 0);
  if (length > 126) return null;
  let payload = masked ? 6 : 2;
  if (length === 126) {
    length = ((chunk[2] as number) << 8) | (chunk[3] as number);
    payload += 2;
    if (length < 126) return null;
  }
  if (payload + length !== end || (masked && length > longestByHand)) return null;
  if (length > limits.framePayload || length > limits.messagePayload) return null;
  const key = masked ? unsigned32(chunk, payload - 4) : 0;
  if (first === 0x82) {
    if (masked || length <= tiny) {
      const data = memoryFor(length, primitives);
      copyMaskedByHand(chunk, payload, end, data, 0, key, 0);
      return { type: 'binary', data };
    }
    const data = owned
      ? new Uint8Array(chunk.buffer, chunk.byteOffset + payload, length)
      : plainCopy(chunk, payload, length, primitives);
    return { type: 'binary', data };
  }
  let text = length <= shortText ? shortTextOf(chunk, payload, length, key) : null;
  if (text === null && masked) {
    const plain = primitives.scratch(length);
    const isAscii = copyMaskedByHand(chunk, payload, end, plain, 0, key, 0);
    text = primitives.decodeText(plain, 0, length, isAscii);
  } else if (text === null) {
    text = primitives.decodeText(chunk, payload, end, false);
  }
  return text === null ? null : { type: 'text', text };
}
