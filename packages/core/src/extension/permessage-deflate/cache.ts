/**
 * Live streams beside the values they stand at: a bounded cache, and nothing but a cache.
 *
 * A context is a value; what it means stands in its window. Who goes straight on from the newest value finds a stream
 * that already stands there; any other use makes a stream anew. So it makes no difference to any outcome how many
 * streams are kept, only to how long it takes.
 *
 * @module
 */

/** Something that holds memory which the collector of garbage sees late or never. */
export interface Live {
  /** Two of a kind do the same once they have forgotten everything. */
  readonly kind?: string;
  readonly free: () => void;
}

/** A bounded number of live streams. */
export interface StreamCache {
  /** Takes out what stands at `place`, a state or a word; it is the caller's from here on. */
  readonly take: (place: object | string) => Live | null;
  /**
   * Keeps a stream that stands at `place` from now on. Those in the middle of a message are given up last, as long as
   * they hold no more than half of the places: peers that leave their messages unfinished do not crowd out all others.
   */
  readonly put: (place: object | string, live: Live, underWay: boolean) => void;
  /** When there is no room for another one: the stream that would be given up, if it is of this kind, to be used anew. */
  readonly spare: (kind: string) => Live | null;
  /** How many streams are kept. */
  readonly size: () => number;
  /** Frees all of them. */
  readonly clear: () => void;
}

/**
 * A cache of at most `most` streams: those used last. Share one among the connections of a process. A stream costs
 * some 270 KiB for compressing and 50 KiB for inflating (zlib at its defaults).
 *
 * Throws a `RangeError` if `most` is no whole number from 0 on.
 *
 * @example
 * ```ts
 * import { streamCache } from '@sansws/core/permessage-deflate';
 * import { equal } from 'node:assert/strict';
 * const cache = streamCache(1);
 * let freed = 0;
 * cache.put('one', { free: () => void freed++ }, false);
 * cache.put('two', { free: () => void freed++ }, false);
 * equal(freed, 1);
 * equal(cache.take('one'), null);
 * ```
 */
export function streamCache(most: number): StreamCache {
  if (!Number.isSafeInteger(most) || most < 0) {
    throw new RangeError(`A cache holds a whole number of streams from 0 on, not ${String(most)}`);
  }
  const share = Math.ceil(most / 2);
  const resting = new Map<object | string, Live>();
  const midway = new Map<object | string, Live>();
  const take = (place: object | string): Live | null => {
    const streams = resting.has(place) ? resting : midway;
    const live = streams.get(place) ?? null;
    if (live !== null) streams.delete(place);
    return live;
  };
  /** What is given up next. A Map keeps the order in which things came, so its first is what was used longest ago. */
  const oldest = (): readonly [object | string, Live] | undefined => {
    for (const entry of resting.size > 0 && midway.size <= share ? resting : midway) return entry;
    return undefined;
  };
  return {
    take,
    put: (place, live, underWay) => {
      take(place)?.free();
      (underWay ? midway : resting).set(place, live);
      if (resting.size + midway.size > most) take(oldest()?.[0] as object | string)?.free();
    },
    spare: (kind) => {
      const found = resting.size + midway.size < most ? undefined : oldest();
      return found?.[1].kind === kind ? take(found[0]) : null;
    },
    size: () => resting.size + midway.size,
    clear: () => {
      for (const streams of [resting, midway]) {
        for (const live of streams.values()) live.free();
        streams.clear();
      }
    },
  };
}
