/**
 * Whoever reads slowly makes the other end wait; nothing is lost and nothing grows without end.
 *
 * @module
 */

import { SocketError } from '@sansws/adapter-kit';
import type { Socket } from '@sansws/adapter-kit';
import { assertSame, assertThat } from '../assert.ts';
import type { ContractCase } from '../run.ts';
import { echoing, meeting, opened, pattern, settlesWithin, sleep, take, until, watched } from '../scene.ts';
import { masked, unmasked } from '../wire.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';

/** More than any transport buffers by itself. */
const plenty = 64 * 1024 * 1024;

const piece = 65_536;

/** Sends to somebody who reads nothing, until it is told to wait; then all is read. */
async function slowPeer(world: World, socket: Socket, wire: Wire): Promise<void> {
  let sent = 0;
  let answer: true | Promise<true> = true;
  let waits = false;
  while (!waits && sent * piece < plenty) {
    answer = socket.send(pattern(piece, sent++));
    // A transport may be full for a moment and take more by itself.
    waits = answer !== true && !(await settlesWithin(world, 100, answer));
  }
  assertThat(waits, 'while nobody reads, a sender waits');
  assertThat(socket.bufferedOctets > 0, 'what waits is counted');
  for (let index = 0; index < sent; index++) {
    const { payload } = await wire.frame();
    assertSame(payload, pattern(piece, index), `message ${index}`);
  }
  assertSame(await answer, true, 'there is room again');
  await until(world, () => socket.bufferedOctets === 0, 'nothing waits');
}

/** Sends to a socket that takes nothing, until the transport stalls; then all is taken. */
async function slowSocket(
  world: World,
  socket: Socket,
  wire: Wire,
  frameOf: (payload: Uint8Array) => Uint8Array,
): Promise<void> {
  socket.pause();
  const frames = Array.from({ length: 16 }, (_, index) => frameOf(pattern(piece, index)));
  let sent = 0;
  let stalled = false;
  while (!stalled && sent * piece < plenty) {
    const written = wire.peer.write(frames[sent % 16] as Uint8Array);
    sent++;
    stalled = !(await settlesWithin(world, 200, written));
  }
  assertThat(stalled, 'the peer has to wait');
  const heard = take(socket, sent);
  await sleep(world, 50);
  socket.resume();
  for (const [index, message] of (await heard).entries()) {
    assertSame(message, pattern(piece, index % 16), `message ${index}`);
  }
}

/** Cases of backpressure. */
export const backpressureCases: readonly ContractCase[] = [
  {
    name: 'TR5 a server waits for a client that reads nothing, and nothing is lost',
    async run(world) {
      const { place, sockets } = await watched(world);
      const wire = await opened(place);
      await until(world, () => sockets.length === 1, 'a socket at the server');
      await slowPeer(world, sockets[0] as Socket, wire);
    },
  },
  {
    name: 'TR5 a client waits for a server that reads nothing, and nothing is lost',
    async run(world) {
      const { socket, wire } = await meeting(world);
      await slowPeer(world, socket, wire);
    },
  },
  {
    name: 'a server that takes nothing makes its client wait, and loses nothing',
    async run(world) {
      const { place, sockets } = await watched(world);
      const wire = await opened(place);
      await until(world, () => sockets.length === 1, 'a socket at the server');
      await slowSocket(world, sockets[0] as Socket, wire, (payload) => masked(2, payload));
    },
  },
  {
    name: 'a client that takes nothing makes its server wait, and loses nothing',
    async run(world) {
      const { socket, wire } = await meeting(world);
      await slowSocket(world, socket, wire, (payload) => unmasked(2, payload));
    },
  },
  {
    name: 'a loop that is slow gets all, although the peer has long ended',
    async run(world) {
      const heard: unknown[] = [];
      const { place } = await watched(world, {
        onSocket: async (socket) => {
          for await (const message of socket) {
            heard.push(message);
            if (heard.length % 100 === 0) await sleep(world, 2);
          }
        },
      });
      const wire = await opened(place);
      for (let index = 0; index < 1_000; index++) void wire.peer.write(masked(1, String(index)));
      wire.peer.end();
      await until(world, () => heard.length === 1_000, 'all messages');
      assertSame(
        heard,
        Array.from({ length: 1_000 }, (_, index) => String(index)),
        'in order',
      );
    },
  },
  {
    name: 'RS17 too much for a peer that reads nothing is refused, told and bounded',
    async run(world) {
      const { place, sockets } = await watched(world, { closeTimeout: 200 });
      await opened(place);
      await until(world, () => sockets.length === 1, 'a socket at the server');
      const socket = sockets[0] as Socket;
      const large = pattern(1_000_000);
      let refused: unknown;
      for (let sent = 0; refused === undefined && sent * 1_000_000 < plenty; sent++) {
        try {
          void socket.send(large);
        } catch (error) {
          refused = error;
        }
        await sleep(world, 1);
      }
      assertThat(refused instanceof SocketError && refused.refusal.name === 'overloaded', 'a refusal');
      assertThat(socket.bufferedOctets < 6_000_000, 'what waits is bounded');
      assertSame((await socket.close(1013)).cause, 'close-timeout', 'closing does not wait for ever');
    },
  },
  {
    name: 'RS7 a flood of pings from a peer that reads nothing: little is kept',
    async run(world) {
      const { place, sockets } = await echoing(world);
      const wire = await opened(place);
      await until(world, () => sockets.length === 1, 'a socket at the server');
      const pings = flood();
      let most = 0;
      for (let count = 0; count < 100; count++) {
        const taken = await settlesWithin(world, 100, wire.peer.write(pings));
        most = Math.max(most, (sockets[0] as Socket).bufferedOctets);
        if (!taken) break;
      }
      assertThat(most < 512 * 1024, `${most} octets were kept`);
      assertSame(sockets[0]?.state, 'open', 'the state');
    },
  },
];

function flood(): Uint8Array {
  const ping = masked(9, pattern(125));
  const all = new Uint8Array(ping.length * 500);
  for (let index = 0; index < 500; index++) all.set(ping, index * ping.length);
  return all;
}
