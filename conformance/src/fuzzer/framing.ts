/**
 * The fuzzer's own framing (RFC 6455 §5.2), on purpose without a line of the core: who judges must not lean
 * on the judged. Writing lets everything pass; reading is strict about what the peer sends.
 *
 * @module
 */

import type { ExpectedEvent, WireFrame } from '../vectors/case.ts';
import type { Compression } from './compression.ts';
import type { FuzzerRole } from './role.ts';

/** A frame's octets: header as short as it can be, payload masked with `key` unless that is null. */
export function writeFrame(frame: WireFrame, key: Uint8Array | null): Uint8Array {
  const { length } = frame.payload;
  const lengthOctets = length < 126 ? 0 : length < 0x1_0000 ? 2 : 8;
  const payloadAt = 2 + lengthOctets + (key === null ? 0 : 4);
  const out = new Uint8Array(payloadAt + length);
  const view = new DataView(out.buffer);
  const maskBit = key === null ? 0 : 0x80;
  out[0] = (frame.fin ? 0x80 : 0) | (frame.reserved << 4) | frame.opcode;
  if (lengthOctets === 0) out[1] = maskBit | length;
  else if (lengthOctets === 2) {
    out[1] = maskBit | 126;
    view.setUint16(2, length);
  } else {
    out[1] = maskBit | 127;
    view.setBigUint64(2, BigInt(length));
  }
  out.set(frame.payload, payloadAt);
  if (key !== null) {
    out.set(key, payloadAt - 4);
    for (let index = 0; index < length; index++) {
      const at = payloadAt + index;
      out[at] = (out[at] ?? 0) ^ (key[index & 3] ?? 0);
    }
  }
  return out;
}

/** The Close that a peer sent: its status code, 1005 for an empty one. */
export interface ReceivedClose {
  readonly statusCode: number;
}

/** What has been read from a peer so far. */
export class PeerReader {
  readonly events: ExpectedEvent[] = [];
  close: ReceivedClose | null = null;
  /** What the peer itself did wrong, in words; reading stops there. */
  fault: string | null = null;
  /** Messages that came compressed. */
  compressed = 0;
  #header = new Uint8Array(14);
  #headerFilled = 0;
  #payload: Uint8Array | null = null;
  #payloadFilled = 0;
  #message: { readonly first: number; readonly parts: Uint8Array[] } | null = null;
  readonly #masked: boolean;
  readonly #compression: Compression | null;

  /**
   * `role` is that of the fuzzer: a server expects masked frames, a client unmasked ones. Without `compression`
   * reserved bits are a fault.
   */
  constructor(role: FuzzerRole, compression: Compression | null) {
    this.#masked = role === 'server';
    this.#compression = compression;
  }

