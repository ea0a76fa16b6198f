/**
 * The fuzzer as a client: one connection a case to a server that echoes.
 *
 * @module
 */

import { connect, type Socket } from 'node:net';
import type { ConformanceCase } from '../vectors/case.ts';
import { type Agreed, readAnswer } from './compression.ts';
import { type Head, readHead, valueOf } from './http-head.ts';
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
    const head = await openingHandshake(socket, port, row.deflate?.offers ?? []);
    const agreed = agreedOn(head, row);
    return judge(row, await play(row, new PeerLink(socket, 'client', head.early, agreed)));
  } catch (error) {
    socket.destroy();
    return [`no opening handshake: ${String(error)}`];
  }
}

async function openingHandshake(socket: Socket, port: number, offers: readonly string[]): Promise<Head> {
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
      ...(offers.length === 0 ? [] : [`Sec-WebSocket-Extensions: ${offers.join(', ')}`]),
      '\r\n',
    ].join('\r\n'),
  );
  const head = await readHead(socket);
  const { lines } = head;
  if (lines[0]?.startsWith('HTTP/1.1 101 ') !== true) throw new Error(`status line ${lines[0]}`);
  if (!lines.includes(`sec-websocket-accept: ${accept}`)) throw new Error('wrong Sec-WebSocket-Accept');
  return head;
}

/** What the server's answer means; it must hold every limit of the server's side that the first offer asks for. */
function agreedOn(head: Head, { deflate }: ConformanceCase): Agreed | null {
  const answer = valueOf(head, 'sec-websocket-extensions');
  if (deflate === undefined) {
    if (answer !== undefined) throw new Error('an extension that was not offered');
    return null;
  }
  const agreed = readAnswer(answer ?? '');
  if (agreed === null) throw new Error(`the answer ${answer} to ${deflate.offers[0]}`);
  const asked = deflate.offers[0]?.split('; ').filter((parameter) => parameter.startsWith('server_')) ?? [];
  const given = answer?.split(/ *; */u) ?? [];
  const missing = asked.filter((parameter) => !given.includes(parameter));
  if (missing.length > 0) throw new Error(`no ${missing.join(', ')} in the answer`);
  return agreed;
}
