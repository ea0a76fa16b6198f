/** What a call holds at its worst moment: memory of array buffers that is in use, looked at while it runs. */
import { memoryUsage } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { DeflateEngine } from '../src/extension/permessage-deflate/engine.ts';

const { Bun } = globalThis as { readonly Bun?: { readonly gc: (atOnce: boolean) => void } };
if (Bun === undefined) setFlagsFromString('--expose-gc');
const collect = Bun === undefined ? (runInNewContext('gc') as () => void) : () => Bun.gc(true);

/**
 * How much of what is in use may be garbage: Bun's collector takes whatever lies on the stack and looks like an
 * address for one, and keeps what is there.
 */
export const uncollected: number = Bun === undefined ? 0 : 1_048_576;

/** Octets of array buffers in use: the memory of what a collection finds is given back with the next one. */
function inUse(): number {
  collect();
  collect();
  const { arrayBuffers, external } = memoryUsage();
  // Deno has them among all that is external, and 0 for themselves.
  return 'Deno' in globalThis ? external : arrayBuffers;
}

/** Looks at memory whenever it is told to, and keeps the most that it saw. */
export interface Watch {
  /** The most that was in use beyond what was in the beginning. */
  most: number;
  readonly look: () => void;
}

/** Looks at every `every`th call of `look`. */
export function watch(every = 1): Watch {
  const before = inUse();
  let calls = 0;
  const seen: Watch = {
    most: 0,
    look: () => {
      if (calls++ % every === 0) seen.most = Math.max(seen.most, inUse() - before);
    },
  };
  return seen;
}

/** A call that gives less is not worth a look. */
const much = 4_096;

/** The engine, with `look` called after each call of an inflater that gave much: it is still in its hands then. */
export function watched(engine: DeflateEngine, look: () => void): DeflateEngine {
  return {
    name: engine.name,
    deflater: engine.deflater,
    inflater: () => {
      const stream = engine.inflater();
      return {
        ...stream,
        inflate: (compressed, through) => {
          const given = stream.inflate(compressed, through);
          const octets = given?.pieces.reduce((sum, { length }) => sum + length, 0) ?? 0;
          if (octets >= much) look();
          return given;
        },
      };
    },
  };
}
