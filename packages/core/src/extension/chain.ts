/**
 * Several extensions in a row (RFC 6455 §9.1): with `foo, bar` agreed on, a message goes out as
 * `bar(foo(data))` and comes in the other way round.
 *
 * @module
 */

import type { ViolationName } from '../vocabulary/violation.ts';
import type { AnySession, MessagePart } from './extension.ts';

/** What became of a part on its way through all extensions. */
export type Chained =
  | {
      readonly ok: true;
      /** The states of the sessions from now on, in the order of the sessions. */
      readonly states: readonly unknown[];
      /** RSV1-3 on the wire (outbound), or what no extension took off (inbound). */
      readonly reserved: number;
      readonly payload: readonly Uint8Array[];
    }
  | {
      readonly ok: false;
      readonly violation: ViolationName;
      /** What the last extension gave of this part before the fault: it is for whoever reads messages. */
      readonly before: readonly Uint8Array[];
    };

/** A part on its way out: through the sessions in the agreed order. */
export function outboundThrough(
  sessions: readonly AnySession[],
  states: readonly unknown[],
  part: MessagePart,
): Chained {
  return through(sessions, states, part, 0, 1, Infinity);
}

/** A part on its way in: through the sessions in reverse order; at most `room` octets come out. */
export function inboundThrough(
  sessions: readonly AnySession[],
  states: readonly unknown[],
  part: MessagePart,
  room: number,
): Chained {
  return through(sessions, states, part, sessions.length - 1, -1, room);
}

function through(
  sessions: readonly AnySession[],
  states: readonly unknown[],
  part: MessagePart,
  begin: number,
  step: 1 | -1,
  room: number,
): Chained {
  const next = [...states];
  let pieces: readonly Uint8Array[] = [part.payload];
  let reserved = part.reserved;
  for (let index = begin; index >= 0 && index < sessions.length; index += step) {
    const session = sessions[index] as AnySession;
    const out: Uint8Array[] = [];
    let left = room;
    let after = reserved;
    // What one extension gives in several pieces is still one part: it begins with the first piece and ends
    // with the last. An extension that gave nothing leaves an empty piece, lest a beginning or end be lost.
    const count = Math.max(pieces.length, 1);
    for (let piece = 0; piece < count; piece++) {
      const payload = pieces[piece] ?? empty;
      const first = part.first && piece === 0;
      const final = part.final && piece === count - 1;
      const given: MessagePart = {
        opcode: part.opcode,
        reserved: piece === 0 ? reserved : 0,
        first,
        final,
        payload,
        compress: part.compress,
        messageOctets: part.messageOctets,
      };
      const result =
        step === 1 ? session.outbound(next[index], given) : session.inbound(next[index], given, left);
      if (!result.ok) {
        abandon(sessions, states, next);
        const isLast = index + step < 0 || index + step === sessions.length;
        const before = isLast ? [...out, ...(result.before ?? [])] : [];
        return { ok: false, violation: result.violation, before };
      }
      next[index] = result.state;
      if (piece === 0) after = result.reserved;
      for (const octets of result.payload) {
        out.push(octets);
        left -= octets.length;
      }
    }
    // The guard of the guard: an extension that ignores `room` does not get past here.
    if (left < 0) {
      abandon(sessions, states, next);
      return { ok: false, violation: 'inflated-message-too-big', before: [] };
    }
    pieces = out;
    reserved = after;
  }
  return { ok: true, states: next, reserved, payload: pieces };
}

/** Retires states that came of something which then could not go on: nobody will ever have them. */
export function abandon(
  sessions: readonly AnySession[],
  states: readonly unknown[],
  next: readonly unknown[],
): void {
  next.forEach((state, index) => {
    if (state !== states[index]) (sessions[index] as AnySession).retire?.(state);
  });
}

const empty = /* @__PURE__ */ new Uint8Array(0);

/** The RSV bits that the sessions use together, as a number 0-7. */
export function reservedInUse(sessions: readonly AnySession[]): number {
  let bits = 0;
  for (const session of sessions) bits |= session.reservedBits;
  return bits;
}

/** Whether two of the sessions claim the same RSV bit (RFC 6455 §9: they cannot be used together). */
export function conflict(sessions: readonly AnySession[]): boolean {
  let bits = 0;
  for (const session of sessions) {
    if ((bits & session.reservedBits) !== 0) return true;
    bits |= session.reservedBits;
  }
  return false;
}
