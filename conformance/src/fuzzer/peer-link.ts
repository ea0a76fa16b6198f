/**
 * One TCP connection to the peer under test, from the end of the opening handshake on.
 *
 * @module
 */

import type { Socket } from 'node:net';
import { Compression, type Agreed } from './compression.ts';
import { PeerReader, writeFrame } from './framing.ts';
import type { FuzzerRole } from './role.ts';
import type { WireFrame } from '../vectors/case.ts';

/** Watches what the peer sends and lets the fuzzer wait for it. */
export class PeerLink {
  readonly reader: PeerReader;
  /** Whether the peer has ended its half, or the whole is gone. */
  ended = false;
  /** Whether it was gone with a reset instead of in order. */
  broken = false;
  readonly role: FuzzerRole;
  /** What was agreed on to compress with; null for nothing. */
  readonly compression: Compression | null;
  readonly #socket: Socket;
  #waiting: (() => void)[] = [];

  /** `early` are the octets that came together with the handshake. */
  constructor(socket: Socket, role: FuzzerRole, early: Uint8Array, agreed: Agreed | null) {
    this.role = role;
    this.compression = agreed === null ? null : new Compression(agreed, role);
    this.reader = new PeerReader(role, this.compression);
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#see(() => this.reader.read(chunk)));
    socket.on('end', () => this.#see(() => (this.ended = true)));
    socket.on('close', () => this.#see(() => (this.ended = true)));
    socket.on('error', () => this.#see(() => (this.broken = true)));
    this.reader.read(early);
  }

  /** Writes octets, if anybody is there to read them. */
  write(octets: Uint8Array): void {
    if (this.#socket.writable) this.#socket.write(octets);
  }

  /** Writes one frame, masked as the role demands. */
  writeFrame(frame: WireFrame): void {
    this.write(writeFrame(frame, this.role === 'client' ? Uint8Array.of(0x37, 0xfa, 0x21, 0x3d) : null));
  }

  /** Ends our half of the connection. */
  end(): void {
    this.#socket.end();
  }

  /** Lets go of the connection, whatever its state. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Waits until `reached` holds or so many milliseconds are over; tells which. */
  async until(reached: () => boolean, milliseconds: number): Promise<boolean> {
    const deadline = Date.now() + milliseconds;
    while (!reached()) {
      const left = deadline - Date.now();
      if (left <= 0) return false;
      await this.#somethingSeen(left);
    }
    return true;
  }

  #see(change: () => void): void {
    change();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  #somethingSeen(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
