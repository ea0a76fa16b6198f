/**
 * Where the receiving of messages stands: a value between any two octets.
 *
 * @module
 */

import { extended, gatherNothing } from '../bytes/gathered.ts';
import type { Gathered } from '../bytes/gathered.ts';
import type { Primitives } from '../bytes/primitives.ts';
import type { Run, Runs } from '../bytes/runs.ts';
import type { Utf8State } from '../bytes/utf8.ts';
import type { AnySession } from '../extension/extension.ts';
import type { FrameHeader } from '../frame/frame.ts';
import type { HeaderRules, MessageSoFar } from '../frame/header-rules.ts';

/** What holds for all messages of a connection. */
export interface InboundRules extends HeaderRules {
  /** The extensions in use, in the agreed order. */
  readonly sessions: readonly AnySession[];
  /** Whether messages are delivered as parts, as they arrive, instead of whole. */
  readonly parts: boolean;
  /** Whether the chunks are never written again, so that payloads may be delivered as views of them. */
  readonly owned: boolean;
  readonly primitives: Primitives;
}

/** A message of which some has come. */
export interface MessageUnderWay extends MessageSoFar {
  readonly opcode: 0x1 | 0x2;
  readonly fragments: number;
  readonly octets: number;
  /** RSV1-3 of its first frame. */
  readonly reserved: number;
  /** Whether a part of it has gone through the extensions. */
  readonly begun: boolean;
  /** Octets after the extensions. */
  readonly inflated: number;
  /** Text only: what must follow in a character that is cut. */
  readonly utf8: Utf8State;
  /** Whole delivery through extensions: what came before what is gathered. */
  readonly full: Run | null;
  /** Whole delivery: the message so far, but for what is not counted yet. In parts: the octets of a character that is cut. */
  readonly gathered: Gathered;
}

/** What a message that goes through extensions has given so far, when it is delivered whole. */
export function runsOf({ full, gathered, inflated }: MessageUnderWay): Runs {
  return { full, open: gathered, length: inflated };
}

/** Where in a frame and a message an octet lies. */
export interface Position {
  /** The octets of a frame header that is not complete yet. */
  readonly head: Uint8Array;
  /** The header of the frame whose payload is being read. */
  readonly header: FrameHeader | null;
  /** How many octets of that payload are behind us. */
  readonly received: number;
  /** The payload so far of a control frame, unmasked. */
  readonly control: Uint8Array;
  readonly message: MessageUnderWay | null;
}

/** Where receiving stands. */
export interface Inbound {
  /** Octets behind us, counted from the first after the opening handshake. */
  readonly offset: number;
  readonly position: Position;
  /**
   * Octets of the payload under way that are behind us and that `position` does not count yet: they stand in the room
   * behind what its message has gathered. So a chunk in the midst of a payload makes one record in place of four.
   */
  readonly uncounted: number;
  /** The inbound states of the extensions in use. */
  readonly states: readonly unknown[];
}

/** No octets. */
export const nothing: Uint8Array = /* @__PURE__ */ new Uint8Array(0);

/** No octets, to be added to. */
export const nothingGathered: Gathered = /* @__PURE__ */ gatherNothing(0);

/** Between two frames, and no message under way: where most chunks end. */
export const betweenMessages: Position = {
  head: nothing,
  header: null,
  received: 0,
  control: nothing,
  message: null,
};

const nothingInbound: Inbound = { offset: 0, position: betweenMessages, uncounted: 0, states: [] };

/** Nothing received yet. */
export function freshInbound(sessions: readonly AnySession[]): Inbound {
  if (sessions.length === 0) return nothingInbound;
  const states = sessions.map((session) => session.initial);
  return { offset: 0, position: betweenMessages, uncounted: 0, states };
}

/** The position with all octets counted that are behind us. */
export function positionOf({ position, uncounted }: Inbound): Position {
  const { head, header, received, control, message } = position;
  if (uncounted === 0 || message === null) return position;
  const gathered = extended(message.gathered, uncounted);
  return {
    head,
    header,
    received: received + uncounted,
    control,
    message: { ...message, begun: true, inflated: gathered.length, gathered },
  };
}
