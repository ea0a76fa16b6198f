/**
 * Half an end, no end in order, an end at once: in every state, from either side.
 *
 * @module
 */

import { HandshakeError, SocketError } from '@sansws/adapter-kit';
import type { Socket } from '@sansws/adapter-kit';
import { assertHas, assertSame, assertThat, rejectionOf, thrownBy } from '../assert.ts';
import type { ContractCase } from '../run.ts';
import { echoing, meeting, opened, sleep, until, watched } from '../scene.ts';
import { closeBody, masked, requestWith, Wire } from '../wire.ts';
import type { RawPeer, World } from '../world.ts';

/** What a client has done when it goes. */
const states: readonly (readonly [state: string, lead: (wire: Wire) => Promise<unknown>])[] = [
  ['connected', async () => {}],
  ['half a request sent', (wire) => wire.peer.write(requestWith().slice(0, 30))],
  ['a request sent', (wire) => wire.peer.write(requestWith())],
  ['open', (wire) => shakenHands(wire)],
  ['half a header sent', (wire) => after(wire, masked(1, 'abc').slice(0, 1))],
  ['half a frame sent', (wire) => after(wire, masked(1, 'abc').slice(0, 7))],
  ['half a message sent', (wire) => after(wire, masked(1, 'abc', { fin: false }))],
  ['a message sent', (wire) => after(wire, masked(1, 'abc'))],
  ['a ping sent', (wire) => after(wire, masked(9, 'abc'))],
  ['a violation sent', (wire) => after(wire, masked(3, 'abc'))],
  ['a Close sent', (wire) => after(wire, masked(8, closeBody(1_000)))],
  ['a Close answered', async (wire) => (await after(wire, masked(8, closeBody(1_000))), wire.word())],
];

async function shakenHands(wire: Wire): Promise<void> {
  await wire.peer.write(requestWith());
  await wire.head();
}

async function after(wire: Wire, octets: Uint8Array): Promise<void> {
  await shakenHands(wire);
  await wire.peer.write(octets);
}

/** Whatever the state, the server has one end for each socket and nothing left. */
function inEveryState(
  name: string,
  needs: ContractCase['needs'],
  leave: (peer: RawPeer) => void,
): ContractCase[] {
  return states.map(([state, lead]) => ({
    name: `${name}: ${state}`,
    ...(needs === undefined ? {} : { needs }),
    async run(world: World) {
      const { place, sockets, records } = await echoing(world);
      const wire = new Wire(await place.dial());
      await lead(wire);
      leave(wire.peer);
      // Whoever reads on sees the end; whoever broke off sees that, or nothing.
      wire.rest().catch(() => {});
      if (state !== 'connected')
        await until(world, () => place.connections > 0 || sockets.length > 0, 'seen', 200).catch(() => {});
      await until(world, () => place.connections === 0, 'no connections');
      await sleep(world, 5);
      assertSame(records.length, sockets.length, 'one end for each socket');
      for (const socket of sockets) assertSame(socket.state, 'closed', 'the state');
      const next = await opened(place);
      await next.peer.write(masked(1, 'next'));
      assertSame(await next.word(), 'text next', 'the next connection');
    },
  }));
}

