/**
 * The compression context of one direction as a value (RFC 7692 §7.2): no handle, no pointer, nothing that ends.
 *
 * @module
 */

import { decodeBase64, encodeBase64 } from '../../bytes/base64.ts';
import { joined } from '../../bytes/joined.ts';
import { inRow, noRuns, withCopy } from '../../bytes/runs.ts';
import type { Runs } from '../../bytes/runs.ts';
import type { StreamCache } from './cache.ts';
import { emptyWindow, slide, windowOctets } from './window.ts';
import type { Window } from './window.ts';

/** Where one direction of permessage-deflate stands. */
export interface Context {
  /** Outbound: whether messages are compressed, as far as they ask for it. */
  readonly on: boolean;
  /** What kind of message is under way. */
  readonly message: 'none' | 'plain' | 'compressed';
  /** Outbound: what was compressed. Inbound: what was inflated before the message that is under way. */
  readonly window: Window;
  /**
   * Inbound, with a compressed message under way: its octets so far. An inflater in the middle of a message stands
   * between two bits, so this is what says where.
   */
  readonly compressed: Runs;
}

/** Before the first message. */
export const initialContext: Context = {
  on: true,
  message: 'none',
  window: emptyWindow,
  compressed: noRuns,
};

/** The largest window that DEFLATE knows; what is received is inflated with it, whatever was agreed. */
export const longestWindow = 32_768;

/** Moves the stream that stands at one value, if any, to another that means the same to it. */
export function carry(cache: StreamCache, from: Context, to: Context): void {
  const live = cache.take(from);
  if (live !== null) cache.put(to, live, to.message === 'compressed');
}

/** The context as a JSON value. */
export function snapshotOf(context: Context): unknown {
  return {
    on: context.on,
    message: context.message,
    window: encodeBase64(windowOctets(context.window)),
    compressed: encodeBase64(joined(inRow(context.compressed))),
  };
}

/** The context that a snapshot was taken of. Throws a `TypeError` for anything else. */
export function contextOf(snapshot: unknown): Context {
  const told = Object(snapshot) as Record<keyof Context, unknown>;
  const { on, message } = told;
  const plain = octetsIn(told.window);
  const octets = octetsIn(told.compressed);
  const isMessage = message === 'none' || message === 'plain' || message === 'compressed';
  if (typeof on !== 'boolean' || !isMessage || plain === null || octets === null) throw notOne();
  if (plain.length > longestWindow || (octets.length > 0 && message !== 'compressed')) throw notOne();
  return {
    on,
    message,
    window: plain.length === 0 ? emptyWindow : slide(emptyWindow, plain, longestWindow),
    compressed: octets.length === 0 ? noRuns : withCopy(noRuns, octets),
  };
}

function octetsIn(value: unknown): Uint8Array | null {
  return typeof value === 'string' ? decodeBase64(value) : null;
}

function notOne(): TypeError {
  return new TypeError('permessage-deflate: a snapshot is { on, message, window, compressed }');
}
