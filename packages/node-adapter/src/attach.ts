/**
 * WebSocket connections on an HTTP server of one's own, by its `upgrade` event.
 *
 * @module
 */

import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Socket as NetSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { checkKinds, Server, Service } from '@sansws/adapter-kit';
import type { ServiceOptions } from '@sansws/adapter-kit';
import type { Field, RequestHead } from '@sansws/core';
import { engine } from './engine.ts';
import { NodeTransport } from './transport.ts';

/** Whom to let in, and what to do with them. */
export interface AttachOptions extends ServiceOptions {
  /** Which upgrades are ours; all, if it is left out. The others are left to other listeners, untouched. */
  readonly filter?: (request: IncomingMessage) => boolean;
}

/**
 * Takes the upgrades of an HTTP or HTTPS server. The core judges each request, `onRequest` decides, at once
 * or later. Closing what it gives ends the WebSocket side; the HTTP server goes on.
 *
 * @example
 * ```ts
 * import { once } from 'node:events';
 * import { createServer } from 'node:http';
 * import type { AddressInfo } from 'node:net';
 * import { attach, connect } from '@sansws/node';
 * import { equal } from 'node:assert/strict';
 * const http = createServer((_, response) => response.end('plain'));
 * const sockets = attach(http, { origins: 'same', onSocket: (socket) => socket.send('Welcome') });
 * await once(http.listen(0, '127.0.0.1'), 'listening');
 * const { port } = http.address() as AddressInfo;
 * const socket = await connect(`ws://127.0.0.1:${port}/`);
 * for await (const message of socket) {
 *   equal(message, 'Welcome');
 *   break;
 * }
 * await sockets.close();
 * http.close();
 * ```
 */
export function attach(server: HttpServer | HttpsServer, options: AttachOptions): Server {
  checkKinds(options, { filter: 'function' });
  const service = new Service(engine, options);
  const onUpgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    try {
      if (options.filter?.(request) === false) return;
    } catch (error) {
      // Nobody knows whose it is, so nobody would ever answer it.
      new NodeTransport(stream, false).abort();
      service.onError(error, null);
      return;
    }
    accept(service, request, stream, head);
  };
  server.on('upgrade', onUpgrade);
  return new Server(service, {
    get address() {
      return server.address();
    },
    stop: () => void server.off('upgrade', onUpgrade),
    release: async () => {},
  });
}

function accept(service: Service, request: IncomingMessage, stream: Duplex, head: Buffer): void {
  // First of all: from here on an error of this socket cannot end the process.
  const transport = new NodeTransport(stream, isEncrypted(stream));
  const socket = stream as Partial<NetSocket>;
  // Whatever patience the HTTP server had with requests is none of ours: the core has its own deadlines.
  socket.setTimeout?.(0);
  socket.setNoDelay?.(true);
  // A copy: the HTTP parser's memory is not ours.
  service.accept(transport, requestHead(request), new Uint8Array(head));
}

/** The request as Node read it: lines in order, with repeats and casing (`headers` has lost all that). */
function requestHead(request: IncomingMessage): RequestHead {
  const { method = '', url = '', httpVersion, rawHeaders } = request;
  const fields: Field[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    fields.push([rawHeaders[index] as string, rawHeaders[index + 1] as string]);
  }
  return { method, target: url, version: httpVersion, fields };
}

function isEncrypted(stream: Duplex): boolean {
  return (stream as { encrypted?: boolean }).encrypted === true;
}
