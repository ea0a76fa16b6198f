// What is said to every peer, whichever end it is.
import { expect, test } from 'vitest';
import type { Socket } from '@sansws/node';
import { type Lack, orders, type RunningPeer } from '../src/interop/peer.ts';

/** A socket of ours with the peer at the other end, and that peer. */
export interface Meeting {
  readonly socket: Socket;
  readonly peer: RunningPeer;
}

/** Payload lengths around every change of the length form, in octets. */
const sizes = [0, 1, 125, 126, 65_535, 65_536, 1_048_576] as const;
const scripts = 'Hello, Здравствуй, こんにちは, שלום, 𝄞🙂';

/** Declares the tests; `meet` brings about a fresh connection to the peer, `leave` ends what it began. */
export function converse(
  meet: () => Promise<Meeting>,
  lacks: readonly Lack[],
  leave: (meeting: Meeting) => Promise<void>,
): void {
  const say = (title: string, talk: (socket: Socket, peer: RunningPeer) => Promise<void>): void => {
    test(title, async () => {
      const meeting = await meet();
      try {
        await talk(meeting.socket, meeting.peer);
      } finally {
        await leave(meeting);
      }
    });
  };

  say('text', async (socket) => {
    const next = inbox(socket);
    await socket.send(scripts);
    expect(await next()).toBe(scripts);
    for (const size of sizes) {
      const message = 'x'.repeat(size);
      await socket.send(message);
      expect((await next()) === message, `text of ${size} octets`).toBe(true);
    }
  });

  say('binary', async (socket) => {
    const next = inbox(socket);
    for (const size of sizes) {
      const message = Uint8Array.from({ length: size }, (_, index) => index * 31);
      await socket.send(message);
      expect(isSame(await next(), message), `binary of ${size} octets`).toBe(true);
    }
  });

  say('fragments to peer', async (socket) => {
    const next = inbox(socket);
    const text = scripts.repeat(100);
    await socket.send(text, { fragmentOctets: 7 });
    expect(await next()).toBe(text);
    await socket.sendParts(['frag', 'ment', 'ed'], 'text');
    expect(await next()).toBe('fragmented');
    const octets = Uint8Array.from({ length: 100_000 }, (_, index) => index * 7);
    await socket.send(octets, { fragmentOctets: 1000 });
    expect(isSame(await next(), octets)).toBe(true);
  });

  if (!lacks.includes('fragments from peer')) {
    say('fragments from peer', async (socket) => {
      const next = inbox(socket);
      await socket.send(orders.fragments);
      expect(await next()).toBe('fragmented');
    });
  }

  say('ping to peer', async (socket) => {
    expect(await socket.ping()).toBeGreaterThanOrEqual(0);
    expect(await socket.ping(Buffer.from('with a payload'))).toBeGreaterThanOrEqual(0);
  });

  if (!lacks.includes('ping from peer')) {
    say('ping from peer', async (socket) => {
      const next = inbox(socket);
      await socket.send(orders.ping);
      expect(await next()).toBe('pong: are you there');
    });
  }

  say('close by us', async (socket, peer) => {
    const record = await socket.close(4000, 'goodbye');
    expect(record).toMatchObject({
      clean: true,
      first: 'local',
      sent: { statusCode: 4000, reason: 'goodbye' },
    });
    // A server that several conversations share tells of the ends of the earlier ones first.
    let seen = await peer.nextClose();
    while (seen.statusCode === 1000) seen = await peer.nextClose();
    expect(seen).toEqual({ statusCode: 4000, reason: 'goodbye' });
  });

  say('close by peer', async (socket) => {
    await socket.send(orders.close);
    expect(await socket.closed).toMatchObject({
      clean: true,
      first: 'remote',
      statusCode: 4001,
      reason: 'as you wish',
    });
  });
}

/** The socket's messages one by one; a socket that ends gives `undefined`. */
function inbox(socket: Socket): () => Promise<string | Uint8Array | undefined> {
  const messages = socket[Symbol.asyncIterator]();
  return async () => {
    const { done, value } = await messages.next();
    return done === true ? undefined : value;
  };
}

function isSame(one: string | Uint8Array | undefined, other: Uint8Array): boolean {
  return one instanceof Uint8Array && Buffer.compare(one, other) === 0;
}
