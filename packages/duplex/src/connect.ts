/**
 * The client: from a duplex to an open socket.
 *
 * @module
 */

import { checkKinds, definedOnly, firstStep, openSocket } from '@sansws/adapter-kit';
import type { Dial, OpenHooks, OpenOptions, Peer, Socket, Transport } from '@sansws/adapter-kit';
import type { Duplex } from './duplex.ts';
import { engine } from './engine.ts';
import { transportOver } from './transport.ts';

/** What to ask for, and how the connection behaves. */
export interface ConnectOptions extends Omit<OpenOptions, 'host' | 'resourceName'>, OpenHooks, Partial<Peer> {
  /** Value of Host; `localhost` by default. */
  readonly host?: string;
  /** What to ask for (RFC 6455 §3); `/` by default. */
  readonly resourceName?: string;
}

const kinds = { onError: 'function', signal: 'AbortSignal' } as const;

/**
 * Carries out the opening handshake over a duplex, or over one that is promised (RFC 6455 §4.1).
 *
 * Rejects as `connect` of every adapter does: with a `HandshakeError`, with the reason of an aborted `signal`, with a
 * `SocketError` for options that no request can carry; with a `TypeError` for streams that somebody else reads.
 *
 * @example
 * ```ts
 * import { connect, serve } from '@sansws/duplex';
 * import { equal } from 'node:assert/strict';
 * const server = serve({
 *   origins: 'any',
 *   onSocket: (socket) => socket.onMessage((message) => socket.send(message)),
 * });
 * const { port1, port2 } = new MessageChannel();
 * server.accept(port1);
 * const socket = await connect(port2);
 * void socket.send('Hello');
 * for await (const message of socket) {
 *   equal(message, 'Hello');
 *   break;
 * }
 * await server.close();
 * equal((await socket.closed).statusCode, 1001);
 * ```
 */
export async function connect(
  duplex: Duplex | PromiseLike<Duplex>,
  options: ConnectOptions = {},
): Promise<Socket> {
  checkKinds(options, kinds);
  const { onError, signal, remoteAddress = '', secure = false, ...asked } = options;
  if (signal?.aborted === true) throw signal.reason;
  const first = firstStep(engine, { host: 'localhost', resourceName: '/', ...definedOnly(asked) });
  return openSocket(engine, first, dial(duplex, { remoteAddress, secure }), definedOnly({ onError, signal }));
}

function dial(duplex: Duplex | PromiseLike<Duplex>, peer: Peer): Dial {
  let isAbandoned = false;
  let transport: Transport | null = null;
  const made = async (): Promise<Transport> => {
    transport = transportOver(await duplex, peer);
    if (isAbandoned) transport.abort();
    return transport;
  };
  return {
    transport: made(),
    abandon() {
      isAbandoned = true;
      transport?.abort();
    },
  };
}
