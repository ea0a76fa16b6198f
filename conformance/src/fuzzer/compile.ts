/**
 * From a script to octets: what is written, and where the fuzzer stops to look.
 *
 * @module
 */

import type { Action, Chop, WireFrame } from '../vectors/case.ts';
import { fragments, withReserved } from '../vectors/frames.ts';
import type { Compression } from './compression.ts';
import { writeFrame } from './framing.ts';
import type { FuzzerRole } from './role.ts';

/** One thing for a runner to do. */
export type WireStep =
  | { readonly type: 'write'; readonly octets: Uint8Array }
  | Exclude<Action, { type: 'send' | 'send-compressed' | 'send-piece' }>;

/**
 * How the case's octets reach the peer. `as-written`: the case's own cuts. `whole`: as few chunks as there
 * can be, only what waits for an answer stays apart. `octets`: one by one.
 */
export type Cutting = 'as-written' | 'whole' | 'octets';

/**
 * The script as octets, step by step. A client's frames are masked, each with a key of its own, the same in every
 * run. `compression` is what was agreed on in cases that compress.
 */
export function compile(
  script: readonly Action[],
  role: FuzzerRole,
  cutting: Cutting,
  compression: Compression | null,
): Iterable<WireStep> {
  const steps = written(script, role, compression);
  if (cutting === 'whole') return joined(steps);
  return cutting === 'octets' ? octetByOctet(steps) : steps;
}

function* written(
  script: readonly Action[],
  role: FuzzerRole,
  compression: Compression | null,
): Iterable<WireStep> {
  const nextKey = role === 'client' ? maskingKeys() : () => null;
  const inPieces = new Map<WireFrame, Uint8Array>();
  for (const action of script) {
    if (action.type === 'send' || action.type === 'send-compressed') {
      const frames = action.type === 'send' ? action.frames : compressed(action, compression);
      const octets = frames.map((frame) => writeFrame(frame, nextKey()));
      yield* cut(octets, action.type === 'send' ? action.chop : 'one-write');
    } else if (action.type === 'send-piece') {
      const octets = inPieces.get(action.frame) ?? writeFrame(action.frame, nextKey());
      inPieces.set(action.frame, octets);
      const header = octets.length - action.frame.payload.length;
      const from = action.from === 0 ? 0 : header + action.from;
      yield { type: 'write', octets: octets.subarray(from, header + action.to) };
    } else yield action;
  }
}

/** RSV1 goes on the first frame only (RFC 7692 §6). */
function compressed(
  { message, frameOctets }: Extract<Action, { type: 'send-compressed' }>,
  compression: Compression | null,
): readonly WireFrame[] {
  if (compression === null) throw new Error('nothing was agreed on to compress with');
  const whole = { ...message, payload: compression.compress(message.payload) };
  const [first = whole, ...others] = frameOctets === 0 ? [whole] : fragments(whole, frameOctets);
  return [withReserved(first, 4), ...others];
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

function* octetByOctet(steps: Iterable<WireStep>): Iterable<WireStep> {
  for (const step of steps) yield* step.type === 'write' ? chops(step.octets, 1) : [step];
}

/** Everything up to the next wait in one write; looks in between have lost their meaning and go. */
function* joined(steps: Iterable<WireStep>): Iterable<WireStep> {
  let pending: Uint8Array[] = [];
  for (const step of steps) {
    if (step.type === 'write') pending.push(step.octets);
    else if (step.type === 'await-events') {
      yield { type: 'write', octets: Buffer.concat(pending) };
      yield step;
      pending = [];
    }
  }
  if (pending.length > 0) yield { type: 'write', octets: Buffer.concat(pending) };
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
