// How a peer and a socket of ours come together, in either role.
import { afterAll, beforeAll, describe } from 'vitest';
import { connect, listen, type Server, type Socket } from '@sansws/node';
import type { Peer, RunningPeer } from '../src/interop/peer.ts';
import { converse, type Meeting } from './conversation.ts';

const limits = { messagePayload: 2 * 1024 * 1024 };

/** Declares the conversations with a peer: our client with its server, our server with its client. */
export function interop(peer: Peer): void {
  if (peer.startServer !== undefined) withServer(peer, peer.startServer);
  if (peer.startClient !== undefined) withClient(peer, peer.startClient);
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
