/**
 * Messages on their way in (RFC 7692 §7.2.2), as their octets come.
 *
 * @module
 */

import { gather, gathered } from '../../bytes/gathered.ts';
import type { ViolationName } from '../../vocabulary/violation.ts';
import type { MessagePart, Transformed } from '../extension.ts';
import type { Sides } from './agreement.ts';
import type { StreamCache } from './cache.ts';
import { carry, longestWindow, nothingCompressed } from './context.ts';
import type { Context } from './context.ts';
import type { DeflateEngine } from './engine.ts';
import { blankInflater, feed, heldBack, inflatingFrom, remember, reread } from './inflating.ts';
import type { Fed, Inflating } from './inflating.ts';
import { closedOff, compressedBit } from './message-payload.ts';
import { emptyWindow, slide, windowOctets } from './window.ts';
import type { Window } from './window.ts';

/** What holds for all messages that come in. */
export interface InboundSettings {
  readonly engine: DeflateEngine;
  readonly cache: StreamCache;
  /** How many octets are kept from one message to the next. */
  readonly history: number;
  /** How many octets one compressed octet may give, over a whole message; `Infinity` for any number. */
  readonly inflateRatio: number;
}

/**
 * How much of what was received is kept from one message to the next (RFC 7692 §7.1). Who promised a window of 8 bits
 * gets 9 even if windows are strict: old versions of zlib used 9 without telling.
 */
export function historyOf(
  { remoteNoContextTakeover, remoteMaxWindowBits }: Sides,
  strictWindows: boolean,
): number {
  if (remoteNoContextTakeover) return 0;
  return strictWindows ? 1 << Math.max(remoteMaxWindowBits, 9) : longestWindow;
}

/** A message below this is not judged by its ratio: little messages may well repeat all of one before. */
const ratioFloor = 65_536;

/** A part on its way in. */
export function inflatePart(
  settings: InboundSettings,
  context: Context,
  part: MessagePart,
  room: number,
): Transformed<Context> {
  const { payload, final } = part;
  const isCompressed = part.first ? (part.reserved & compressedBit) !== 0 : context.message === 'compressed';
  const reserved = part.reserved & ~compressedBit;
  if (!isCompressed) {
    if (payload.length > room) {
      return failed('inflated-message-too-big', [payload.subarray(0, room)]);
    }
    const state = moved(settings.cache, context, final ? 'none' : 'plain');
    return { ok: true, state, reserved, payload: [payload] };
  }
  const before = part.first ? nothingCompressed : context.compressed;
  const isWhole = part.first && final;
  const compressed = isWhole ? before : gather(before, payload, 0, payload.length);
  const octets = isWhole ? payload : gathered(compressed);
  const from = Math.max(before.length - heldBack, 0);
  const to = final ? octets.length : Math.max(octets.length - heldBack, 0);
  if (final && octets.length === 0) {
    // "RSV1 and no payload at all": not what RFC 7692 §7.2.3.6 asks for, and not to be misread either.
    return { ok: true, state: moved(settings.cache, context, 'none'), reserved, payload: [] };
  }
  if (!final && from === to) {
    const state: Context = { on: context.on, message: 'compressed', window: context.window, compressed };
    carry(settings.cache, context, state);
    return { ok: true, state, reserved, payload: [] };
  }
  const all = final ? closedOff(octets) : octets;
  const end = final ? all.length : to;
  const live = standingAt(settings, context, all, from);
  const fed = feed(live, all, from, end, final, room);
  if (fed.fault !== null) {
    live.free();
    return explained(settings, context.window, all, room, fed);
  }
  if (!final) {
    remember(live, fed.pieces, fed.windowed);
    const state: Context = { on: context.on, message: 'compressed', window: context.window, compressed };
    settings.cache.put(state, live, true);
    return { ok: true, state, reserved, payload: fed.pieces };
  }
  const { inflated } = live;
  if (inflated > ratioFloor && inflated > settings.inflateRatio * octets.length) {
    live.free();
    return failed('inflated-message-too-big', fed.pieces);
  }
  return { ok: true, state: finished(settings, context, live, fed), reserved, payload: fed.pieces };
}

/** The state after a compressed message; its inflater goes to where it is looked for next. */
function finished(settings: InboundSettings, context: Context, live: Inflating, fed: Fed): Context {
  const { engine, cache, history } = settings;
  live.inflated = 0;
  live.renewals = 0;
  const kept = history === 0 ? emptyWindow : newest(live, fed, history);
  const state: Context = { on: context.on, message: 'none', window: kept, compressed: nothingCompressed };
  if (history === longestWindow) {
    live.window = kept;
    cache.put(state, live, false);
    return state;
  }
  // A stream that went on would know more than the value says, and understand a peer that breaks its promise.
  live.stream.reset();
  live.window = emptyWindow;
  cache.put(blankInflater(engine), live, false);
  return state;
}

/** What is kept once a message has ended. Within it there was more to look back to, which now goes. */
function newest(live: Inflating, fed: Fed, history: number): Window {
  let sliding = live.window;
  if (sliding.store.length > history + (history >> 4) || sliding.count > history) {
    sliding = slide(emptyWindow, windowOctets(sliding).subarray(-history), history);
  }
  for (const piece of fed.pieces.slice(fed.windowed)) sliding = slide(sliding, piece, history);
  return sliding;
}

/** The same context with another message under way; what stands beside it comes along. */
function moved(cache: StreamCache, context: Context, message: 'none' | 'plain'): Context {
  if (context.message === message) return context;
  const state: Context = {
    on: context.on,
    message,
    window: context.window,
    compressed: nothingCompressed,
  };
  carry(cache, context, state);
  return state;
}

/** The inflater that has read this message up to `from`: the live one, or a new one that reads it again. */
function standingAt(
  { engine, cache }: InboundSettings,
  context: Context,
  octets: Uint8Array,
  from: number,
): Inflating {
  const live = cache.take(context) as Inflating | null;
  if (live !== null) return live;
  const again = inflatingFrom(engine, cache, context.window);
  reread(again, octets, from);
  return again;
}

/**
 * What is told about a fault. Whoever comes octet by octet hears first what breaks first: too much output, or text that
 * is no text, may stand before broken data in the same slice, and an engine that finds data broken gives none of what
 * stood before it. So the slice is read again in the smallest of steps. This happens once in the life of a connection.
 */
function explained(
  { engine, cache }: InboundSettings,
  plain: Window,
  octets: Uint8Array,
  room: number,
  fed: Fed,
): Transformed<Context> {
  const { pieces, fault } = fed;
  if (fault !== 'extension-data-invalid') return failed(fault as ViolationName, pieces);
  const again = inflatingFrom(engine, cache, plain);
  reread(again, octets, fed.at);
  let left = pieces.reduce((rest, piece) => rest - piece.length, room);
  let found: ViolationName | null = null;
  for (let next = fed.at; next < fed.end && found === null; next++) {
    const step = feed(again, octets, next, next + 1, false, left);
    remember(again, step.pieces, step.windowed);
    left = step.pieces.reduce((rest, piece) => rest - piece.length, left);
    pieces.push(...step.pieces);
    found = step.fault;
  }
  again.free();
  return failed(found ?? fault, pieces);
}

function failed(violation: ViolationName, before: readonly Uint8Array[]): Transformed<Context> {
  return { ok: false, violation, before };
}
