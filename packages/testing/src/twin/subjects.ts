/**
 * The slow twin dressed as what is judged: the laws must hold for it first.
 *
 * @module
 */

import { joined } from '../same.ts';
import type { Floor, FrameCodec, Receiver, Setting } from '../subject.ts';
import { twinEncode } from './encode.ts';
import { twinReceive } from './receive.ts';

/** All that came so far, and how much of it has been told. */
export interface TwinMemory {
  readonly setting: Setting;
  readonly octets: Uint8Array;
  readonly told: number;
  readonly dead: boolean;
}

/**
 * A receiver that reads everything again from the first octet with each chunk.
 *
 * @example
 * ```ts
 * import { twinReceiver } from '@sansws/testing';
 * import { deepEqual } from 'node:assert/strict';
 * const receiver = twinReceiver('messages');
 * const fresh = receiver.open({ role: 'client', limits: {} });
 * const { state } = receiver.receive(fresh, Uint8Array.of(0x81, 0x01));
 * deepEqual(receiver.receive(state, Uint8Array.of(0x48)).said, [{ type: 'text', text: 'H' }]);
 * ```
 */
export function twinReceiver(floor: Floor): Receiver<TwinMemory> {
  return {
    floor,
    open: (setting) => ({ setting, octets: new Uint8Array(0), told: 0, dead: false }),
    receive: (memory, chunk) => {
      if (memory.dead) return { state: memory, said: [], fault: null };
      const { setting, told } = memory;
      const octets = joined([memory.octets, chunk]);
      const { frames, heard, fault } = twinReceive(octets, setting, floor);
      const all = floor === 'frames' ? frames : heard;
      const state = { setting, octets, told: all.length, dead: fault !== null };
      return { state, said: all.slice(told), fault };
    },
  };
}

/**
 * The twin as a frame codec.
 *
 * @example
 * ```ts
 * import { twinFrameCodec } from '@sansws/testing';
 * import { deepEqual } from 'node:assert/strict';
 * const ping = { fin: true, reserved: 0, opcode: 0x9, payload: new Uint8Array(0) } as const;
 * deepEqual([...twinFrameCodec().encode([ping], null)], [0x89, 0x00]);
 * ```
 */
export function twinFrameCodec(): FrameCodec<TwinMemory> {
  return {
    ...twinReceiver('frames'),
    encode: (frames, maskingKeys) =>
      joined(frames.map((frame, index) => twinEncode(frame, maskingKeys?.[index] ?? null))),
  };
}
