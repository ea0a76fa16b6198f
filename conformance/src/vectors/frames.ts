/**
 * Short words to write frames, scripts and cases with.
 *
 * @module
 */

import type { Action, Chop, ConformanceCase, ExpectedEvent, WireFrame } from './case.ts';

/** A text frame; the payload may be any octets. */
export function text(payload: string | Uint8Array): WireFrame {
  return frame(0x1, payload);
}

/** A binary frame. */
export function binary(payload: string | Uint8Array): WireFrame {
  return frame(0x2, payload);
}

/** A continuation frame. */
export function continuation(payload: string | Uint8Array): WireFrame {
  return frame(0x0, payload);
}

/** A ping frame. */
export function ping(payload: string | Uint8Array): WireFrame {
  return frame(0x9, payload);
}

/** A pong frame. */
export function pong(payload: string | Uint8Array): WireFrame {
  return frame(0xa, payload);
}

/** A Close frame with a status code and a reason; see `emptyCloseFrame` for one without. */
export function close(statusCode: number, reason: string | Uint8Array = ''): WireFrame {
  return frame(0x8, Buffer.concat([Uint8Array.of(statusCode >> 8, statusCode & 0xff), octets(reason)]));
}

/** A Close frame whose payload is whatever is given. */
export function closeWith(payload: string | Uint8Array): WireFrame {
  return frame(0x8, payload);
}

/** A frame of any opcode, final, without reserved bits. */
export function frame(opcode: number, payload: string | Uint8Array): WireFrame {
  return { fin: true, reserved: 0, opcode, payload: octets(payload) };
}

/** The frame without FIN. */
export function unfinished(given: WireFrame): WireFrame {
  return { ...given, fin: false };
}

/** The frame with reserved bits (RSV1 = 4, RSV2 = 2, RSV3 = 1). */
export function withReserved(given: WireFrame, reserved: number): WireFrame {
  return { ...given, reserved };
}

/**
 * The message as fragments of `size` octets. A payload that is longer than the size and a multiple of it
 * is followed by an extra empty final frame, as in the cases that everybody measures against.
 */
export function fragments(message: WireFrame, size: number): readonly WireFrame[] {
  const { payload } = message;
  if (payload.length <= size) return [message];
  const parts: WireFrame[] = [];
  for (let at = 0; at < payload.length; at += size) {
    const part = payload.subarray(at, at + size);
    parts.push({
      fin: part.length < size,
      reserved: 0,
      opcode: at === 0 ? message.opcode : 0x0,
      payload: part,
    });
  }
  if (payload.length % size === 0) parts.push(continuation(''));
  return parts;
}

/** Sends frames, all in one write unless said otherwise. */
export function send(frames: readonly WireFrame[], chop: Chop = 'one-write'): Action {
  return { type: 'send', frames, chop };
}

/** The event that the echo of this frame is; a ping is answered by a pong. */
export function echoOf(given: WireFrame): ExpectedEvent {
  if (given.opcode === 0x9) return { type: 'pong', payload: given.payload };
  return { type: given.opcode === 0x1 ? 'text' : 'binary', payload: given.payload };
}

/** A case E: these frames, this echo, then the fuzzer closes. */
export function echoCase(
  id: string,
  title: string,
  script: () => readonly Action[],
  events: () => readonly ExpectedEvent[],
): ConformanceCase {
  return { id, title, script, events, outcome: { type: 'echo' } };
}

/** A case X: the peer must fail the connection with one of the codes. */
export function failureCase(
  id: string,
  title: string,
  statusCodes: readonly number[],
  script: () => readonly Action[],
  events: () => readonly ExpectedEvent[] = () => [],
): ConformanceCase {
  return { id, title, script, events, outcome: { type: 'failure', statusCodes } };
}

/** The octets of a hexadecimal string; spaces may stand anywhere between octets. */
export function hex(digits: string): Uint8Array {
  return Buffer.from(digits.replaceAll(' ', ''), 'hex');
}

/** `length` octets, the pattern repeated. */
export function repeated(pattern: string | Uint8Array, length: number): Uint8Array {
  return Buffer.alloc(length, octets(pattern));
}

function octets(payload: string | Uint8Array): Uint8Array {
  return typeof payload === 'string' ? Buffer.from(payload, 'utf8') : payload;
}