  read(chunk: Uint8Array): void {
    let at = 0;
    while (this.fault === null && at < chunk.length) {
      if (this.close !== null) {
        this.fault = `${chunk.length - at} octets after its Close frame`;
        return;
      }
      if (this.#payload === null) at = this.#readHeader(chunk, at);
      else at = this.#readPayload(chunk, at, this.#payload);
    }
  }

  #readHeader(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length) {
      this.#header[this.#headerFilled++] = chunk[at++] ?? 0;
      if (this.#headerFilled < 2 || this.#headerFilled < headerLength(this.#header)) continue;
      this.fault = headerFault(
        this.#header,
        this.#masked,
        this.#message !== null,
        this.#compression !== null,
      );
      if (this.fault !== null) return at;
      this.#payload = new Uint8Array(payloadLength(this.#header));
      this.#payloadFilled = 0;
      if (this.#payload.length === 0) this.#frameIsComplete(this.#payload);
      return at;
    }
    return at;
  }

  #readPayload(chunk: Uint8Array, from: number, payload: Uint8Array): number {
    const part = chunk.subarray(from, from + payload.length - this.#payloadFilled);
    payload.set(part, this.#payloadFilled);
    this.#payloadFilled += part.length;
    if (this.#payloadFilled === payload.length) this.#frameIsComplete(payload);
    return from + part.length;
  }

  #frameIsComplete(payload: Uint8Array): void {
    const [first = 0] = this.#header;
    const opcode = first & 0x0f;
    if (this.#masked) unmask(payload, this.#header.subarray(this.#headerFilled - 4, this.#headerFilled));
    this.#headerFilled = 0;
    this.#payload = null;
    if (opcode === 0x8) this.#readClose(payload);
    else if (opcode === 0x9) this.events.push({ type: 'ping', payload });
    else if (opcode === 0xa) this.events.push({ type: 'pong', payload });
    else this.#readFragment(first, payload);
  }

  #readClose(payload: Uint8Array): void {
    const [high = 0, low = 0] = payload;
    if (payload.length === 1) this.fault = 'a Close frame of 1 octet';
    this.close = { statusCode: payload.length === 0 ? 1005 : high * 256 + low };
  }

  #readFragment(first: number, payload: Uint8Array): void {
    const message = this.#message ?? { first, parts: [] };
    message.parts.push(payload);
    const fin = (first & 0x80) !== 0;
    this.#message = fin ? null : message;
    if (!fin) return;
    const sent = message.parts.length === 1 ? payload : Buffer.concat(message.parts);
    const whole = (message.first & 0x40) === 0 ? sent : this.#inflated(sent);
    const type = (message.first & 0x0f) === 0x1 ? 'text' : 'binary';
    if (type === 'text' && !isUtf8(whole)) this.fault = 'a text that is not UTF-8';
    this.events.push({ type, payload: whole });
  }

  #inflated(payload: Uint8Array): Uint8Array {
    this.compressed++;
    const plain = this.#compression?.inflate(payload) ?? null;
    if (plain === null) this.fault = 'compressed data that is none, or looks back farther than was agreed';
    return plain ?? new Uint8Array(0);
  }
}

function headerLength(header: Uint8Array): number {
  const second = header[1] ?? 0;
  const short = second & 0x7f;
  return 2 + (short < 126 ? 0 : short === 126 ? 2 : 8) + (second & 0x80 ? 4 : 0);
}

function payloadLength(header: Uint8Array): number {
  const short = (header[1] ?? 0) & 0x7f;
  const view = new DataView(header.buffer);
  if (short < 126) return short;
  return short === 126 ? view.getUint16(2) : Number(view.getBigUint64(2));
}

function headerFault(
  header: Uint8Array,
  masked: boolean,
  insideMessage: boolean,
  compresses: boolean,
): string | null {
  const [first = 0, second = 0] = header;
  const opcode = first & 0x0f;
  const short = second & 0x7f;
  const length = payloadLength(header);
  const control = opcode >= 0x8;
  const reserved = compresses && (opcode === 0x1 || opcode === 0x2) ? 0x30 : 0x70;
  if ((first & reserved) !== 0) return 'reserved bits without an extension';
  if (![0x0, 0x1, 0x2, 0x8, 0x9, 0xa].includes(opcode)) return `opcode ${opcode}`;
  if (((second & 0x80) !== 0) !== masked) return masked ? 'an unmasked frame' : 'a masked frame';
  if ((short === 126 && length < 126) || (short === 127 && length < 0x1_0000))
    return 'a length that is too wide';
  if (length > 64 * 1024 * 1024) return `a frame of ${length} octets`;
  if (control && (length > 125 || (first & 0x80) === 0)) return 'a long or fragmented control frame';
  if (!control && (opcode === 0x0) !== insideMessage) return 'fragments out of order';
  return null;
}

function unmask(payload: Uint8Array, key: Uint8Array): void {
  const [k0 = 0, k1 = 0, k2 = 0, k3 = 0] = key;
  const keys = [k0, k1, k2, k3];
  for (let index = 0; index < payload.length; index++) {
    payload[index] = (payload[index] ?? 0) ^ (keys[index & 3] ?? 0);
  }
}

function isUtf8(octets: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(octets);
    return true;
  } catch {
    return false;
  }
}
