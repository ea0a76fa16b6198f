/**
 * Small extensions to test chains with. Those that change messages do not commute where it matters, so a wrong
 * order shows.
 *
 * @module
 */

import type {
  Extension,
  ExtensionSession,
  MessagePart,
  Parameter,
  Transformed,
} from '@sansws/core/extension';

/** A message on its way through `x-reverse`: whether it is one to reverse, and its octets so far. */
export interface Held {
  readonly reversing: boolean;
  readonly octets: readonly number[];
}

/** A message on its way through `x-rsv2`: whether its mark is still to come. */
export interface Marked {
  readonly awaited: boolean;
}

/**
 * `x-reverse` (RSV1): a message travels with its octets in reverse, unless its sender asked for `compress:
 * false`. It must hold a message back until its end, so it shows whether a chain waits, and whether it keeps
 * to the room it gave.
 *
 * @example
 * ```ts
 * import { xReverse } from '@sansws/testing';
 * import { deepEqual } from 'node:assert/strict';
 * const message = { opcode: 0x2, reserved: 0, first: true, final: true, compress: true } as const;
 * const out = xReverse.outbound(xReverse.initial, { ...message, payload: Uint8Array.of(1, 2) });
 * deepEqual(out.ok && out.payload, [Uint8Array.of(2, 1)]);
 * ```
 */
export const xReverse: ExtensionSession<Held> = {
  name: 'x-reverse',
  parameters: [],
  reservedBits: 4,
  initial: { reversing: false, octets: [] },
  outbound: (held, part) => {
    const reversing = part.first ? part.compress : held.reversing;
    const reserved = part.first && reversing ? part.reserved | 4 : part.reserved;
    return reverse({ reversing, octets: held.octets }, part, reserved, Infinity);
  },
  inbound: (held, part, room) => {
    const reversing = part.first ? (part.reserved & 4) !== 0 : held.reversing;
    return reverse({ reversing, octets: held.octets }, part, part.reserved & ~4, room);
  },
  snapshot: (held) => ({ reversing: held.reversing, octets: [...held.octets] }),
  resume: (snapshot) => {
    const { reversing, octets } = Object(snapshot) as Partial<Held>;
    if (typeof reversing !== 'boolean' || !Array.isArray(octets)) {
      throw new TypeError('x-reverse: a snapshot is { reversing, octets }');
    }
    return { reversing, octets: octets.map(Number) };
  },
};

function reverse(held: Held, part: MessagePart, reserved: number, room: number): Transformed<Held> {
  const { reversing } = held;
  if (!reversing) return passOn({ reversing, octets: [] }, part.payload, reserved, room);
  const octets = [...held.octets, ...part.payload];
  if (octets.length > room) return tooBig;
  if (!part.final) return { ok: true, state: { reversing, octets }, reserved, payload: [] };
  return passOn({ reversing: false, octets: [] }, Uint8Array.from(octets.reverse()), reserved, room);
}

/** The octet that `x-rsv2` puts at the head of every message. */
export const mark = 0x2a;

/**
 * `x-rsv2` (RSV2): every message travels with the octet 2A before it (*extension data*, RFC 6455 §5.2). A
 * message that has RSV2 set and no such octet is refused.
 *
 * @example
 * ```ts
 * import { mark, xRsv2 } from '@sansws/testing';
 * import { deepEqual } from 'node:assert/strict';
 * const message = { opcode: 0x2, reserved: 0, first: true, final: true, compress: true } as const;
 * const out = xRsv2.outbound(xRsv2.initial, { ...message, payload: Uint8Array.of(1) });
 * deepEqual(out.ok && out.payload, [Uint8Array.of(mark), Uint8Array.of(1)]);
 * ```
 */
