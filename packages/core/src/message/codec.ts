/**
 * The message floor: octets to messages and messages to octets, as a value with two functions. This is what
 * Mint.WebSocket is. It answers no Ping and no Close by itself; who wants that takes `connection/`.
 *
 * @module
 */

import { areOctets } from '../bytes/octets.ts';
import { plainPrimitives } from '../bytes/primitives.ts';
import type { Primitives } from '../bytes/primitives.ts';
import { reservedInUse } from '../extension/chain.ts';
import type { AnySession } from '../extension/extension.ts';
import { encodeCloseBody } from '../frame/close-body.ts';
import { encode as encodeOutbound } from '../frame/encoder.ts';
import { defaultLimits, withLimits } from '../vocabulary/limits.ts';
import type { Limits } from '../vocabulary/limits.ts';
import { opcodes } from '../vocabulary/opcode.ts';
import { refusalOf } from '../vocabulary/refusal.ts';
import type { Refusal } from '../vocabulary/refusal.ts';
import { failure, success } from '../vocabulary/result.ts';
import type { Result } from '../vocabulary/result.ts';
import { masks } from '../vocabulary/role.ts';
import type { Role } from '../vocabulary/role.ts';
import type { Violation } from '../vocabulary/violation.ts';
import { decodeMessages } from './decoder.ts';
import { controlFrame, fragmentMessage, fragmentPart, freshOutbound } from './fragmenter.ts';
import type { Fragmented, OutboundState } from './fragmenter.ts';
import { freshInbound } from './inbound.ts';
import type { Inbound, InboundRules } from './inbound.ts';
import type { BinaryPart, Message, TextPart } from './message.ts';

/** A codec between two octets; a value. */
export interface MessageCodec {
  readonly role: Role;
  readonly rules: InboundRules;
  readonly inbound: Inbound;
  readonly outbound: OutboundState;
  /** Whether a Close was read or a rule was broken: then no more is read. */
  readonly over: boolean;
}

/** How a codec is to work. */
export interface MessageCodecOptions {
  readonly role: Role;
  readonly limits?: Partial<Limits>;
  /** The extensions in use, in the agreed order (`extension/`). */
  readonly sessions?: readonly AnySession[];
  /** Whole messages (the default), or their parts as they arrive. */
  readonly delivery?: 'messages' | 'parts';
  /** Whether chunks are never written again (`owned`), so that payloads may be views of them. */
  readonly chunks?: 'borrowed' | 'owned';
  readonly primitives?: Partial<Primitives>;
}

/** A message to send. The bare words are the shorthands for an empty one. */
export type Sendable =
  | 'ping'
  | 'pong'
  | 'close'
  | {
      readonly type: 'text';
      readonly text: string;
      readonly fragmentOctets?: number;
      readonly compress?: boolean;
    }
  | {
      readonly type: 'binary';
      readonly data: Uint8Array;
      readonly fragmentOctets?: number;
      readonly compress?: boolean;
    }
  | TextPart
  | BinaryPart
  | { readonly type: 'ping' | 'pong'; readonly applicationData: Uint8Array }
  | { readonly type: 'close'; readonly statusCode: number; readonly reason: string };

/** What a chunk gave. */
export interface DecodedMessages {
  readonly codec: MessageCodec;
  readonly messages: readonly Message[];
  readonly violation: Violation | null;
}

/** What a message became. */
export interface EncodedMessage {
  readonly codec: MessageCodec;
  /** To be written in this order. */
  readonly segments: readonly Uint8Array[];
}

/**
 * A codec that has read and written nothing. Throws a `RangeError` for a limit that is no limit.
 *
 * @example
 * ```ts
 * import { decode, encodeMessage, messageCodec } from '@sansws/core/message';
 * import { deepEqual } from 'node:assert/strict';
 * const client = messageCodec({ role: 'client' });
 * const sent = encodeMessage(client, { type: 'text', text: 'Hello' }, Uint32Array.of(0x37fa213d));
 * const server = messageCodec({ role: 'server' });
 * const got = decode(server, sent.ok ? sent.value.segments[0]! : new Uint8Array(0));
 * deepEqual(got.messages, [{ type: 'text', text: 'Hello' }]);
 * ```
 */
export function messageCodec(options: MessageCodecOptions): MessageCodec {
  const sessions = options.sessions ?? [];
  const rules: InboundRules = {
    masked: !masks(options.role),
    reservedInUse: reservedInUse(sessions),
    limits: withLimits(defaultLimits(options.role), options.limits ?? {}),
    sessions,
    parts: options.delivery === 'parts',
    owned: options.chunks === 'owned',
    primitives: { ...plainPrimitives, ...options.primitives },
  };
  return {
    role: options.role,
    rules,
    inbound: freshInbound(sessions),
    outbound: freshOutbound(sessions),
    over: false,
  };
}

