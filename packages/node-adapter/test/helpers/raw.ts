/** A peer without any WebSocket library: plain sockets, frames by hand. */
import { once } from 'node:events';
import * as net from 'node:net';

export const request: string = [
  'GET /chat HTTP/1.1',
  'Host: 127.0.0.1',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
  '',
  '',
].join('\r\n');

/** What a server with that key answers (RFC 6455 §1.3). */
const response: string = [
  'HTTP/1.1 101 Switching Protocols',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
  '',
  '',
].join('\r\n');

/** A masked frame with the key 1 2 3 4. */
export function masked(opcode: number, payload: Uint8Array | string, fin = true): Buffer {
  const data = Buffer.from(payload as string);
  const key = [1, 2, 3, 4];
  const length =
    data.length < 126
      ? Buffer.of(0x80 | data.length)
      : Buffer.of(0x80 | 127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (data.length >>> shift) & 255));
  const body = Buffer.from(data);
  for (let index = 0; index < body.length; index++)
    body[index] = (body[index] as number) ^ (key[index & 3] as number);
  return Buffer.concat([Buffer.of((fin ? 0x80 : 0) | opcode), length, Buffer.from(key), body]);
}

/** A plain client whose handshake is done. What came is in `received`. */
export interface RawPeer {
  readonly socket: net.Socket;
  readonly received: () => Buffer;
  /** Waits until so many octets have come behind the handshake's answer. */
  readonly until: (length: number) => Promise<Buffer>;
}

export async function rawClient(port: number, options: net.SocketConstructorOpts = {}): Promise<RawPeer> {
  const socket = new net.Socket(options);
  socket.on('error', () => {});
  socket.connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  socket.write(request);
  return afterHead(socket);
}

/** Collects what comes behind the first empty line. */
async function afterHead(socket: net.Socket): Promise<RawPeer> {
  let all = Buffer.alloc(0);
  let start = -1;
  socket.on('data', (chunk: Buffer) => {
    all = Buffer.concat([all, chunk]);
    if (start === -1 && all.includes('\r\n\r\n')) {
      start = all.indexOf('\r\n\r\n') + 4;
      socket.emit('head');
    }
    socket.emit('more');
  });
  await once(socket, 'head');
  const received = (): Buffer => all.subarray(start);
  const until = async (length: number): Promise<Buffer> => {
    while (received().length < length) await once(socket, 'more');
    return received();
  };
  return { socket, received, until };
}

/** A plain server that does with each connection what it is told to; on a free port. */
export async function rawServer(
  serve: (socket: net.Socket) => void,
  options: net.ServerOpts = {},
): Promise<{ port: number; close: () => void }> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer(options, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: (server.address() as net.AddressInfo).port, close };
}

/** The head of a request that came, and the answer that fits its key. */
export async function answerHandshake(socket: net.Socket): Promise<void> {
  const { createHash } = await import('node:crypto');
  let head = '';
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    head += String(chunk);
    if (head.includes('\r\n\r\n')) break;
  }
  const key = /Sec-WebSocket-Key: (\S+)/iu.exec(head)?.[1] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(response.replace('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=', accept));
}
