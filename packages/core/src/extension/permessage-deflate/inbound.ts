/**
 * Messages on their way in (RFC 7692 §7.2.2), as their octets come.
 *
 * @module
 */

import { joined } from '../../bytes/joined.ts';
import { inRow, lastOctets, noRuns, withCopy } from '../../bytes/runs.ts';
import type { Runs } from '../../bytes/runs.ts';
import type { ViolationName } from '../../vocabulary/violation.ts';
import type { MessagePart, Transformed } from '../extension.ts';
import type { Sides } from './agreement.ts';
import type { StreamCache } from './cache.ts';
import { carry, longestWindow } from './context.ts';
import type { Context } from './context.ts';
import type { DeflateEngine } from './engine.ts';
import {
  betweenMessages,
  blankInflater,
  feed,
  heldBack,
  inflatingFrom,
  remember,
  reread,
  withPieces,
} from './inflating.ts';
import type { Fed, Inflating } from './inflating.ts';
import { closedOff, compressedBit } from './message-payload.ts';
import { emptyWindow, roomy, slide, windowOctets } from './window.ts';
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
  const before = part.first ? noRuns : context.compressed;
  if (final && before.length + payload.length === 0) {
    // "RSV1 and no payload at all": not what RFC 7692 §7.2.3.6 asks for, and not to be misread either.
    return { ok: true, state: moved(settings.cache, context, 'none'), reserved, payload: [] };
  }
  const octets = before.length === 0 ? payload : joined([lastOctets(before, heldBack), payload]);
  const end = octets.length - heldBack;
  if (!final && end <= 0) {
    const state = underWay(context, before, payload);
    carry(settings.cache, context, state);
    return { ok: true, state, reserved, payload: [] };
  }
  const all = final ? closedOff(octets) : octets;
  const live = standingAt(settings, context, before, room);
  const fed = feed(live, all, 0, final ? all.length : end, final, room);
  if (fed.fault !== null) {
    live.free();
    return explained(settings, context.window, before, all, room, fed);
  }
  if (!final) {
    remember(live, fed.pieces, fed.windowed);
    const state = underWay(context, before, payload);
    settings.cache.put(state, live, true);
    return { ok: true, state, reserved, payload: fed.pieces };
  }
  const { inflated } = live;
  if (inflated > ratioFloor && inflated > settings.inflateRatio * (before.length + payload.length)) {
    live.free();
    return failed('inflated-message-too-big', fed.pieces);
  }
  return { ok: true, state: finished(settings, context, live, fed), reserved, payload: fed.pieces };
}

/** The state in the middle of a compressed message. */
function underWay(context: Context, before: Runs, payload: Uint8Array): Context {
  const compressed = withCopy(before, payload);
  return { on: context.on, message: 'compressed', window: context.window, compressed };
}

/** The state after a compressed message; its inflater goes to where it is looked for next. */
function finished(settings: InboundSettings, context: Context, live: Inflating, fed: Fed): Context {
  const { engine, cache, history } = settings;
  betweenMessages(live);
  const kept = history === 0 ? emptyWindow : newest(live, fed, history);
  const state: Context = { on: context.on, message: 'none', window: kept, compressed: noRuns };
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
  if (sliding.store.length > roomy(history) || sliding.count > history) {
    sliding = slide(emptyWindow, windowOctets(sliding).subarray(-history), history);
  }
  return withPieces(sliding, fed.pieces, fed.windowed, history);
}

/** The same context with another message under way; what stands beside it comes along. */
function moved(cache: StreamCache, context: Context, message: 'none' | 'plain'): Context {
  if (context.message === message) return context;
  const state: Context = {
    on: context.on,
    message,
    window: context.window,
    compressed: noRuns,
  };
  carry(cache, context, state);
  return state;
}

/** The inflater that has read what came of this message, but for what waits: the live one, or a new one. */
function standingAt(
  { engine, cache }: InboundSettings,
  context: Context,
  before: Runs,
  room: number,
): Inflating {
  return (cache.take(context) as Inflating | null) ?? again(engine, cache, context.window, before, room);
}

/** A new inflater that reads again what came, but for what waits. */
function again(
  engine: DeflateEngine,
  cache: StreamCache,
  plain: Window,
  before: Runs,
  room: number,
): Inflating {
  const live = inflatingFrom(engine, cache, plain);
  let left = before.length - heldBack;
  for (const octets of inRow(before)) {
    reread(live, octets, Math.min(octets.length, left), room);
    left -= octets.length;
  }
  return live;
}

/**
 * What is told about a fault. Whoever comes octet by octet hears first what breaks first: too much output, or text that
 * is no text, may stand before broken data in the same slice, and an engine that finds data broken gives none of what
 * stood before it. So the slice is read again in the smallest of steps. This happens once in the life of a connection.
 */
function explained(
  { engine, cache }: InboundSettings,
  plain: Window,
  before: Runs,
  octets: Uint8Array,
  room: number,
  fed: Fed,
): Transformed<Context> {
  const { pieces, fault } = fed;
  if (fault !== 'extension-data-invalid') return failed(fault as ViolationName, pieces);
  let left = pieces.reduce((rest, piece) => rest - piece.length, room);
  const live = again(engine, cache, plain, before, left);
  reread(live, octets, fed.at, left);
  let found: ViolationName | null = null;
  for (let next = fed.at; next < fed.end && found === null; next++) {
    const step = feed(live, octets, next, next + 1, false, left);
    remember(live, step.pieces, step.windowed);
    left = step.pieces.reduce((rest, piece) => rest - piece.length, left);
    pieces.push(...step.pieces);
    found = step.fault;
  }
  live.free();
  return failed(found ?? fault, pieces);
}

function failed(violation: ViolationName, before: readonly Uint8Array[]): Transformed<Context> {
  return { ok: false, violation, before };
}
