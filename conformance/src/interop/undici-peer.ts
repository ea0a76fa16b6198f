/**
 * `undici`: the WHATWG client that Node has built in from 22 on. Its ping is an addition of its own.
 *
 * @module
 */

import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type CloseEvent, type MessageEvent, ping, WebSocket } from 'undici';
import { Closes, orders, type Peer } from './peer.ts';
import { versionOf } from './versions.ts';

/** The peer `undici`. */
export const undiciPeer: Peer = {
  name: 'undici',
  version: versionOf('undici'),
  lacks: ['fragments from peer'],
  startClient: async (url) => {
    const closes = new Closes();
    const socket = new WebSocket(url);
    const onPong = (message: unknown): void => {
      const { payload, websocket } = message as { payload: Uint8Array; websocket: WebSocket };
      if (websocket === socket) socket.send(`pong: ${Buffer.from(payload).toString()}`);
    };
    channel('undici:websocket:pong').subscribe(onPong);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', ({ data }: MessageEvent) => {
      if (data === orders.ping) ping(socket, Buffer.from('are you there'));
      else if (data === orders.close) socket.close(4001, 'as you wish');
      else socket.send(data as string | ArrayBuffer);
    });
    socket.addEventListener('close', ({ code, reason }: CloseEvent) => {
      channel('undici:websocket:pong').unsubscribe(onPong);
      closes.add(code, reason);
    });
    await once(socket, 'open');
    return { url, nextClose: () => closes.next(), stop: () => socket.close() };
  },
};
