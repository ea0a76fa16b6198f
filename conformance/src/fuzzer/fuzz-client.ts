/**
 * The fuzzer as a server: a client that echoes connects to `/` and the number of a case.
 *
 * @module
 */

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ConformanceCase } from '../vectors/case.ts';
import { readHead, valueOf } from './http-head.ts';
import { judge } from './judge.ts';
import { PeerLink } from './peer-link.ts';
import { play } from './play.ts';

/** Milliseconds that a client has for its opening handshake. */
const handshakeTime = 10_000;

/** A server that plays cases against whoever connects. */
export interface ClientFuzzer {
  /** Has `connectTo` bring a client to the case's URL and plays it; the problems, none if strictly OK. */
  readonly fuzz: (row: ConformanceCase, connectTo: (url: string) => unknown) => Promise<readonly string[]>;
  readonly stop: () => void;
}

/** Starts the fuzzer's server on a free port of this machine. */
export async function startClientFuzzer(): Promise<ClientFuzzer> {
  const arrivals = new Map<string, (arrival: Arrival) => void>();
  const server: Server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    greet(socket).then(
      (arrival) => arrivals.get(arrival.path)?.(arrival),
      () => socket.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    fuzz: async (row, connectTo) => {
      const arrival = arrivalAt(arrivals, `/${row.id}`);
      // A client that is being failed may well report it as an error; only the wire counts here.
      void Promise.resolve(connectTo(`ws://127.0.0.1:${port}/${row.id}`)).catch(() => undefined);
      const met = await arrival;
      if (met === null) return ['no opening handshake'];
      return judge(row, await play(row, new PeerLink(met.socket, 'server', met.early)));
    },
    stop: () => server.close(),
  };
}

interface Arrival {
  readonly path: string;
  readonly socket: Socket;
  readonly early: Uint8Array;
}

function arrivalAt(arrivals: Map<string, (arrival: Arrival) => void>, path: string): Promise<Arrival | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), handshakeTime);
    arrivals.set(path, (arrival) => {
      clearTimeout(timer);
      arrivals.delete(path);
      resolve(arrival);
    });
  });
}

async function greet(socket: Socket): Promise<Arrival> {
  const head = await readHead(socket);
  const key = valueOf(head, 'sec-websocket-key') ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  return { path: head.lines[0]?.split(' ')[1] ?? '', socket, early: head.early };
}
