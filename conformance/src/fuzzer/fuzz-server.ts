/**
 * The fuzzer as a client: one connection a case to a server that echoes.
 *
 * @module
 */

import { connect, type Socket } from 'node:net';
import type { ConformanceCase } from '../vectors/case.ts';
import { readHead } from './http-head.ts';
import { judge } from './judge.ts';
import { PeerLink } from './peer-link.ts';
import { play } from './play.ts';

/** RFC 6455 §1.3's own example of a key and its answer. */
const key = 'dGhlIHNhbXBsZSBub25jZQ==';
const accept = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';

/** Plays one case against the echo server on the port of this machine; the problems, none if strictly OK. */
export async function fuzzServer(row: ConformanceCase, port: number): Promise<readonly string[]> {
  const socket = connect(port, '127.0.0.1');
  try {
    const early = await openingHandshake(socket, port);
    return judge(row, await play(row, new PeerLink(socket, 'client', early)));
  } catch (error) {
    socket.destroy();
    return [`no opening handshake: ${String(error)}`];
  }
}

async function openingHandshake(socket: Socket, port: number): Promise<Uint8Array> {
  socket.write(
    [
      'GET / HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Upgrade: WebSocket',
      'Connection: Upgrade',
      'Pragma: no-cache',
      'Cache-Control: no-cache',
      `Sec-WebSocket-Key: ${key}`,
      'Sec-WebSocket-Version: 13',
      '\r\n',
    ].join('\r\n'),
  );
  const { lines, early } = await readHead(socket);
  if (lines[0]?.startsWith('HTTP/1.1 101 ') !== true) throw new Error(`status line ${lines[0]}`);
  if (!lines.includes(`sec-websocket-accept: ${accept}`)) throw new Error('wrong Sec-WebSocket-Accept');
  return early;
}
