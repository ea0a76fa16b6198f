/**
 * Plays one case on an endpoint without sockets and without a clock: octets are handed over as function calls.
 *
 * @module
 */

import type { ConformanceCase } from '../vectors/case.ts';
import { close } from '../vectors/frames.ts';
import { type Agreed, Compression } from './compression.ts';
import { compile, type Cutting, type WireStep } from './compile.ts';
import { PeerReader, writeFrame } from './framing.ts';
import type { FuzzerRole } from './role.ts';
import { leftPlain, type Observation } from './judge.ts';

/** An endpoint that answers while it is being called. */
export interface Endpoint {
  receive(octets: Uint8Array): void;
  /** The fuzzer has ended its half of the transport. */
  receiveEnd(): void;
  /** Whether the endpoint wants the transport up. */
  readonly keepsTransport: boolean;
}

/**
 * Plays `row` on what `start` makes; `start` is given where the endpoint's octets go. `agreed` is what a handshake
 * would have settled.
 */
export function playDirectly<Peer extends Endpoint>(
  row: ConformanceCase,
  role: FuzzerRole,
  cutting: Cutting,
  start: (write: (octets: Uint8Array) => void) => Peer,
  agreed: Agreed | null = null,
): { readonly seen: Observation; readonly peer: Peer } {
  const compression = agreed === null ? null : new Compression(agreed, role);
  const reader = new PeerReader(role, compression);
  const peer = start((octets) => reader.read(octets));
  const findings: string[] = [];
  for (const step of compile(row.script(), role, cutting, compression)) {
    perform(step, peer, reader, findings);
  }
  let peerFirst = false;
  // Where the script closes by itself, nothing is left to say.
  if (row.outcome.type !== 'close') {
    peerFirst = reader.close !== null;
    const key = role === 'client' ? Uint8Array.of(1, 2, 3, 4) : null;
    peer.receive(writeFrame(close(reader.close?.statusCode ?? 1000), key));
  }
  // RFC 6455 §7.1.1: the server closes TCP first, the client waits for it.
  if (role === 'client' && peer.keepsTransport) findings.push('the server keeps TCP up');
  peer.receiveEnd();
  findings.push(...leftPlain(row, reader));
  const closeCode = reader.close?.statusCode ?? null;
  const { events, fault } = reader;
  return { seen: { events, closeCode, peerFirst, fault, findings, unclean: null }, peer };
}

function perform(step: WireStep, peer: Endpoint, reader: PeerReader, findings: string[]): void {
  switch (step.type) {
    case 'write':
      peer.receive(step.octets);
      return;
    case 'await-events':
      if (reader.events.length < step.count) findings.push(`event ${step.count} did not come`);
      return;
    case 'still-open':
      if (reader.close !== null) findings.push('failed too early');
      return;
    case 'has-failed':
      if (reader.close === null) findings.push('did not fail at the first fault');
      return;
    case 'pause':
      return;
  }
}
