/**
 * Messages to outbound frames (RFC 6455 §5.4, §6.1), through the extensions (§9).
 *
 * @module
 */

import { joined } from '../bytes/joined.ts';
import { areOctets } from '../bytes/octets.ts';
import { encodeText, isWellFormed } from '../bytes/text.ts';
import { outboundThrough } from '../extension/chain.ts';
import type { AnySession } from '../extension/extension.ts';
import type { Outbound, OutboundFrame } from '../frame/outbound.ts';
import { opcodes } from '../vocabulary/opcode.ts';
import { refusalOf } from '../vocabulary/refusal.ts';
import type { Refusal } from '../vocabulary/refusal.ts';
import { failure, success } from '../vocabulary/result.ts';
import type { Result } from '../vocabulary/result.ts';
import type { PreparedMessage } from './prepared.ts';

/** Where sending stands. */
export interface OutboundState {
  /** The opcode of the message that is under way in parts; 0 when there is none. */
  readonly opcode: 0x0 | 0x1 | 0x2;
  /** The outbound states of the extensions in use. */
  readonly states: readonly unknown[];
}

/** What holds for all messages that are sent. */
export interface OutboundRules {
  /** Whether frames are masked: true for a client. */
  readonly masked: boolean;
  /** The extensions in use, in the agreed order. */
  readonly sessions: readonly AnySession[];
}

/** Frames to send, and where sending stands after them. */
export interface Fragmented {
  readonly state: OutboundState;
  readonly outbound: readonly Outbound[];
}

const nothingOutbound: OutboundState = { opcode: 0, states: [] };

/** Nothing sent yet. */
export function freshOutbound(sessions: readonly AnySession[]): OutboundState {
  if (sessions.length === 0) return nothingOutbound;
  return { opcode: 0, states: sessions.map((session) => session.initial) };
}

/** What a caller may ask of one message. */
export interface FragmentOptions {
  /** Splits the message in frames of at most this many octets of payload; one frame when left out. */
  readonly fragmentOctets?: number | undefined;
  /** `false` asks the extensions to leave the message uncompressed. */
  readonly compress?: boolean | undefined;
}

/**
 * A whole message as frames.
 *
 * Refuses while another message is under way in parts (RFC 6455 §5.4), text with a lone surrogate, content
 * of another type, and a `fragmentOctets` that is no whole number from 1 on.
 */
export function fragmentMessage(
  state: OutboundState,
  rules: OutboundRules,
  opcode: 0x1 | 0x2,
  content: string | Uint8Array,
  options: FragmentOptions,
): Result<Fragmented, Refusal> {
  if (state.opcode !== 0) return failure(refusalOf('message-unfinished', ''));
  const problem = contentProblem(opcode, content);
  if (problem !== null) return failure(problem);
  if (isPlain(state, rules, options)) {
    return success({ state, outbound: [frameOf(opcode, true, 0, content, rules)] });
  }
  const size = options.fragmentOctets;
  if (size !== undefined && !(Number.isSafeInteger(size) && size >= 1)) {
    return failure(refusalOf('payload-too-long', `fragmentOctets ${String(size)}`));
  }
  const octets = typeof content === 'string' ? encodeText(content) : content;
  if (size === undefined || octets.length <= size) {
    return partFrame(state, rules, opcode, octets, true, options.compress);
  }
  const outbound: Outbound[] = [];
  let now = state;
  for (let at = 0; at < octets.length; at += size) {
    const end = Math.min(at + size, octets.length);
    const final = end === octets.length;
    const part = partFrame(
      now,
      rules,
      opcode,
      octets.subarray(at, end),
      final,
      options.compress,
      octets.length,
    );
    if (!part.ok) return part;
    now = part.value.state;
    for (const frame of part.value.outbound) outbound.push(frame);
  }
  return success({ state: now, outbound });
}

