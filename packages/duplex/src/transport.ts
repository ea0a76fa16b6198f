/**
 * The transport that fits a duplex.
 *
 * @module
 */

import type { Peer, Transport } from '@sansws/adapter-kit';
import { isPort } from './duplex.ts';
import type { Duplex } from './duplex.ts';
import { PortTransport } from './port-transport.ts';
import { StreamTransport } from './stream-transport.ts';

/** A duplex as a transport. Throws a `TypeError` for streams that somebody else reads or writes already. */
export function transportOver(duplex: Duplex, peer: Peer): Transport {
  return isPort(duplex) ? new PortTransport(duplex, peer) : new StreamTransport(duplex, peer);
}
