/**
 * `websocket-driver` with `permessage-deflate`: client and server over streams of the caller's.
 *
 * @module
 */

import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import deflate from 'permessage-deflate';
import websocket, { type Driver } from 'websocket-driver';
import { Closes, orders, type Peer } from './peer.ts';
import { versionOf } from './versions.ts';

/** The peer `websocket-driver`. */
export const websocketDriverPeer: Peer = {
  name: 'websocket-driver',
  version: versionOf('websocket-driver'),
  lacks: ['fragments from peer'],
  startServer: async () => {
    const closes = new Closes();
    const server = createServer();
    server.on('upgrade', (request, socket, head) => {
      const driver = websocket.http(request);
      driver.addExtension(deflate);
      driver.io.write(head);
      serve(driver, socket, closes);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return {
      url: `ws://127.0.0.1:${port}/`,
      nextClose: () => closes.next(),
      stop: () => void server.close(),
    };
  },
  startClient: async (url) => {
    const closes = new Closes();
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const driver = websocket.client(url);
    driver.addExtension(deflate);
    await once(socket, 'connect');
    const open = new Promise<void>((resolve) => driver.on('open', resolve));
    serve(driver, socket, closes);
    await open;
    return { url, nextClose: () => closes.next(), stop: () => void socket.destroy() };
  },
};

function serve(driver: Driver, socket: Duplex, closes: Closes): void {
  socket.on('error', () => socket.destroy());
  driver.on('error', () => socket.end());
  driver.on('close', ({ code, reason }) => {
    closes.add(code, reason);
    socket.end();
  });
  driver.on('message', ({ data }) => {
    if (typeof data !== 'string') driver.binary(data);
    else if (data === orders.ping) driver.ping('are you there', () => driver.text('pong: are you there'));
    else if (data === orders.close) driver.close('as you wish', 4001);
    else driver.text(data);
  });
  socket.pipe(driver.io).pipe(socket);
  driver.start();
}
