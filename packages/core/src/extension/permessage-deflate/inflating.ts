/**
 * Compressed octets through an inflater, in the small: how much at once, where blocks end, where a message does.
 *
 * Three things that an inflater alone does not do (docs/decisions, on permessage-deflate):
 *
 * - Nothing bounds what one call of it gives, so it is fed slices whose largest expansion fits what is left.
 * - After a block with BFINAL it is deaf (RFC 7692 §7.2.3.4 lets a message go on), so it begins anew, with its window. A
 *   message may do that only so often: two octets ask for it, and it costs as much as a small message.
 * - It does not tell whether a message ended at the end of a block. In the last few octets it is made to stop at each end
 *   of a block, though; so a message is whole if its last block takes 4 or 5 octets and gives none, which only the empty
 *   block of RFC 7692 §7.2.1 does, and if the octet behind it stays unread.
 *
 * @module
 */

import type { ViolationName } from '../../vocabulary/violation.ts';
import type { Live, StreamCache } from './cache.ts';
import { longestWindow } from './context.ts';
import type { DeflateEngine, Inflater } from './engine.ts';
import { added } from './message-payload.ts';
import { emptyWindow, slide, windowOctets } from './window.ts';
import type { Window } from './window.ts';

/** An inflater in use, and what it has in mind. Belongs to one call at a time and is changed by it. */
export interface Inflating extends Live {
  stream: Inflater;
  /** The plain octets up to where the stream stands. */
  window: Window;
  /** How many octets of the message under way it has read, and how many they gave. */
  read: number;
  inflated: number;
  /** How often it went on behind a block with BFINAL. */
  renewals: number;
}

/** What came of feeding. */
export interface Fed {
  readonly pieces: Uint8Array[];
  /** How many of the pieces are in the window already. */
  readonly windowed: number;
  /** `extension-data-invalid` says that the octets from `at` on are no DEFLATE data, or end too early. */
  readonly fault: ViolationName | null;
  /** The octet up to which all was well, and that of the slice behind it. */
  readonly at: number;
  readonly end: number;
}

/** So many octets stay unread until more come or the message ends: the longest end that has to be seen at once. */
export const heldBack = 6;

/** One octet never inflates to more: a distance and length of 2 bits for 258 octets, and a little. */
const mostPerOctet = 1_032;

/** So much more than there is room for may come out before it is noticed. */
const overshoot = 65_536;

/** A message may go on behind a block with BFINAL so often, whatever its size, */
const freeRenewals = 16;

/** and once more for so many octets that came out: going through a window again then costs less than they did. */
const octetsPerRenewal = 4_096;

/** A slice is no longer than this: what is found broken in it is looked for octet by octet. */
const longestSlice = 4_096;

/** An inflater that stands where `plain` ends: one that waits, one that would be given up now, or a new one. */
export function inflatingFrom(engine: DeflateEngine, cache: StreamCache, plain: Window): Inflating {
  const kind = blankInflater(engine);
  const waiting = cache.take(kind) as Inflating | null;
  const spare = waiting === null ? (cache.spare(kind) as Inflating | null) : null;
  spare?.stream.reset();
  const live = waiting ?? spare ?? newInflating(engine);
  live.window = plain;
  betweenMessages(live);
  if (plain.count > 0) live.stream.prime(windowOctets(plain));
  return live;
}

/** Where an inflater waits that stands nowhere. */
export function blankInflater(engine: DeflateEngine): string {
  return `${engine.name} inflate`;
}

function newInflating(engine: DeflateEngine): Inflating {
  const live: Inflating = {
    kind: blankInflater(engine),
    stream: engine.inflater(),
    window: emptyWindow,
    read: 0,
    inflated: 0,
    renewals: 0,
    free: () => live.stream.free(),
  };
  return live;
}

/** The message under way has ended, or none has begun. */
export function betweenMessages(live: Inflating): void {
  live.read = 0;
  live.inflated = 0;
  live.renewals = 0;
}

/**
 * Reads `octets` up to `to`, which were read before and were fine, and lets go of what they give at once: never more
 * than `room` and 64 KiB.
 */
export function reread(live: Inflating, octets: Uint8Array, to: number, room: number): void {
  let at = 0;
  while (at < to) at = rereadSlice(live, octets, at, sliceEnd(at, to, false, room));
}

