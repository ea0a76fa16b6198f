/**
 * The fuzzer's own permessage-deflate (RFC 7692), by `node:zlib` and without a line of the core.
 *
 * Each message is compressed and inflated in one call, the context of those before it given as a dictionary: slow,
 * with no state but the plain octets themselves.
 *
 * @module
 */

import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { FuzzerRole } from './role.ts';

/** What the two ends agreed on, by side: how the fuzzer must compress, and how its peer. */
export interface Agreed {
  readonly client: Compressor;
  readonly server: Compressor;
}

/** How one side compresses. */
export interface Compressor {
  readonly noContextTakeover: boolean;
  readonly windowBits: number;
}

/** The four octets that end every message and are not sent (RFC 7692 §7.2.1). */
const emptyBlockTail = Uint8Array.of(0x00, 0x00, 0xff, 0xff);
const flush = constants.Z_SYNC_FLUSH;

/** Reads an answer such as `permessage-deflate; server_max_window_bits=9`; null for what is none. */
export function readAnswer(value: string): Agreed | null {
  const [name, ...parameters] = value.split(';').map((word) => word.trim());
  if (name !== 'permessage-deflate') return null;
  const sides = {
    client: { noContextTakeover: false, windowBits: 15 },
    server: { noContextTakeover: false, windowBits: 15 },
  };
  for (const parameter of parameters) {
    const words = /^(client|server)_(?:(no_context_takeover)|max_window_bits=(8|9|1[0-5]))$/u.exec(parameter);
    if (words === null) return null;
    const [, side, takeover, bits] = words;
    const compressor = sides[side as 'client' | 'server'];
    if (takeover !== undefined) compressor.noContextTakeover = true;
    else compressor.windowBits = Number(bits);
  }
  return sides;
}

/** The compression of one connection, both ways. */
export class Compression {
  readonly #outbound: Compressor;
  readonly #inbound: Compressor;
  #sent = new Uint8Array(0);
  #received = new Uint8Array(0);

  /** `role` is that of the fuzzer. */
  constructor(agreed: Agreed, role: FuzzerRole) {
    this.#outbound = role === 'client' ? agreed.client : agreed.server;
    this.#inbound = role === 'client' ? agreed.server : agreed.client;
  }

  /** The payload of a message as it goes over the wire. */
  compress(plain: Uint8Array): Uint8Array {
    const { windowBits } = this.#outbound;
    const octets = deflateRawSync(plain, { finishFlush: flush, windowBits, ...dictionary(this.#sent) });
    this.#sent = context(this.#outbound, this.#sent, plain);
    return octets.subarray(0, -emptyBlockTail.length);
  }

  /** The payload of a message of the peer; null for what is no DEFLATE data or looks back too far. */
  inflate(octets: Uint8Array): Uint8Array | null {
    const { windowBits } = this.#inbound;
    try {
      const plain = inflateRawSync(Buffer.concat([octets, emptyBlockTail]), {
        finishFlush: flush,
        windowBits,
        // zlib looks at distances only beyond what it wrote in the same call: small pieces make it strict, and slow.
        ...(windowBits < 15 ? { chunkSize: octets.length < 4096 ? 64 : 512 } : {}),
        ...dictionary(this.#received),
      });
      this.#received = context(this.#inbound, this.#received, plain);
      return plain;
    } catch {
      return null;
    }
  }
}

function dictionary(plain: Uint8Array): { readonly dictionary?: Uint8Array } {
  return plain.length === 0 ? {} : { dictionary: plain };
}

/** What the next message may refer back to. */
function context({ noContextTakeover, windowBits }: Compressor, before: Uint8Array, plain: Uint8Array) {
  if (noContextTakeover) return new Uint8Array(0);
  const window = 2 ** windowBits;
  if (plain.length >= window) return Uint8Array.from(plain.subarray(-window));
  return Uint8Array.from(Buffer.concat([before, plain]).subarray(-window));
}
