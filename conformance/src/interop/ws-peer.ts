/**
 * `ws`: client and server.
 *
 * @module
 */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { Closes, orders, type Peer } from './peer.ts';
import { versionOf } from './versions.ts';

/** Where it is agreed on, every message is compressed. */
const perMessageDeflate = { threshold: 0 };

/** The peer `ws`. */
export const wsPeer: Peer = {
  name: 'ws',
  version: versionOf('ws'),
  lacks: [],
  startServer: async () => {
    const closes = new Closes();
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate });
    server.on('connection', (socket) => serve(socket, closes));
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return { url: `ws://127.0.0.1:${port}/`, nextClose: () => closes.next(), stop: () => server.close() };
  },
  startClient: async (url) => {
    const closes = new Closes();
    const socket = new WebSocket(url, { perMessageDeflate });
    serve(socket, closes);
    await once(socket, 'open');
    return { url, nextClose: () => closes.next(), stop: () => socket.terminate() };
  },
};

function serve(socket: WebSocket, closes: Closes): void {
  socket.on('pong', (payload) => socket.send(`pong: ${payload.toString()}`));
  socket.on('close', (statusCode, reason) => closes.add(statusCode, reason.toString()));
  socket.on('message', (data: Buffer, isBinary) => {
    const order = isBinary ? '' : data.toString();
    if (order === orders.ping) socket.ping('are you there');
    else if (order === orders.close) socket.close(4001, 'as you wish');
    else if (order === orders.fragments) {
      socket.send('frag', { fin: false });
      socket.send('mented', { fin: true });
    } else socket.send(data, { binary: isBinary });
  });
}
