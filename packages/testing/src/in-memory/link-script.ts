/**
 * How a link behaves: in what pieces octets arrive, after what time, and how much it holds.
 *
 * @module
 */

import { randomNumber } from '../random.ts';

/** Numbers one after the other: a list that begins again at its end, or a function of the position. */
export type Sequence = readonly number[] | ((index: number) => number);

/** One direction of a link. */
export interface LinkScript {
  /** How many octets arrive at once, at most; 65,536 if it is left out. */
  readonly chunks?: Sequence;
  /** How many milliseconds each chunk takes: none, if it is left out. */
  readonly delays?: Sequence;
  /** How many octets may be under way before the sender has to wait; 65,536 if it is left out. */
  readonly capacity?: number;
}

/** A number of a sequence; `otherwise` where there is none. */
export function numberAt(sequence: Sequence | undefined, index: number, otherwise: number): number {
  if (sequence === undefined) return otherwise;
  if (typeof sequence === 'function') return sequence(index);
  return sequence.length === 0 ? otherwise : (sequence[index % sequence.length] as number);
}

/** What a random script is made of. */
export interface RandomScriptOptions {
  /** The most octets of a chunk; 64 by default. */
  readonly longestChunk?: number;
  /** The most milliseconds of a delay; 50 by default. */
  readonly longestDelay?: number;
}

/**
 * A link that cuts and delays as a seed says: half of the chunks hold all there is, half of them come at once.
 *
 * @example
 * ```ts
 * import { pair, randomScript } from '@sansws/testing/in-memory';
 * import { equal } from 'node:assert/strict';
 * const { client, server, clock } = await pair({ toServer: randomScript(7) });
 * void client.send('in pieces, after a while');
 * const { value } = await clock.until(server[Symbol.asyncIterator]().next());
 * equal(value, 'in pieces, after a while');
 * ```
 */
export function randomScript(
  seed: number,
  { longestChunk = 64, longestDelay = 50 }: RandomScriptOptions = {},
): LinkScript {
  const half = (index: number, limit: number, otherwise: number): number => {
    const number = randomNumber(seed, index);
    return number % 2 === 0 ? otherwise : 1 + ((number >>> 1) % limit);
  };
  return {
    chunks: (index) => half(2 * index, longestChunk, Infinity),
    delays: (index) => half(2 * index + 1, longestDelay, 0),
  };
}
