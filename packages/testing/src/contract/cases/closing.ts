/**
 * The closing handshake from either end, and from both at once (RFC 6455 §5.5.1, §7).
 *
 * @module
 */

import { SocketError } from '@sansws/adapter-kit';
import type { Socket } from '@sansws/adapter-kit';
import { assertHas, assertSame, assertThat, thrownBy } from '../assert.ts';
import type { ContractCase } from '../run.ts';
import { echoing, meeting, opened, take, until, watched } from '../scene.ts';
import { closeBody, masked, unmasked } from '../wire.ts';

/** Cases of closing. */
export const closingCases: readonly ContractCase[] = [
  {
    name: 'a client closes: both records say the same',
    async run(world) {
      const { place, records } = await watched(world);
      const client = await place.connect();
      const record = await client.close(4_000, 'done');
      assertHas(
        record,
        { clean: true, first: 'local', cause: 'closing-handshake', statusCode: 4_000 },
        'client',
      );
      await until(world, () => place.connections === 0, 'no connections');
      assertSame(records.length, 1, 'ends at the server');
      assertHas(
        records[0] ?? null,
        { clean: true, first: 'remote', cause: 'closing-handshake', statusCode: 4_000, reason: 'done' },
        'server',
      );
      assertSame(client.state, 'closed', 'the state');
    },
  },
  {
    name: 'a server closes: both records say the same',
    async run(world) {
      const { place, records } = await watched(world, {
        onSocket: (socket) => socket.onMessage(() => void socket.close(1_000, 'enough')),
      });
      const client = await place.connect();
      void client.send('go on');
      const record = await client.closed;
      assertHas(record, { clean: true, first: 'remote', statusCode: 1_000, reason: 'enough' }, 'client');
      await until(world, () => place.connections === 0, 'no connections');
      assertHas(records[0] ?? null, { clean: true, first: 'local', statusCode: 1_000 }, 'server');
    },
  },
  {
    name: 'both close at once: both ends are clean',
    async run(world) {
      for (let round = 0; round < 10; round++) {
        const { place, sockets } = await watched(world);
        const client = await place.connect();
        await until(world, () => sockets.length === 1, 'a socket at the server');
        const [one, other] = await Promise.all([
          client.close(4_001, 'client'),
          (sockets[0] as Socket).close(4_002, 'server'),
        ]);
        assertSame([one.clean, other.clean], [true, true], 'clean');
        assertSame(
          [one.sent?.statusCode, other.received?.statusCode].includes(4_001),
          true,
          'what the client said',
        );
        await until(world, () => place.connections === 0, 'no connections');
      }
    },
  },
  {
    name: 'two Close frames that cross on the way: nothing follows ours',
    async run(world) {
      const { place, sockets } = await watched(world);
      const wire = await opened(place);
      await until(world, () => sockets.length === 1, 'a socket at the server');
      const closing = (sockets[0] as Socket).close(4_003);
      await wire.peer.write(masked(8, closeBody(4_004, 'crossed')));
      assertSame(await wire.word(), 'close 4003', 'the one Close frame');
      assertSame((await wire.rest()).length, 0, 'octets behind it');
      wire.peer.end();
      assertHas(
        await closing,
        { clean: true, first: 'local', statusCode: 4_004, reason: 'crossed' },
        'record',
      );
    },
  },
  {
    name: 'CL1 a Close without a code is answered without one; the server ends its side first',
    async run(world) {
      const { place, records } = await watched(world);
      const wire = await opened(place);
      await wire.peer.write(masked(8));
      assertSame(await wire.word(), 'close empty', 'the answer');
      assertSame((await wire.rest()).length, 0, 'octets behind it');
      wire.peer.end();
      await until(world, () => place.connections === 0, 'no connections');
      assertHas(records[0] ?? null, { clean: true, statusCode: 1_005, reason: '' }, 'record');
    },
  },
  {
    name: 'a client answers a Close and waits for the server to end (RFC 6455 §7.1.1)',
    async run(world) {
      const { socket, wire } = await meeting(world);
      await wire.peer.write(unmasked(8, closeBody(1_001, 'moving')));
      assertSame(await wire.word(), 'close 1001', 'the answer');
      assertSame(socket.state, 'closing', 'the state');
      wire.peer.end();
      assertHas(await socket.closed, { clean: true, statusCode: 1_001, reason: 'moving' }, 'record');
    },
  },
  {
    name: 'what was sent before the Close arrives, what is sent after it is refused',
    async run(world) {
      const { place, sockets, records } = await watched(world);
      const client = await place.connect();
      await until(world, () => sockets.length === 1, 'a socket at the server');
      const server = sockets[0] as Socket;
      const heard = take(server, 201);
      for (let index = 0; index < 200; index++) void client.send(String(index));
      void client.send(new Uint8Array(500_000));
      const closing = client.close();
      const refused = thrownBy(() => client.send('too late'), 'sending after close');
      assertThat(refused instanceof SocketError && refused.isTooLate, 'a refusal that says so');
      assertSame((await heard).length, 201, 'messages');
      assertSame((await closing).clean, true, 'clean');
      await until(world, () => records.length === 1, 'the end at the server');
    },
  },
  {
    name: 'what the peer still sends after our Close is heard until its own',
    async run(world) {
      const { place, sockets } = await watched(world);
      const wire = await opened(place);
      await until(world, () => sockets.length === 1, 'a socket at the server');
      const server = sockets[0] as Socket;
      const heard: unknown[] = [];
      server.onMessage((message) => heard.push(message));
      const closing = server.close();
      assertSame(await wire.word(), 'close 1000', 'our Close');
      await wire.peer.write(masked(1, 'one more'));
      await wire.peer.write(masked(8, closeBody(1_000)));
      wire.peer.end();
      assertSame((await closing).clean, true, 'clean');
      assertSame(heard, ['one more'], 'messages');
    },
  },
  {
    name: 'what stands behind a Close frame counts no more',
    async run(world) {
      const { place, sockets } = await echoing(world);
      const wire = await opened(place);
      await wire.peer.write(Uint8Array.from([...masked(8, closeBody(1_000)), ...masked(1, 'late'), 1, 2, 3]));
      assertSame(await wire.word(), 'close 1000', 'the answer');
      assertSame((await wire.rest()).length, 0, 'octets behind it');
      wire.peer.end();
      assertHas(await (sockets[0] as Socket).closed, { clean: true, violation: null }, 'record');
    },
  },
  {
    name: 'closing is told once, in order, and asked for as often as one likes',
    async run(world) {
      const { place } = await watched(world);
      const client = await place.connect();
      const told: string[] = [];
      client.on('closing', ({ by }) => told.push(`closing ${by}`));
      client.on('closed', ({ statusCode }) => told.push(`closed ${statusCode}`));
      const records = await Promise.all([client.close(), client.close(), client.closed]);
      assertThat(
        records.every((record) => record === records[0]),
        'one record',
      );
      assertSame(await client.close(), records[0], 'after the end too');
      assertSame(told, ['closing local', 'closed 1000'], 'what is told');
      const messages: unknown[] = [];
      for await (const message of client) messages.push(message);
      assertSame(messages, [], 'a loop ends');
    },
  },
];
