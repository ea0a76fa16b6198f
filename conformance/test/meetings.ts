// How a peer and a socket of ours come together, in either role.
import { afterAll, beforeAll, describe, test } from 'vitest';
import { permessageDeflate } from '@sansws/core/permessage-deflate';
import { zlibEngine } from '@sansws/deflate-zlib';
import { connect, listen, type Server, type Socket } from '@sansws/node';
import type { Peer, RunningPeer } from '../src/interop/peer.ts';
import { converse, type Meeting } from './conversation.ts';
import { converseCompressed } from './conversation-compressed.ts';

const engine = zlibEngine();
const windows = [9, 10, 11, 12, 13, 14, 15] as const;
const limits = { messagePayload: 2 * 1024 * 1024 };

/** Declares the conversations with a peer: our client with its server, our server with its client. */
export function interop(peer: Peer): void {
  if (peer.startServer !== undefined) withServer(peer, peer.startServer);
  if (peer.startClient !== undefined) withClient(peer, peer.startClient);
  for (const noContextTakeover of [false, true]) {
    if (peer.startServer !== undefined) compressedWithServer(peer, peer.startServer, noContextTakeover);
    if (peer.startClient !== undefined) compressedWithClient(peer, peer.startClient, noContextTakeover);
  }
}

function withServer(peer: Peer, startServer: () => Promise<RunningPeer>): void {
  describe(`${peer.name} ${peer.version}: its server, our client`, () => {
    let running: RunningPeer;
    beforeAll(async () => {
      running = await startServer();
    });
    afterAll(() => running.stop());
    converse(
      async () => ({ socket: await connect(running.url, { limits }), peer: running }),
      peer.lacks,
      async ({ socket }) => void (await socket.close()),
    );
  });
}

function withClient(peer: Peer, startClient: (url: string) => Promise<RunningPeer>): void {
  describe(`${peer.name} ${peer.version}: its client, our server`, () => {
    const arrivals = new Arrivals();
    let server: Server;
    beforeAll(async () => {
      server = await listen({
        port: 0,
        host: '127.0.0.1',
        origins: 'any',
        limits,
        onSocket: (socket) => arrivals.add(socket),
      });
    });
    afterAll(() => server.close());
    converse(
      async (): Promise<Meeting> => {
        const [running, socket] = await Promise.all([
          startClient(`ws://127.0.0.1:${server.port}/`),
          arrivals.next(),
        ]);
        return { socket, peer: running };
      },
      peer.lacks,
      async ({ socket, peer: running }) => {
        await socket.close();
        await running.stop();
      },
    );
  });
}

/** Our client asks its server for each window, for both sides. */
function compressedWithServer(
  peer: Peer,
  startServer: () => Promise<RunningPeer>,
  noContextTakeover: boolean,
): void {
  describe(`${peer.name} ${peer.version}: its server, our client${inWords(noContextTakeover)}`, () => {
    let running: RunningPeer;
    beforeAll(async () => {
      running = await startServer();
    });
    afterAll(() => running.stop());
    test.each(windows)('window of %i bits', async (bits) => {
      const offers = [wish(bits, noContextTakeover)];
      const extensions = [permessageDeflate({ engine, threshold: 0, offers })];
      const socket = await connect(running.url, { limits, extensions });
      await converseCompressed(socket, bits, noContextTakeover);
    });
  });
}

/** Our server answers its client with each window, as far as its offer lets it. */
function compressedWithClient(
  peer: Peer,
  startClient: (url: string) => Promise<RunningPeer>,
  noContextTakeover: boolean,
): void {
  describe(`${peer.name} ${peer.version}: its client, our server${inWords(noContextTakeover)}`, () => {
    test.each(windows)('window of %i bits', async (bits) => {
      const arrivals = new Arrivals();
      const prefer = wish(bits, noContextTakeover);
      const server = await listen({
        host: '127.0.0.1',
        origins: 'any',
        limits,
        extensions: [permessageDeflate({ engine, threshold: 0, prefer })],
        onSocket: (socket) => arrivals.add(socket),
      });
      const url = `ws://127.0.0.1:${server.port}/`;
      const [running, socket] = await Promise.all([startClient(url), arrivals.next()]);
      try {
        await converseCompressed(socket, bits, noContextTakeover);
      } finally {
        await running.stop();
        await server.close();
      }
    });
  });
}

/** For an offer or an answer. 15 bits for the server go without saying. */
function wish(bits: (typeof windows)[number], noContextTakeover: boolean) {
  return {
    ...(bits === 15 ? {} : { serverMaxWindowBits: bits }),
    clientMaxWindowBits: bits,
    ...(noContextTakeover ? { serverNoContextTakeover: true, clientNoContextTakeover: true } : {}),
  };
}

function inWords(noContextTakeover: boolean): string {
  return noContextTakeover ? ', no context taken over' : ', contexts taken over';
}

/** Sockets in the order of their arrival, for whoever asks. */
class Arrivals {
  #asking: ((socket: Socket) => void) | null = null;

  add(socket: Socket): void {
    this.#asking?.(socket);
    this.#asking = null;
  }

  next(): Promise<Socket> {
    return new Promise((resolve) => {
      this.#asking = resolve;
    });
  }
}
