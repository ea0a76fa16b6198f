/**
 * Octets in a row of memories, as a value: they grow and are never moved.
 *
 * `gathered.ts` goes to larger memory when it must, so that for a moment it holds more than twice as much as there is. Here
 * what is full stays where it is, and a large piece that is alone in its memory is taken as it is. Whoever wants one row
 * joins them, once.
 *
 * @module
 */

import { gathered, gatherNothing, makeRoom } from './gathered.ts';
import type { Gathered } from './gathered.ts';
import { copyOf } from './octets.ts';

/** Octets that will not change any more, and those before them. */
export interface Run {
  readonly before: Run | null;
  readonly octets: Uint8Array;
}

/** All octets of `full`, then those of `open`, which still grows. */
export interface Runs {
  readonly full: Run | null;
  readonly open: Gathered;
  /** How many octets these are altogether. */
  readonly length: number;
}

const nothingOpen: Gathered = /* @__PURE__ */ gatherNothing(0);

/** No octets. */
export const noRuns: Runs = { full: null, open: nothingOpen, length: 0 };

/** A piece from here on gets, or keeps, a memory of its own. */
const ownMemory = 8_192;

/** What is open is full with so many octets. */
const mostOpen = 32_768;

/** With a copy of `octets` behind. */
export function withCopy(runs: Runs, octets: Uint8Array): Runs {
  return octets.length < ownMemory ? gatheredBehind(runs, octets) : behind(runs, copyOf(octets));
}

/** With `pieces` behind, which nobody writes any more: those that are large and alone in their memory are taken as they are. */
export function withPieces(runs: Runs, pieces: readonly Uint8Array[]): Runs {
  let all = runs;
  for (const piece of pieces) {
    const isTaken = piece.length >= ownMemory && piece.buffer.byteLength === piece.length;
    all = isTaken ? behind(all, piece) : withCopy(all, piece);
  }
  return all;
}

/** The octets in their order: for reading at once, not for handing out. */
export function inRow({ full, open }: Runs): Uint8Array[] {
  const row: Uint8Array[] = open.length === 0 ? [] : [gathered(open)];
  for (let run = full; run !== null; run = run.before) row.push(run.octets);
  return row.reverse();
}

/** A copy of the last octets, `most` or as many as there are. */
export function lastOctets({ full, open, length }: Runs, most: number): Uint8Array {
  const last = new Uint8Array(Math.min(most, length));
  let end = last.length;
  let octets = gathered(open);
  for (let run = full; ; run = run.before) {
    const from = Math.max(octets.length - end, 0);
    end -= octets.length - from;
    last.set(octets.subarray(from), end);
    if (end === 0 || run === null) return last;
    octets = run.octets;
  }
}

function gatheredBehind(runs: Runs, octets: Uint8Array): Runs {
  const { full, open, length } = runs.open.length + octets.length > mostOpen ? closed(runs) : runs;
  const more = makeRoom(open, octets.length, undefined, 0, mostOpen);
  more.store.set(octets, open.length);
  return { full, open: more, length: length + octets.length };
}

function behind(runs: Runs, octets: Uint8Array): Runs {
  const { full, length } = closed(runs);
  return { full: { before: full, octets }, open: nothingOpen, length: length + octets.length };
}

/** Nothing is open any more; much room that was left is given back. */
function closed(runs: Runs): Runs {
  const { full, open, length } = runs;
  if (open.length === 0) return runs;
  const octets = gathered(open);
  const isFull = open.store.length - open.length <= open.length >> 3;
  return { full: { before: full, octets: isFull ? octets : copyOf(octets) }, open: nothingOpen, length };
}