/** The usual way: a message in one frame that no extension touches, after which sending stands where it stood. */
export function isPlain(state: OutboundState, rules: OutboundRules, options: FragmentOptions): boolean {
  return state.opcode === 0 && rules.sessions.length === 0 && options.fragmentOctets === undefined;
}

/**
 * A part of a message whose whole is not known yet, as one frame.
 *
 * Refuses a part of another kind than the message under way, text with a lone surrogate (cut text between
 * code points), and content of another type.
 */
export function fragmentPart(
  state: OutboundState,
  rules: OutboundRules,
  opcode: 0x1 | 0x2,
  content: string | Uint8Array,
  final: boolean,
  compress: boolean | undefined,
): Result<Fragmented, Refusal> {
  if (state.opcode !== 0 && state.opcode !== opcode) return failure(refusalOf('no-message-begun', ''));
  const problem = contentProblem(opcode, content);
  return problem === null ? partFrame(state, rules, opcode, content, final, compress) : failure(problem);
}

/** A prepared message: as it is where nothing needs to be done to it. */
export function fragmentPrepared(
  state: OutboundState,
  rules: OutboundRules,
  message: PreparedMessage,
): Result<Fragmented, Refusal> {
  if (state.opcode !== 0) return failure(refusalOf('message-unfinished', ''));
  if (!areOctets(message?.frame)) return failure(refusalOf('not-octets', typeof message));
  if (rules.sessions.length > 0) {
    return partFrame(state, rules, message.opcode, message.payload, true, false);
  }
  const outbound: Outbound = rules.masked
    ? frameOf(message.opcode, true, 0, message.payload, rules)
    : { type: 'octets', octets: message.frame };
  return success({ state, outbound: [outbound] });
}

/** A control frame (RFC 6455 §5.5). */
export function controlFrame(opcode: 0x8 | 0x9 | 0xa, payload: Uint8Array, masked: boolean): OutboundFrame {
  return { type: 'frame', fin: true, reserved: 0, opcode, masked, payload };
}

/** What is wrong with the content of a message, or `null`. */
export function contentProblem(opcode: 0x1 | 0x2, content: unknown): Refusal | null {
  if (opcode === opcodes.text) {
    if (typeof content !== 'string') return refusalOf('not-text', typeof content);
    return isWellFormed(content) ? null : refusalOf('text-not-well-formed', content);
  }
  return areOctets(content) ? null : refusalOf('not-octets', typeof content);
}

/** One part as one frame; its content has been looked at. Text may come as octets, cut anywhere. */
function partFrame(
  state: OutboundState,
  rules: OutboundRules,
  opcode: 0x1 | 0x2,
  content: string | Uint8Array,
  final: boolean,
  compress: boolean | undefined,
  messageOctets?: number,
): Result<Fragmented, Refusal> {
  const first = state.opcode === 0;
  const wire = first ? opcode : (opcodes.continuation as 0x0);
  const after = final ? 0 : opcode;
  if (rules.sessions.length === 0) {
    const frame = frameOf(wire, final, 0, content, rules);
    return success({ state: { opcode: after, states: state.states }, outbound: [frame] });
  }
  const payload = typeof content === 'string' ? encodeText(content) : content;
  const wish = compress !== false;
  const part = { opcode, reserved: 0, first, final, payload, compress: wish, messageOctets };
  const chained = outboundThrough(rules.sessions, state.states, part);
  if (!chained.ok) return failure(refusalOf('extension-failed', chained.violation));
  const frame = frameOf(wire, final, first ? chained.reserved : 0, joined(chained.payload), rules);
  return success({ state: { opcode: after, states: chained.states }, outbound: [frame] });
}

/** A frame that carries a message or a part of one. */
export function frameOf(
  opcode: 0x0 | 0x1 | 0x2,
  fin: boolean,
  reserved: number,
  payload: string | Uint8Array,
  rules: OutboundRules,
): OutboundFrame {
  return { type: 'frame', fin, reserved, opcode, masked: rules.masked, payload };
}