/** A function of its own: what came of one slice must be gone before the next one is read. */
function rereadSlice(live: Inflating, octets: Uint8Array, at: number, end: number): number {
  const { pieces, windowed } = feed(live, octets, at, end, false, Infinity);
  remember(live, pieces, windowed);
  return end;
}

/**
 * Feeds `octets[from]` up to `octets[to]`. `final` says that they are closed off and end there. At most `room` octets
 * may come out; what comes out before a fault is given, too. What came out is not in the window yet: `remember` it.
 */
export function feed(
  live: Inflating,
  octets: Uint8Array,
  from: number,
  to: number,
  final: boolean,
  room: number,
): Fed {
  const pieces: Uint8Array[] = [];
  // How many of the pieces are in the window.
  let windowed = 0;
  let left = room;
  let at = from;
  let renewedAt = -1;
  let stops = 0;
  // Whether a block has just ended where the stream stands. At the head of a message one has, or none has begun.
  let atBlock = live.read === 0;
  while (at < to) {
    const end = sliceEnd(at, to, final, left);
    const slice = new Uint8Array(octets.buffer, octets.byteOffset + at, end - at);
    // Where blocks end matters only where the message may: 1 MiB of empty ones would be 840,000 calls. To tell an engine
    // so costs a little, and most messages have one block.
    const given = live.stream.inflate(slice, stops > 0 && (!final || end < to));
    // A new stream that reads nothing is no stream.
    if (given === null || (given.taken === 0 && renewedAt === at)) {
      return { pieces, windowed, fault: 'extension-data-invalid', at, end };
    }
    const { taken } = given;
    if (taken === 0) {
      // The stream ended in a block that said that it was the last one. What follows is a new one.
      windowed = remember(live, pieces, windowed);
      live.stream.reset();
      if (live.window.count > 0) live.stream.prime(windowOctets(live.window));
      // Nothing stands behind it but what was added: the message ended with that block, and nothing is missing.
      if (final && at === to - added) return { pieces, windowed, fault: null, at, end };
      // At the head of a message it was the one before that ended so; a stream from the window would not know.
      if (live.read > 0) live.renewals++;
      if (live.renewals > freeRenewals + live.inflated / octetsPerRenewal) {
        return { pieces, windowed, fault: 'too-many-final-blocks', at, end };
      }
      atBlock = true;
      renewedAt = at;
      continue;
    }
    for (const piece of given.pieces) {
      live.inflated += piece.length;
      if (piece.length > left) {
        pieces.push(piece.subarray(0, left));
        return { pieces, windowed, fault: 'inflated-message-too-big', at, end };
      }
      left -= piece.length;
      pieces.push(piece);
    }
    at += taken;
    live.read += taken;
    const stopped = at < end;
    if (stopped) stops++;
    if (final && at >= to - 1) {
      const isEmptyBlock = stopped && atBlock && taken <= 5 && taken >= 4 && given.pieces.length === 0;
      return { pieces, windowed, fault: isEmptyBlock ? null : 'extension-data-invalid', at, end };
    }
    atBlock = stopped;
  }
  return { pieces, windowed, fault: null, at, end: to };
}

/** Where a slice from `at` on ends. The end of a message is not cut: its last block has to be seen from its head. */
function sliceEnd(at: number, to: number, final: boolean, left: number): number {
  const most = Math.min(longestSlice, Math.floor((left + overshoot) / mostPerOctet));
  const last = final ? to - lastSlice : to;
  if (at >= last) return to;
  return Math.min(at + most, last);
}

/**
 * What is held back, the tail, and the octet behind: 11 KiB at most come of it. An engine whose memory for output is
 * full just where a block ends goes on to the next one; with 16 KiB of it that cannot happen in here.
 */
const lastSlice = heldBack + added;

/** Puts the pieces from `index` on into the window; gives how many are in it then. */
export function remember(live: Inflating, pieces: readonly Uint8Array[], index: number): number {
  live.window = withPieces(live.window, pieces, index, longestWindow);
  return pieces.length;
}

/** The window once the pieces from `index` on went, too: only those at the end, if they fill it. */
export function withPieces(
  before: Window,
  pieces: readonly Uint8Array[],
  index: number,
  most: number,
): Window {
  let octets = 0;
  let from = pieces.length;
  while (from > index && octets < most) octets += (pieces[--from] as Uint8Array).length;
  let sliding = octets < most ? before : emptyWindow;
  for (let next = from; next < pieces.length; next++) {
    sliding = slide(sliding, pieces[next] as Uint8Array, most);
  }
  return sliding;
}