export const xRsv2: ExtensionSession<Marked> = {
  name: 'x-rsv2',
  parameters: [],
  reservedBits: 2,
  initial: { awaited: false },
  outbound: (state, part) => {
    if (!part.first) return { ok: true, state, reserved: part.reserved, payload: [part.payload] };
    return { ok: true, state, reserved: part.reserved | 2, payload: [Uint8Array.of(mark), part.payload] };
  },
  inbound: (state, part, room) => {
    const reserved = part.reserved & ~2;
    const awaited = part.first ? (part.reserved & 2) !== 0 : state.awaited;
    if (!awaited) return passOn({ awaited: false }, part.payload, reserved, room);
    const [first] = part.payload;
    if (first === undefined && !part.final) return { ok: true, state: { awaited }, reserved, payload: [] };
    if (first !== mark) return { ok: false, violation: 'extension-data-invalid' };
    return passOn({ awaited: false }, part.payload.slice(1), reserved, room);
  },
  snapshot: (state) => state.awaited,
  resume: (snapshot) => {
    if (typeof snapshot !== 'boolean') throw new TypeError('x-rsv2: a snapshot is true or false');
    return { awaited: snapshot };
  },
};

function passOn<State>(state: State, octets: Uint8Array, reserved: number, room: number): Transformed<State> {
  return octets.length > room ? tooBig : { ok: true, state, reserved, payload: [octets] };
}

const tooBig = { ok: false, violation: 'inflated-message-too-big' } as const;

/**
 * `x-no-op`: claims no bit and changes nothing.
 *
 * @example
 * ```ts
 * import { xNoOp } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * equal(xNoOp.reservedBits, 0);
 * ```
 */
export const xNoOp: ExtensionSession<null> = {
  name: 'x-no-op',
  parameters: [],
  reservedBits: 0,
  initial: null,
  outbound: (state, part) => ({ ok: true, state, reserved: part.reserved, payload: [part.payload] }),
  inbound: (state, part) => ({ ok: true, state, reserved: part.reserved, payload: [part.payload] }),
  snapshot: () => null,
  resume: () => null,
};

/**
 * `x-pieces`: claims no bit and changes nothing, but gives every payload in several pieces, an empty one among
 * them, and every other empty payload as none.
 *
 * @example
 * ```ts
 * import { xPieces } from '@sansws/testing';
 * import { deepEqual } from 'node:assert/strict';
 * const message = { opcode: 0x2, reserved: 0, first: true, final: true, compress: true } as const;
 * const out = xPieces.outbound(0, { ...message, payload: Uint8Array.of(1, 2, 3) });
 * deepEqual(out.ok && out.payload.map((piece) => [...piece]), [[1], [], [2, 3]]);
 * ```
 */
export const xPieces: ExtensionSession<number> = {
  name: 'x-pieces',
  parameters: [],
  reservedBits: 0,
  initial: 0,
  outbound: (count, part) => inPieces(count, part),
  inbound: (count, part) => inPieces(count, part),
  snapshot: (count) => count,
  resume: (snapshot) => {
    if (snapshot !== 0 && snapshot !== 1) throw new TypeError('x-pieces: a snapshot is 0 or 1');
    return snapshot;
  },
};

function inPieces(count: number, { payload, reserved }: MessagePart): Transformed<number> {
  const state = 1 - count;
  if (payload.length === 0) return { ok: true, state, reserved, payload: count === 0 ? [] : [payload] };
  const cut = Math.floor(payload.length / 2);
  const pieces = [payload.slice(0, cut), new Uint8Array(0), payload.slice(cut)];
  return { ok: true, state, reserved, payload: pieces };
}

/**
 * An extension of one session without parameters: offered bare, accepted and confirmed only bare.
 *
 * @example
 * ```ts
 * import { toyExtension, xNoOp } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * equal(toyExtension(xNoOp).accept([['level', '9']]), null);
 * ```
 */
export function toyExtension<State>(session: ExtensionSession<State>): Extension {
  const bare = (parameters: readonly Parameter[]): ExtensionSession<unknown> | null =>
    parameters.length === 0 ? (session as unknown as ExtensionSession<unknown>) : null;
  return { name: session.name, offers: [[]], accept: bare, confirm: bare };
}
