/**
 * From a script to octets: what is written, and where the fuzzer stops to look.
 *
 * @module
 */

import type { Action, Chop, WireFrame } from '../vectors/case.ts';
import { writeFrame, type FuzzerRole } from './framing.ts';

/** One thing for a runner to do. */
export type WireStep =
  | { readonly type: 'write'; readonly octets: Uint8Array }
  | Exclude<Action, { type: 'send' } | { type: 'send-piece' }>;

/**
 * How the case's octets reach the peer. `as-written`: the case's own cuts. `whole`: as few chunks as there
 * can be, only what waits for an answer stays apart. `octets`: one by one.
 */
export type Cutting = 'as-written' | 'whole' | 'octets';

/** The script as octets. A client's frames are masked, each with a key of its own, the same in every run. */
export function compile(script: readonly Action[], role: FuzzerRole, cutting: Cutting): readonly WireStep[] {
  const nextKey = role === 'client' ? maskingKeys() : () => null;
  const inPieces = new Map<WireFrame, Uint8Array>();
  const steps = script.flatMap((action): readonly WireStep[] => {
    if (action.type === 'send') {
      return cut(
        action.frames.map((frame) => writeFrame(frame, nextKey())),
        action.chop,
      );
    }
    if (action.type === 'send-piece') {
      const octets = inPieces.get(action.frame) ?? writeFrame(action.frame, nextKey());
      inPieces.set(action.frame, octets);
      const header = octets.length - action.frame.payload.length;
      const from = action.from === 0 ? 0 : header + action.from;
      return [{ type: 'write', octets: octets.subarray(from, header + action.to) }];
    }
    return [action];
  });
  if (cutting === 'whole') return joined(steps);
  return cutting === 'octets' ? steps.flatMap(octetByOctet) : steps;
}

function cut(frames: readonly Uint8Array[], chop: Chop): readonly WireStep[] {
  if (chop === 'frame-wise') return frames.map((octets) => ({ type: 'write', octets }));
  const all = Buffer.concat(frames);
  return chop === 'one-write' ? [{ type: 'write', octets: all }] : chops(all, chop);
}

function chops(octets: Uint8Array, size: number): readonly WireStep[] {
  return Array.from({ length: Math.ceil(octets.length / size) }, (_, index) => ({
    type: 'write',
    octets: octets.subarray(index * size, (index + 1) * size),
  }));
}

function octetByOctet(step: WireStep): readonly WireStep[] {
  return step.type === 'write' ? chops(step.octets, 1) : [step];
}

/** Everything up to the next wait in one write; looks in between have lost their meaning and go. */
function joined(steps: readonly WireStep[]): readonly WireStep[] {
  const out: WireStep[] = [];
  let pending: Uint8Array[] = [];
  for (const step of steps) {
    if (step.type === 'write') pending.push(step.octets);
    else if (step.type === 'await-events') {
      out.push({ type: 'write', octets: Buffer.concat(pending) }, step);
      pending = [];
    }
  }
  if (pending.length > 0) out.push({ type: 'write', octets: Buffer.concat(pending) });
  return out;
}

/** Keys from a xorshift generator: every octet value comes up, and a failing case can be run again. */
function maskingKeys(): () => Uint8Array {
  let state = 0x9e37_79b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Uint8Array.of(state >>> 24, (state >>> 16) & 0xff, (state >>> 8) & 0xff, state & 0xff);
  };
}