/** Cases of faults. */
export const faultCases: readonly ContractCase[] = [
  ...inEveryState('TR2 a client that resets', undefined, (peer) => peer.reset()),
  ...inEveryState('TR4 a client that ends its side', ['halfClose'], (peer) => peer.end()),
  {
    name: 'TR4 a client that has ended its side still hears what is said to it',
    needs: ['halfClose'],
    async run(world) {
      const { place } = await watched(world, {
        onRequest: async () => {
          await sleep(world, 20);
          return { type: 'refuse', status: 404 };
        },
      });
      const wire = new Wire(await place.dial());
      await wire.peer.write(requestWith());
      wire.peer.end();
      const answer = await wire.rest();
      assertThat(answer.length === 0 || answer[0] === 0x48, 'an answer in order, or none');
      await until(world, () => place.connections === 0, 'no connections');
    },
  },
  {
    name: 'TR4 a server ends its side without a Close: the client’s side ends too',
    needs: ['halfClose'],
    async run(world) {
      const { socket, wire } = await meeting(world);
      wire.peer.end();
      assertHas(await socket.closed, { statusCode: 1_006, clean: false, cause: 'transport-ended' }, 'record');
      await wire.rest();
    },
  },
  {
    name: 'TR2 a server that resets, before its answer and after',
    async run(world) {
      const place = await world.listenRaw((peer) => peer.reset());
      const error = await rejectionOf(place.connect(), 'connecting');
      assertThat(error instanceof HandshakeError, `expected a HandshakeError, got ${String(error)}`);
      const { socket, wire } = await meeting(world);
      let ends = 0;
      socket.on('closed', () => ends++);
      const unanswered = rejectionOf(socket.ping(), 'a ping that nobody answers');
      wire.peer.reset();
      assertHas(await socket.closed, { statusCode: 1_006, clean: false }, 'record');
      assertThat((await unanswered) instanceof SocketError, 'the ping is refused');
      await sleep(world, 5);
      assertSame(ends, 1, 'ends');
    },
  },
  {
    name: 'TR2 a reset is told from an end in order',
    needs: ['reset'],
    async run(world) {
      const { socket, wire } = await meeting(world);
      wire.peer.reset();
      assertHas(await socket.closed, { cause: 'transport-broken' }, 'record');
      assertThat(socket.problem !== undefined, 'what broke it');
    },
  },
  {
    name: 'abort lets go at once, at either end',
    async run(world) {
      const { place, sockets, records } = await watched(world);
      const client = await place.connect();
      await until(world, () => sockets.length === 1, 'a socket at the server');
      client.abort();
      assertHas(await client.closed, { cause: 'aborted', clean: false, statusCode: 1_006 }, 'client');
      await until(world, () => place.connections === 0, 'no connections');
      assertHas(records[0] ?? null, { clean: false, statusCode: 1_006 }, 'server');
      const wire = await opened(place);
      await until(world, () => sockets.length === 2, 'another socket');
      (sockets[1] as Socket).abort();
      assertHas(
        records[1] ?? (await (sockets[1] as Socket).closed),
        { cause: 'aborted', clean: false },
        'aborted',
      );
      await wire.rest().catch(() => {});
      await until(world, () => place.connections === 0, 'no connections');
    },
  },
  {
    name: 'TR18 after the end everything is refused or does nothing, and nothing throws but that',
    async run(world) {
      const { place, sockets } = await watched(world);
      const wire = await opened(place);
      await until(world, () => sockets.length === 1, 'a socket at the server');
      const socket = sockets[0] as Socket;
      wire.peer.reset();
      for (let count = 0; socket.state !== 'closed' && count < 1_000; count++) {
        try {
          void socket.send('into the void');
        } catch (error) {
          assertThat(error instanceof SocketError, `expected a SocketError, got ${String(error)}`);
        }
        await sleep(world, 1);
      }
      await socket.closed;
      assertThat(thrownBy(() => socket.send('x'), 'send') instanceof SocketError, 'send');
      assertThat(thrownBy(() => socket.ping(), 'ping') instanceof SocketError, 'ping');
      socket.abort();
      socket.pause();
      socket.resume();
      assertSame(await socket.close(), await socket.closed, 'one record');
    },
  },
  {
    name: 'RS14 RS16 many that come and go, in order or not: nothing is left',
    async run(world) {
      const { place, sockets, records } = await watched(world);
      for (let round = 0; round < 5; round++) {
        await Promise.all(
          Array.from({ length: 20 }, async (_, index) => {
            const wire = await opened(place);
            if (index % 2 === 0) wire.peer.reset();
            else {
              await wire.peer.write(masked(8, closeBody(1_000)));
              await wire.rest();
              wire.peer.end();
            }
          }),
        );
      }
      await until(world, () => place.connections === 0, 'no connections');
      assertSame([sockets.length, records.length], [100, 100], 'sockets and ends');
    },
  },
];
