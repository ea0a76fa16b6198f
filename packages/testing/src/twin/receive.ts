/**
 * The slow twin of an open connection's receiving side: all octets in, everything heard out.
 *
 * Written from the text of RFC 6455, not from any decoder. It knows no chunks: whoever hands it every prefix
 * of what came has a receiver with a memory.
 *
 * @module
 */

import type { Frame } from '@sansws/core/frame';
import { defaultLimits, octetsPerFragment, withLimits } from '@sansws/core/vocabulary';
import type { Limits, Opcode, ViolationName } from '@sansws/core/vocabulary';
import { joined } from '../same.ts';
import type { Fault, Floor, Heard, Setting } from '../subject.ts';
import { judgeCloseBody } from './close-body.ts';
import { twinHeader, type TwinHeader } from './header.ts';
import { twinMask } from './mask.ts';
import { twinUtf8 } from './utf8.ts';

/** Everything that some octets say. */
export interface TwinReading {
  readonly frames: readonly Frame[];
  readonly heard: readonly Heard[];
  readonly fault: Fault | null;
}

/**
 * Reads everything that `octets` say to an open connection. Of extensions it knows only which RSV bits they use:
 * what they made of a payload is reported as it stands.
 *
 * At the floor `frames` each header is judged by itself, for that is all a frame codec knows; at the floor
 * `messages` also the order of fragments, the limits of a message, UTF-8 and the bodies of Close frames, and
 * nothing counts after a Close.
 *
 * @example
 * ```ts
 * import { twinReceive } from '@sansws/testing';
 * import { deepEqual } from 'node:assert/strict';
 * const setting = { role: 'client', limits: {} } as const;
 * const reading = twinReceive(Uint8Array.of(0x81, 0x02, 0x48, 0x69), setting, 'messages');
 * deepEqual(reading.heard, [{ type: 'text', text: 'Hi' }]);
 * ```
 */
export function twinReceive(octets: Uint8Array, setting: Setting, floor: Floor): TwinReading {
  const limits = withLimits(defaultLimits(setting.role), setting.limits);
  const reservedInUse = (setting.sessions ?? []).reduce((bits, session) => bits | session.reservedBits, 0);
  const frames: Frame[] = [];
  const heard: Heard[] = [];
  let message: TwinMessage | null = null;
  let at = 0;
  while (at < octets.length) {
    const begun = floor === 'frames' ? null : message !== null;
    const header = twinHeader(octets.slice(at), { role: setting.role, begun, reservedInUse });
    if (header.type === 'unfinished') return { frames, heard, fault: null };
    if (header.type === 'fault') {
      return { frames, heard, fault: { name: header.name, offset: at + header.index } };
    }
    const grown: TwinMessage | null = isData(header) ? grow(message, header) : null;
    const over = grown === null ? null : limitFault(header, floor === 'frames' ? null : grown, limits);
    if (over !== null) return { frames, heard, fault: { name: over, offset: at + header.lengthEnd } };

    const start = at + header.size;
    const end = start + header.payloadLength;
    const payload = unmasked(octets.slice(start, end), header);
    const whole = octets.length >= end;
    if (floor === 'messages' && octets.length >= start) {
      const fault = payloadFault(header, payload, start, whole, grown);
      if (fault !== null) return { frames, heard, fault };
    }
    if (!whole) return { frames, heard, fault: null };

    const { fin, reserved } = header;
    frames.push({ fin, reserved, opcode: header.opcode as Opcode, payload });
    if (grown !== null) {
      message = fin ? null : { ...grown, payloads: [...grown.payloads, payload] };
      if (fin) heard.push(delivered({ ...grown, payloads: [...grown.payloads, payload] }));
    } else {
      heard.push(controlHeard(header.opcode, payload));
      // "After receiving a control frame indicating the connection should be closed, a peer discards any
      // further data received." §1.4
      if (header.opcode === 8 && floor === 'messages') return { frames, heard, fault: null };
    }
    at = end;
  }
  return { frames, heard, fault: null };
}

/** A message under way. */
interface TwinMessage {
  readonly text: boolean;
  readonly fragments: number;
  /** Octets announced by all headers so far. */
  readonly octets: number;
  /** Payloads that came whole. */
  readonly payloads: readonly Uint8Array[];
}

function isData(header: TwinHeader): boolean {
  return header.opcode < 8;
}

function grow(message: TwinMessage | null, header: TwinHeader): TwinMessage {
  if (message === null) {
    return { text: header.opcode === 1, fragments: 1, octets: header.payloadLength, payloads: [] };
  }
  return {
    ...message,
    fragments: message.fragments + 1,
    octets: message.octets + header.payloadLength,
  };
}

/** Limits are judged on what the header announces (RFC 6455 §10.4): frame, message, number of fragments. */
function limitFault(header: TwinHeader, message: TwinMessage | null, limits: Limits): ViolationName | null {
  const countable = Number.MAX_SAFE_INTEGER;
  if (header.payloadLength > Math.min(limits.framePayload, countable)) return 'frame-too-big';
  if (message === null) return null;
  if (message.octets > Math.min(limits.messagePayload, countable)) return 'message-too-big';
  if (message.fragments > limits.fragments + message.octets / octetsPerFragment) return 'too-many-fragments';
  return null;
}

function unmasked(payload: Uint8Array, header: TwinHeader): Uint8Array {
  return header.maskingKey === null ? payload : twinMask(payload, header.maskingKey, 0);
}

function payloadFault(
  header: TwinHeader,
  payload: Uint8Array,
  start: number,
  whole: boolean,
  message: TwinMessage | null,
): Fault | null {
  // Where it can only be told at the end of a frame, the last octet of the frame is to blame.
  const end = start + payload.length - 1;
  if (header.opcode === 8) {
    const judged = judgeCloseBody(payload, whole);
    return judged === null ? null : { name: judged.name, offset: start + judged.index };
  }
  if (message === null || !message.text) return null;
  const before = joined(message.payloads);
  const reading = twinUtf8(joined([before, payload]));
  // "When an endpoint is to interpret a byte stream as UTF-8 but finds that the byte stream is not, in fact, a
  // valid UTF-8 stream, that endpoint MUST _Fail the WebSocket Connection_." §8.1
  if (reading.brokenAt >= 0)
    return { name: 'text-not-utf8', offset: start + reading.brokenAt - before.length };
  return reading.unfinished && header.fin && whole ? { name: 'text-not-utf8', offset: end } : null;
}

function delivered(message: TwinMessage): Heard {
  const data = joined(message.payloads);
  return message.text ? { type: 'text', text: twinUtf8(data).text } : { type: 'binary', data };
}

function controlHeard(opcode: number, payload: Uint8Array): Heard {
  if (opcode === 9) return { type: 'ping', applicationData: payload };
  if (opcode === 10) return { type: 'pong', applicationData: payload };
  // "If this Close control frame contains no status code, _The WebSocket Connection Close Code_ is considered
  // to be 1005." §7.1.5
  const [high = 0x03, low = 0xed] = payload;
  return { type: 'close', statusCode: high * 256 + low, reason: twinUtf8(payload.slice(2)).text };
}
