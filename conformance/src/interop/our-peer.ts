/**
 * An echo server of ours that obeys the orders, for what stands between two of ours.
 *
 * @module
 */

import { listen, type Socket } from '@sansws/node';
import { Closes, orders, type RunningPeer } from './peer.ts';

/** Our server and its port. */
export interface OurServer extends RunningPeer {
  readonly port: number;
}

/** Starts it on a free port of this machine. */
export async function startOurServer(): Promise<OurServer> {
  const closes = new Closes();
  const server = await listen({
    port: 0,
    host: '127.0.0.1',
    origins: 'any',
    limits: { messagePayload: 2 * 1024 * 1024 },
    onSocket: (socket: Socket) => {
      socket.onMessage(answer);
      socket.on('closed', ({ statusCode, reason }) => closes.add(statusCode, reason));
    },
  });
  return {
    port: server.port,
    url: `ws://127.0.0.1:${server.port}/`,
    nextClose: () => closes.next(),
    stop: () => server.close(),
  };
}

async function answer(message: string | Uint8Array, socket: Socket): Promise<void> {
  if (message === orders.fragments) await socket.sendParts(['frag', 'ment', 'ed'], 'text');
  else if (message === orders.close) await socket.close(4001, 'as you wish');
  else if (message === orders.ping) {
    await socket.ping(Buffer.from('are you there'));
    await socket.send('pong: are you there');
  } else await socket.send(message);
}
