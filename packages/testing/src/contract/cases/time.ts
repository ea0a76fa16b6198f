/**
 * Time, and the end of a server: whoever says nothing waits for nobody for ever.
 *
 * @module
 */

import { HandshakeError } from '@sansws/adapter-kit';
import type { Socket } from '@sansws/adapter-kit';
import { assertHas, assertSame, assertThat, rejectionOf } from '../assert.ts';
import type { ContractCase } from '../run.ts';
import { echoing, meeting, opened, sleep, until, watched } from '../scene.ts';
import { requestWith, Wire } from '../wire.ts';

/** How much later than its deadline something may come. */
const slack = 2_000;

/** Cases of time. */
export const timeCases: readonly ContractCase[] = [
  {
    name: 'TM1 a client that sends no request is dropped at the deadline',
    async run(world) {
      const { place } = await watched(world, { handshakeTimeout: 100 });
      for (const part of [new Uint8Array(0), requestWith().slice(0, 40)]) {
        const begun = world.clock.now();
        const wire = new Wire(await place.dial());
        if (part.length > 0) await wire.peer.write(part);
        await wire.rest().catch(() => {});
        wire.peer.end();
        await until(world, () => place.connections === 0, 'no connections');
        const took = world.clock.now() - begun;
        assertThat(took >= 90 && took < 100 + slack, `it took ${took} ms`);
      }
    },
  },
  {
    name: 'TM14 a server that never answers: the deadline of the client',
    async run(world) {
      const place = await world.listenRaw(() => {});
      const begun = world.clock.now();
      const error = await rejectionOf(place.connect({ handshakeTimeout: 100 }), 'connecting');
      assertThat(error instanceof HandshakeError, `expected a HandshakeError, got ${String(error)}`);
      assertHas(error.record, { cause: 'handshake-timeout' }, 'record');
      assertThat(world.clock.now() - begun < 100 + slack, 'in time');
    },
  },
  {
    name: 'TM8 a peer that does not answer a Close: the deadline, at either end',
    async run(world) {
      const { place, sockets } = await watched(world, { closeTimeout: 100 });
      const wire = await opened(place);
      await until(world, () => sockets.length === 1, 'a socket at the server');
      const begun = world.clock.now();
      // Read as it comes: what was not read when a stream is let go is lost.
      const word = wire.word();
      assertHas(await (sockets[0] as Socket).close(), { cause: 'close-timeout', clean: false }, 'server');
      assertSame(await word, 'close 1000', 'its Close was sent');
      const { socket } = await meeting(world, { closeTimeout: 100 });
      assertHas(await socket.close(), { cause: 'close-timeout', clean: false }, 'client');
      assertThat(world.clock.now() - begun < 200 + slack, 'in time');
      await wire.rest().catch(() => {});
      wire.peer.end();
      await until(world, () => place.connections === 0, 'no connections');
    },
  },
  {
    name: 'TM2 a peer that answers pings stays, one that does not is gone',
    async run(world) {
      const keepalive = { interval: 60, timeout: 120 } as const;
      const { place, sockets } = await watched(world, { keepalive });
      const client = await place.connect();
      const silent = await opened(place);
      await until(world, () => sockets.length === 2, 'two sockets');
      await sleep(world, 400);
      assertSame(client.state, 'open', 'whoever answers');
      const ends = sockets.filter(({ state }) => state === 'closed');
      assertSame(ends.length, 1, 'whoever does not');
      assertHas((await ends[0]?.closed) ?? null, { cause: 'keepalive-timeout', statusCode: 1_006 }, 'record');
      await silent.rest().catch(() => {});
      const { socket } = await meeting(world, { keepalive });
      assertHas(await socket.closed, { cause: 'keepalive-timeout' }, 'a client does it too');
    },
  },
  {
    name: 'TR9 a server that goes tells all, waits for none longer than the deadline, and takes nobody more',
    async run(world) {
      const { place, records } = await echoing(world);
      const [one, other] = [await place.connect(), await place.connect()];
      const mute = await opened(place);
      const unfinished = new Wire(await place.dial());
      await unfinished.peer.write(requestWith().slice(0, 20));
      await until(world, () => place.connections === 4, 'four connections');
      const begun = world.clock.now();
      const word = mute.word();
      await place.close({ deadline: 300 });
      assertThat(world.clock.now() - begun < 300 + slack, 'in time');
      for (const socket of [one, other]) {
        assertHas(await socket.closed, { clean: true, statusCode: 1_001, first: 'remote' }, 'a client');
      }
      assertSame(await word, 'close 1001', 'whoever does not answer was told too');
      assertSame([place.connections, records.length], [0, 3], 'connections and ends');
      assertSame(records.filter(({ clean }) => clean).length, 2, 'clean ends');
      const late = await rejectionOf(place.connect({ handshakeTimeout: 1_000 }), 'connecting');
      assertThat(late instanceof HandshakeError, `expected a HandshakeError, got ${String(late)}`);
    },
  },
  {
    name: 'TR9 whoever waits for a decision when the server goes hears 503',
    async run(world) {
      const { place } = await watched(world, { onRequest: () => new Promise(() => {}) });
      const wire = new Wire(await place.dial());
      await wire.peer.write(requestWith());
      await until(world, () => place.connections === 1, 'one connection');
      await sleep(world, 20);
      const closing = place.close({ deadline: 300, statusCode: 1012 });
      assertThat((await wire.head()).startsWith('HTTP/1.1 503 '), 'the answer');
      await wire.rest().catch(() => {});
      wire.peer.end();
      await closing;
      assertSame(place.connections, 0, 'connections');
    },
  },
];
