/**
 * The client: from a URI to an open socket.
 *
 * @module
 */

import { connectBy } from '@sansws/adapter-kit';
import type { ConnectionRequest, Socket } from '@sansws/adapter-kit';
import { way } from './dial.ts';
import type { DialOptions } from './dial.ts';
import { engine } from './engine.ts';

/** How to connect, what to offer, and how the connection behaves. */
export interface ConnectOptions extends ConnectionRequest, DialOptions {}

/**
 * Connects to `ws:`, `wss:` or `ws+unix:/socket/path:/resource` and carries out the opening handshake
 * (RFC 6455 §4.1).
 *
 * Rejects with a `HandshakeError` when there is no connection or the server refuses (`failure`, `response`
 * and `body` say how, `cause` is the system's error), with the reason of an aborted `signal`, with a
 * `SocketError` for options that no request can carry, and with a `TypeError` for what is no such URI, neither
 * of a server nor of a proxy.
 *
 * @example
 * ```ts
 * import { connect, listen } from '@sansws/deno';
 * import { equal } from 'node:assert/strict';
 * const server = await listen({
 *   host: '127.0.0.1',
 *   port: 0,
 *   origins: 'any',
 *   onSocket: (socket) => socket.onMessage((message) => socket.send(message)),
 * });
 * const socket = await connect(`ws://127.0.0.1:${server.port}/`);
 * void socket.send('Hello');
 * for await (const message of socket) {
 *   equal(message, 'Hello');
 *   break;
 * }
 * equal((await socket.close()).clean, true);
 * await server.close();
 * ```
 */
export function connect(uri: string | URL, options: ConnectOptions = {}): Promise<Socket> {
  return connectBy(engine, way, uri, options);
}