/**
 * Reads a chunk: the messages that it completes, in order. After a Close (RFC 6455 §5.5.1) or a violation the
 * codec reads nothing more.
 *
 * @example
 * ```ts
 * import { decode, messageCodec } from '@sansws/core/message';
 * import { deepEqual } from 'node:assert/strict';
 * const { messages } = decode(messageCodec({ role: 'client' }), Uint8Array.of(0x88, 0x02, 0x03, 0xe8));
 * deepEqual(messages, [{ type: 'close', statusCode: 1000, reason: '' }]);
 * ```
 */
export function decode(codec: MessageCodec, chunk: Uint8Array): DecodedMessages {
  if (codec.over) return { codec, messages: [], violation: null };
  const decoded = decodeMessages(codec.inbound, codec.rules, chunk, 0, Infinity);
  const over = decoded.closed || decoded.violation !== null;
  if (over) retire(codec, decoded.inbound);
  const inbound = over ? { ...freshInbound([]), offset: decoded.inbound.offset } : decoded.inbound;
  return {
    codec: { role: codec.role, rules: codec.rules, inbound, outbound: codec.outbound, over },
    messages: decoded.messages,
    violation: decoded.violation,
  };
}

/**
 * Nothing more will be read, and hardly anything written: extensions may free what stands beside their states. Who does
 * go on to write gets the same octets' worth, from the states.
 */
function retire({ rules, outbound }: MessageCodec, inbound: Inbound): void {
  rules.sessions.forEach((session, index) => {
    session.retire?.(inbound.states[index]);
    session.retire?.(outbound.states[index]);
  });
}

/**
 * Writes a message. A client gives one fresh masking key for each frame (RFC 6455 §5.3); a server none.
 *
 * Refuses what cannot be sent: see `Refusal`. The codec is then as before.
 *
 * @example
 * ```ts
 * import { encodeMessage, messageCodec } from '@sansws/core/message';
 * import { deepEqual } from 'node:assert/strict';
 * const sent = encodeMessage(messageCodec({ role: 'server' }), 'close', new Uint32Array(0));
 * deepEqual(sent.ok && sent.value.segments, [Uint8Array.of(0x88, 0x00)]);
 * ```
 */
export function encodeMessage(
  codec: MessageCodec,
  message: Sendable,
  maskingKeys: Uint32Array,
): Result<EncodedMessage, Refusal> {
  const fragmented = framesOf(codec, message);
  if (!fragmented.ok) return fragmented;
  const segments = encodeOutbound(fragmented.value.outbound, maskingKeys, 0, codec.rules.primitives);
  if (!segments.ok) return segments;
  const { role, rules, inbound, over } = codec;
  return success({
    codec: { role, rules, inbound, outbound: fragmented.value.state, over },
    segments: segments.value,
  });
}

function framesOf(codec: MessageCodec, message: Sendable): Result<Fragmented, Refusal> {
  const state = codec.outbound;
  const rules = { masked: masks(codec.role), sessions: codec.rules.sessions };
  if (message === 'ping' || message === 'pong') return control(codec, opcodes[message] as 0x9, empty);
  if (message === 'close') return control(codec, 0x8, empty);
  switch (message?.type) {
    case 'text':
      return fragmentMessage(state, rules, 0x1, message.text, message);
    case 'binary':
      return fragmentMessage(state, rules, 0x2, message.data, message);
    case 'text-part':
      return fragmentPart(state, rules, 0x1, message.text, message.final, undefined);
    case 'binary-part':
      return fragmentPart(state, rules, 0x2, message.data, message.final, undefined);
    case 'ping':
    case 'pong':
      return control(codec, opcodes[message.type] as 0x9, message.applicationData);
    case 'close': {
      const body = encodeCloseBody(message.statusCode, message.reason);
      return body.ok ? control(codec, 0x8, body.value) : body;
    }
    default:
      return failure(refusalOf('not-a-command', typeof (message satisfies never as Sendable | null)));
  }
}

function control(
  codec: MessageCodec,
  opcode: 0x8 | 0x9 | 0xa,
  payload: Uint8Array,
): Result<Fragmented, Refusal> {
  if (!areOctets(payload)) return failure(refusalOf('not-octets', typeof payload));
  if (payload.length > 125) return failure(refusalOf('control-payload-too-long', `${payload.length} octets`));
  return success({ state: codec.outbound, outbound: [controlFrame(opcode, payload, masks(codec.role))] });
}

const empty = /* @__PURE__ */ new Uint8Array(0);
