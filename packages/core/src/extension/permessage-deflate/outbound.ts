/**
 * Messages on their way out (RFC 7692 §7.2.1), part by part.
 *
 * Every part ends with a flush, so that what was said is on its way. A flush ends on an octet, and an encoder may choose
 * freely how to say what it says: so the window is the whole state, and a stream that goes on may compress a little
 * otherwise than one that starts from the window. What is read back is the same.
 *
 * @module
 */

import { noRuns } from '../../bytes/runs.ts';
import type { MessagePart, Transformed } from '../extension.ts';
import type { Live, StreamCache } from './cache.ts';
import { carry } from './context.ts';
import type { Context } from './context.ts';
import type { Deflater, DeflateEngine, DeflateSettings } from './engine.ts';
import { compressedBit, withoutTail } from './message-payload.ts';
import { emptyWindow, slide, windowOctets } from './window.ts';

/** What holds for all messages that go out. */
export interface OutboundSettings {
  readonly engine: DeflateEngine;
  readonly cache: StreamCache;
  /** How to compress; `null` with an agreed window of 8 bits, which no engine has: then nothing is compressed. */
  readonly deflate: DeflateSettings | null;
  readonly localNoContextTakeover: boolean;
  /** Messages of fewer octets go uncompressed, if that is known when they begin. */
  readonly threshold: number;
}

/** A deflater in use. */
interface Deflating extends Live {
  readonly stream: Deflater;
}

/** No engine counts further, and no message of this size is worth trying. */
const mostOctets = 0x7fff_ffff;

/** A part on its way out. */
export function deflatePart(
  settings: OutboundSettings,
  context: Context,
  part: MessagePart,
): Transformed<Context> {
  const { payload, final } = part;
  const isCompressed = part.first ? isWorthIt(settings, context, part) : context.message === 'compressed';
  const message = final ? 'none' : isCompressed ? 'compressed' : 'plain';
  if (!isCompressed || settings.deflate === null) {
    const state = moved(settings, context, message);
    return { ok: true, state, reserved: part.reserved, payload: [payload] };
  }
  const reserved = part.first ? part.reserved | compressedBit : part.reserved;
  if (payload.length > mostOctets) return { ok: false, violation: 'message-too-big' };
  // "an empty DEFLATE block with no compression", all but what is left out (RFC 7692 §7.2.3.6): a flush of nothing gives
  // nothing, and a payload of nothing is not what the receiver waits for.
  if (payload.length === 0) {
    const state = moved(settings, context, message);
    return { ok: true, state, reserved, payload: final ? [Uint8Array.of(0x00)] : [] };
  }
  const live = standingAt(settings, settings.deflate, context);
  const pieces = live.stream.deflate(payload);
  if (pieces === null) {
    live.free();
    return { ok: false, violation: 'extension-data-invalid' };
  }
  const isForgotten = final && settings.localNoContextTakeover;
  const most = 1 << settings.deflate.windowBits;
  const state: Context = {
    on: context.on,
    message,
    window: isForgotten ? emptyWindow : slide(context.window, payload, most),
    compressed: noRuns,
  };
  if (isForgotten) {
    live.stream.reset();
    settings.cache.put(blankDeflater(settings.engine, settings.deflate), live, false);
  } else {
    settings.cache.put(state, live, !final);
  }
  return { ok: true, state, reserved, payload: final ? withoutTail(pieces) : pieces };
}

/** Whether a message that begins with this part is to be compressed. */
function isWorthIt({ deflate, threshold }: OutboundSettings, context: Context, part: MessagePart): boolean {
  if (!context.on || !part.compress || deflate === null) return false;
  // How long a message in parts will be is often not known: then it is compressed.
  const octets = part.messageOctets ?? (part.final ? part.payload.length : Infinity);
  return octets >= threshold && threshold < Infinity;
}

/** The context with another message under way, or none any more, and nothing more to remember. */
function moved(settings: OutboundSettings, context: Context, message: Context['message']): Context {
  const isForgotten = message === 'none' && settings.localNoContextTakeover;
  if (context.message === message && !isForgotten) return context;
  const state: Context = {
    on: context.on,
    message,
    window: isForgotten ? emptyWindow : context.window,
    compressed: noRuns,
  };
  if (isForgotten) settings.cache.take(context)?.free();
  else carry(settings.cache, context, state);
  return state;
}

function standingAt(
  { engine, cache }: OutboundSettings,
  deflate: DeflateSettings,
  context: Context,
): Deflating {
  const live = cache.take(context) as Deflating | null;
  if (live !== null) return live;
  const blank = blankDeflating(engine, cache, deflate);
  if (context.window.count > 0) blank.stream.prime(windowOctets(context.window));
  return blank;
}

/** A deflater that stands nowhere: one that waits, one that would be given up now, or a new one. */
function blankDeflating(engine: DeflateEngine, cache: StreamCache, deflate: DeflateSettings): Deflating {
  const kind = blankDeflater(engine, deflate);
  const waiting = cache.take(kind) as Deflating | null;
  if (waiting !== null) return waiting;
  const spare = cache.spare(kind) as Deflating | null;
  if (spare !== null) {
    spare.stream.reset();
    return spare;
  }
  const stream = engine.deflater(deflate);
  return { kind, stream, free: stream.free };
}

/** Where a deflater waits that stands nowhere. */
function blankDeflater({ name }: DeflateEngine, deflate: DeflateSettings): string {
  const { level, memLevel, strategy, windowBits } = deflate;
  return `${name} deflate ${level} ${memLevel} ${strategy} ${windowBits}`;
}
