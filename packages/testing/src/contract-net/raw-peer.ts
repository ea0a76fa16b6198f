/**
 * Bare peers: sockets of `node:net` and `node:tls`, read chunk by chunk.
 *
 * @module
 */

import { once } from 'node:events';
import * as net from 'node:net';
import * as tls from 'node:tls';
import type { RawPeer } from '../contract/world.ts';

/** A certificate for localhost, and its key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Where somebody listens: a port of 127.0.0.1 or a path, with TLS if there is a certificate. */
export interface Where {
  readonly port: number;
  readonly path: string | null;
  readonly certificate: Certificate | null;
}

/** A bare client. */
export async function rawDial({ port, path, certificate }: Where): Promise<RawPeer> {
  if (certificate === null) {
    const plain = net.connect({ ...(path === null ? tcp(port) : { path }), allowHalfOpen: true });
    await ready(plain, 'connect');
    return rawPeer(plain, () => drop(plain));
  }
  const tunnel = await openTunnel(port);
  const secured = tls.connect({
    ...tcp(tunnel.port),
    servername: 'localhost',
    ca: certificate.cert,
    ALPNProtocols: ['http/1.1'],
  });
  secured.allowHalfOpen = true;
  await ready(secured, 'secureConnect');
  return rawPeer(secured, () => {
    tunnel.reset();
    secured.destroy();
  });
}

/** A bare server; gives its port, and how to close it. */
export async function rawListen(
  path: string | null,
  certificate: Certificate | null,
  serve: (peer: RawPeer) => void,
): Promise<{ readonly port: number; close(): void }> {
  const sockets = new Set<net.Socket>();
  const server =
    certificate === null
      ? net.createServer({ allowHalfOpen: true })
      : tls.createServer({ ...certificate, allowHalfOpen: true });
  let tunnel: Tunnel | null = null;
  server.on('tlsClientError', ignore);
  server.on(certificate === null ? 'connection' : 'secureConnection', (socket: net.Socket) => {
    socket.on('error', ignore);
    sockets.add(socket);
    serve(
      rawPeer(socket, () =>
        tunnel === null ? drop(socket) : (tunnel.reset(socket.remotePort), socket.destroy()),
      ),
    );
  });
  server.listen(path === null ? { port: 0, host: '127.0.0.1' } : { path });
  await once(server, 'listening');
  const port = portOf(server);
  if (certificate !== null) tunnel = await openTunnel(port);
  return {
    port: tunnel?.port ?? port,
    close() {
      server.close();
      tunnel?.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** TCP passed on: under TLS nobody can reset, but whoever passes its octets on can. */
interface Tunnel {
  readonly port: number;
  /** Resets towards those who connected: all, or the one whose octets go on from `port`. */
  reset(port?: number): void;
  close(): void;
}

async function openTunnel(target: number): Promise<Tunnel> {
  const pairs = new Set<{ readonly near: net.Socket; readonly far: net.Socket }>();
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = net.connect({ ...tcp(target), allowHalfOpen: true, noDelay: true });
    const pair = { near, far };
    pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => drop(to));
      from.on('close', () => {
        pairs.delete(pair);
        if (!from.readableEnded) drop(to);
      });
      from.pipe(to);
    }
  });
  server.listen({ port: 0, host: '127.0.0.1' });
  server.unref();
  await once(server, 'listening');
  return {
    port: portOf(server),
    reset(port) {
      for (const { near, far } of pairs) {
        if (port !== undefined && far.localPort !== port) continue;
        far.resetAndDestroy();
        near.resetAndDestroy();
      }
    },
    close() {
      server.close();
      for (const { near, far } of pairs) {
        near.destroy();
        far.destroy();
      }
    },
  };
}

/** Reads one chunk when asked to, and nothing before. */
function rawPeer(socket: net.Socket, reset: () => void): RawPeer {
  let problem: unknown = null;
  let isOver = socket.destroyed;
  socket.setNoDelay(true);
  // Each write that waits listens.
  socket.setMaxListeners(0);
  socket.on('error', (error) => (problem ??= error));
  socket.on('close', () => (isOver = true));
  return {
    write: (octets) =>
      new Promise((resolve) => {
        if (isOver || socket.writableEnded || socket.write(octets)) resolve();
        else next(socket, 'drain', resolve);
      }),
    async read() {
      for (;;) {
        const chunk: unknown = socket.read();
        if (chunk instanceof Uint8Array) return new Uint8Array(chunk);
        if (socket.readableEnded) return null;
        if (problem !== null) throw problem;
        if (isOver) throw new Error('the transport was let go without an end');
        await new Promise<void>((resolve) => {
          next(socket, 'readable', resolve);
        });
      }
    },
    end: () => void socket.end(),
    reset,
  };
}

/** Waits for an event, or for the end, whichever comes first. */
function next(socket: net.Socket, event: 'drain' | 'readable', then: () => void): void {
  const events = [event, 'end', 'error', 'close'];
  const done = (): void => {
    for (const name of events) socket.off(name, done);
    then();
  };
  for (const name of events) socket.on(name, done);
}

/** Lets go at once: with a reset where the carrier has one. */
function drop(socket: net.Socket): void {
  if (socket.remotePort === undefined) socket.destroy();
  else socket.resetAndDestroy();
}

async function ready(socket: net.Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  await once(socket, event);
  socket.on('error', ignore);
}

function tcp(port: number): { readonly port: number; readonly host: string } {
  return { port, host: '127.0.0.1' };
}

function portOf(server: net.Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function ignore(): void {}
