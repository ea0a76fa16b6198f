/**
 * How permessage-deflate is to be used: what may be left out, and what is a mistake.
 *
 * @module
 */

import { streamCache } from './cache.ts';
import type { StreamCache } from './cache.ts';
import type { ServerPreferences } from './agreement.ts';
import type { DeflateEngine, DeflateSettings, DeflateStrategy } from './engine.ts';
import type { DeflateParameters, WindowBits } from './parameters.ts';

/** How to compress, what to offer, what to answer. */
export interface PermessageDeflateOptions {
  /** Who compresses: `@sansws/deflate-zlib`, `@sansws/deflate-pako`, or one of your own. */
  readonly engine: DeflateEngine;
  /** The live streams that are kept, in all connections that share it; 1,000 of its own when left out. */
  readonly cache?: StreamCache;
  /** 0 to 9; 6 when left out. */
  readonly level?: DeflateSettings['level'];
  /** 1 to 9; 8 when left out. */
  readonly memLevel?: DeflateSettings['memLevel'];
  readonly strategy?: DeflateStrategy;
  /**
   * Messages of fewer octets go uncompressed, if that is known when they begin; 1,024 when left out. With `Infinity` all
   * do, also those of which nobody knows how long they will be; what the peer compresses is read all the same.
   */
  readonly threshold?: number;
  /**
   * A message that is more than this many times as long as what came for it, and longer than 64 KiB, is refused. Left
   * out, any ratio will do: `limits.inflatedPayload` bounds memory, and plain data easily compresses 800 to 1.
   */
  readonly inflateRatio?: number;
  /**
   * Holds a peer to a window of less than 15 bits that it promised: no more is kept from message to message, and a
   * message that looks back further is broken data. Left out, 32 KiB are kept for it, whatever it promised.
   */
  readonly strictWindows?: boolean;
  /** Client: what to offer, in order of preference; `client_max_window_bits` alone when left out. */
  readonly offers?: readonly DeflateParameters[];
  /** Server: what to answer where the offer leaves a choice. */
  readonly prefer?: Partial<ServerPreferences>;
}

/** The options with everything filled in. */
export interface DeflateChoices {
  readonly engine: DeflateEngine;
  readonly cache: StreamCache;
  readonly level: DeflateSettings['level'];
  readonly memLevel: DeflateSettings['memLevel'];
  readonly strategy: DeflateStrategy;
  readonly threshold: number;
  readonly inflateRatio: number;
  readonly strictWindows: boolean;
  readonly offers: readonly DeflateParameters[];
  readonly preferences: ServerPreferences;
}

/** So many live streams are kept when nobody says how many. */
const usualStreams = 1_000;

/** Fills in what was left out. Throws a `RangeError` for what no engine or header can have. */
export function choicesOf(options: PermessageDeflateOptions): DeflateChoices {
  const { engine, level = 6, memLevel = 8, strategy = 'default' } = options;
  const { threshold = 1_024, inflateRatio = Infinity, strictWindows = false } = options;
  const { offers = [{ clientMaxWindowBits: true }] } = options;
  const { cache = streamCache(usualStreams), prefer = {} } = options;
  mustBe('engine', engine, has(engine, ['deflater', 'inflater']) && typeof engine.name === 'string');
  mustBe('cache', cache, has(cache, ['take', 'put', 'spare', 'size', 'clear']));
  mustBe('level', level, isWhole(level, 0, 9));
  mustBe('memLevel', memLevel, isWhole(memLevel, 1, 9));
  mustBe('strategy', strategy, strategies.includes(strategy));
  mustBe('threshold', threshold, threshold === Infinity || isWhole(threshold, 0, Infinity));
  mustBe('inflateRatio', inflateRatio, inflateRatio >= 1);
  mustBe('strictWindows', strictWindows, typeof strictWindows === 'boolean');
  mustBe('offers', offers, Array.isArray(offers) && offers.length > 0);
  for (const offer of offers) mustBeParameters('offers', offer, true);
  mustBeParameters('prefer', prefer, false);
  const preferences: ServerPreferences = {
    serverNoContextTakeover: prefer.serverNoContextTakeover ?? false,
    clientNoContextTakeover: prefer.clientNoContextTakeover ?? false,
    serverMaxWindowBits: prefer.serverMaxWindowBits ?? 15,
    clientMaxWindowBits: prefer.clientMaxWindowBits ?? 15,
  };
  const sizes = { threshold, inflateRatio, strictWindows };
  return { engine, cache, level, memLevel, strategy, ...sizes, offers, preferences };
}

/** Parameters that can be said; `hint` tells whether `client_max_window_bits` may come without a value (§7.1.2.2). */
function mustBeParameters(where: string, given: DeflateParameters, hint: boolean): void {
  mustBe(where, given, typeof given === 'object' && given !== null);
  for (const name of ['serverNoContextTakeover', 'clientNoContextTakeover'] as const) {
    const value: unknown = given[name];
    mustBe(`${where}: ${name}`, value, value === undefined || typeof value === 'boolean');
  }
  for (const name of ['serverMaxWindowBits', 'clientMaxWindowBits'] as const) {
    const value = given[name];
    const isHint = hint && name === 'clientMaxWindowBits' && value === true;
    mustBe(`${where}: ${name}`, value, value === undefined || isHint || isOurWindow(value as WindowBits));
  }
}

/** 8 is a window of RFC 7692 that zlib cannot compress with: never offered, never preferred. */
function isOurWindow(bits: WindowBits): boolean {
  return isWhole(bits, 9, 15);
}

function has(value: unknown, functions: readonly string[]): boolean {
  const given = Object(value) as Record<string, unknown>;
  return functions.every((name) => typeof given[name] === 'function');
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}

function mustBe(name: string, value: unknown, isFine: boolean): void {
  if (!isFine) throw new RangeError(`permessage-deflate: ${name} cannot be ${String(value)}`);
}

const strategies: readonly DeflateStrategy[] = ['default', 'filtered', 'huffman-only', 'rle', 'fixed'];
