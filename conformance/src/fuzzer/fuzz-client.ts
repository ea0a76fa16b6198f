/**
 * The fuzzer as a server: a client that echoes connects to `/` and the number of a case.
 *
 * @module
 */

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ConformanceCase, DeflateTerms } from '../vectors/case.ts';
import { readAnswer } from './compression.ts';
import { type Head, readHead, valueOf } from './http-head.ts';
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
  const arrivals: Arrivals = new Map();
  const server: Server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    readHead(socket).then(
      (head) => arrivals.get(head.lines[0]?.split(' ')[1] ?? '')?.({ socket, head }),
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
      const answer = answerTo(met.head, row.deflate);
      if (answer === null) return ['the offer of the client allows none of the answers'];
      greet(met, answer);
      const agreed = answer === '' ? null : readAnswer(answer);
      return judge(row, await play(row, new PeerLink(met.socket, 'server', met.head.early, agreed)));
    },
    stop: () => server.close(),
  };
}

interface Arrival {
  readonly socket: Socket;
  readonly head: Head;
}

/** Who is awaited, by path. */
type Arrivals = Map<string, (arrival: Arrival) => void>;

function arrivalAt(arrivals: Arrivals, path: string): Promise<Arrival | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), handshakeTime);
    arrivals.set(path, (arrival) => {
      clearTimeout(timer);
      arrivals.delete(path);
      resolve(arrival);
    });
  });
}

/** The answer to the client's offer, empty for no extension; null where the case needs one and none is allowed. */
function answerTo(head: Head, deflate: DeflateTerms | undefined): string | null {
  if (deflate === undefined) return '';
  const offer = valueOf(head, 'sec-websocket-extensions') ?? '';
  if (!offer.startsWith('permessage-deflate')) return null;
  // "If a received extension negotiation offer doesn't have the parameter, the answer MUST NOT" (RFC 7692 §7.1.2.2).
  const fits = (answer: string): boolean =>
    offer.includes('client_max_window_bits') || !answer.includes('client_max_window_bits');
  return deflate.answers.find(fits) ?? null;
}

function greet({ socket, head }: Arrival, extensions: string): void {
  const key = valueOf(head, 'sec-websocket-key') ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(
    [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: WebSocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept}`,
      ...(extensions === '' ? [] : [`Sec-WebSocket-Extensions: ${extensions}`]),
      '\r\n',
    ].join('\r\n'),
  );
}
