/**
 * Octets by hand: requests, answers and frames of a peer that is no library (RFC 6455 §4, §5).
 *
 * @module
 */

import { decodeText, encodeText } from '@sansws/core/bytes';
import type { Opcode } from '@sansws/core/vocabulary';
import { acceptOf } from '@sansws/core/handshake';
import { joined } from '../same.ts';
import { twinEncode } from '../twin/encode.ts';
import { twinMask } from '../twin/mask.ts';
import { ContractError } from './assert.ts';
import type { RawPeer } from './world.ts';

/** A request that any server takes (RFC 6455 §1.3), with further lines if there are to be any. */
export function requestWith(...lines: readonly string[]): Uint8Array {
  return head([
    'GET /contract HTTP/1.1',
    'Host: localhost',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    ...lines,
  ]);
}

/** The answer that fits a request (RFC 6455 §4.2.2). */
export function answerTo(request: string, ...lines: readonly string[]): Uint8Array {
  const key = /^sec-websocket-key: *(\S+)/imu.exec(request)?.[1] ?? '';
  return head([
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${acceptOf(key)}`,
    ...lines,
  ]);
}

/** Lines and an empty one. */
export function head(lines: readonly string[]): Uint8Array {
  return encodeText(`${lines.join('\r\n')}\r\n\r\n`);
}

/** How a frame differs from a whole one without reserved bits. */
export interface FrameOptions {
  readonly fin?: boolean;
  readonly reserved?: number;
}

/** A frame of a client. */
export function masked(
  opcode: number,
  payload: Uint8Array | string = '',
  options: FrameOptions = {},
): Uint8Array {
  return frameOf(opcode, payload, options, 0x37fa213d);
}

/** A frame of a server. */
export function unmasked(
  opcode: number,
  payload: Uint8Array | string = '',
  options: FrameOptions = {},
): Uint8Array {
  return frameOf(opcode, payload, options, null);
}

function frameOf(
  opcode: number,
  payload: Uint8Array | string,
  { fin = true, reserved = 0 }: FrameOptions,
  maskingKey: number | null,
): Uint8Array {
  const octets = typeof payload === 'string' ? encodeText(payload) : payload;
  return twinEncode({ fin, reserved, opcode: opcode as Opcode, payload: octets }, maskingKey);
}

/** The body of a Close frame (RFC 6455 §5.5.1). */
export function closeBody(statusCode: number, reason = ''): Uint8Array {
  return joined([Uint8Array.of(statusCode >> 8, statusCode & 0xff), encodeText(reason)]);
}

/** A frame that was read, its payload unmasked. */
export interface WireFrame {
  readonly fin: boolean;
  readonly opcode: number;
  readonly masked: boolean;
  readonly payload: Uint8Array;
}

/** A bare peer whose octets are read as heads and frames. */
export class Wire {
  readonly peer: RawPeer;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(peer: RawPeer) {
    this.peer = peer;
  }

  /** A head up to and with its empty line. */
  async head(): Promise<string> {
    for (;;) {
      // Octet by octet as Latin-1: a place in the text is a place in the octets.
      const text = Array.from(this.#rest, (octet) => String.fromCharCode(octet)).join('');
      const end = text.indexOf('\r\n\r\n');
      if (end >= 0) {
        this.#rest = this.#rest.slice(end + 4);
        return text.slice(0, end + 4);
      }
      await this.#more('a head');
    }
  }

  /** The next frame. */
  async frame(): Promise<WireFrame> {
    const [first = 0, second = 0] = await this.#take(2);
    const form = second & 0x7f;
    const lengthOctets = form === 126 ? 2 : form === 127 ? 8 : 0;
    const length =
      lengthOctets === 0
        ? form
        : [...(await this.#take(lengthOctets))].reduce((sum, octet) => sum * 256 + octet, 0);
    const isMasked = second >= 0x80;
    const key = isMasked ? [...(await this.#take(4))].reduce((sum, octet) => sum * 256 + octet, 0) : 0;
    const payload = await this.#take(length);
    return {
      fin: first >= 0x80,
      opcode: first & 0xf,
      masked: isMasked,
      payload: isMasked ? twinMask(payload, key, 0) : payload,
    };
  }

  /** The next frame as a word: `text Hi`, `binary 5`, `close 1000 why`. */
  async word(): Promise<string> {
    return wordOf(await this.frame());
  }

  /** Reads on to the end in order, and gives what still came. */
  async rest(): Promise<Uint8Array> {
    const chunks = [this.#rest];
    for (;;) {
      const chunk = await this.peer.read();
      if (chunk === null) return joined(chunks);
      chunks.push(chunk);
    }
  }

  async #take(length: number): Promise<Uint8Array> {
    const chunks = [this.#rest];
    let have = this.#rest.length;
    while (have < length) {
      const chunk = await this.peer.read();
      if (chunk === null)
        throw new ContractError(`the peer ended ${length - have} octets before the end of a frame`);
      chunks.push(chunk);
      have += chunk.length;
    }
    const all = joined(chunks);
    this.#rest = all.slice(length);
    return all.slice(0, length);
  }

  async #more(what: string): Promise<void> {
    const chunk = await this.peer.read();
    if (chunk === null) throw new ContractError(`the peer ended within ${what}`);
    this.#rest = joined([this.#rest, chunk]);
  }
}

const names = ['continuation', 'text', 'binary', '3', '4', '5', '6', '7', 'close', 'ping', 'pong'];

/** A frame as a word. */
function wordOf({ fin, opcode, payload }: WireFrame): string {
  const name = `${names[opcode] ?? '?'}${fin ? '' : '…'}`;
  if (opcode === 8) {
    if (payload.length < 2) return `${name} empty`;
    const code = (payload[0] as number) * 256 + (payload[1] as number);
    return `${name} ${code} ${decodeText(payload.subarray(2))}`.trimEnd();
  }
  return opcode === 1 ? `${name} ${decodeText(payload)}` : `${name} ${payload.length}`;
}
