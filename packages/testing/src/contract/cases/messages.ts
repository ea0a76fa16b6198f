/**
 * Messages of every kind and size, whole and in fragments (RFC 6455 §5.4, §5.6, §6).
 *
 * @module
 */

import type { Message, Socket } from '@sansws/adapter-kit';
import { prepareMessage } from '@sansws/core';
import { encodeText } from '@sansws/core/bytes';
import { joined } from '../../same.ts';
import { assertSame, assertThat } from '../assert.ts';
import type { ContractCase } from '../run.ts';
import { echoing, meeting, opened, pattern, take, until, watched } from '../scene.ts';
import { masked, unmasked } from '../wire.ts';
import type { World } from '../world.ts';

/** Around every length where the form of the header changes, and around the kit's own borders. */
const lengths = [0, 1, 125, 126, 127, 4_095, 4_096, 16_383, 16_384, 65_535, 65_536, 131_073, 1_048_576];

async function both(world: World): Promise<readonly [client: Socket, server: Socket]> {
  const { place, sockets } = await watched(world);
  const client = await place.connect();
  await until(world, () => sockets.length === 1, 'a socket at the server');
  return [client, sockets[0] as Socket];
}

/** What one end says the other hears, in both directions at once. */
async function exchange(world: World, messages: readonly Message[]): Promise<void> {
  const [client, server] = await both(world);
  const say = async (socket: Socket): Promise<void> => {
    for (const message of messages) await socket.send(message);
  };
  const [heard, answered] = await Promise.all([
    take(server, messages.length),
    take(client, messages.length),
    say(client),
    say(server),
  ]);
  assertSame(heard, messages, 'what the server hears');
  assertSame(answered, messages, 'what the client hears');
}

/** Cases of messages. */
export const messageCases: readonly ContractCase[] = [
  {
    name: 'octets of every size, both ways at once',
    run: (world) =>
      exchange(
        world,
        lengths.map((length) => pattern(length, length)),
      ),
  },
  {
    name: 'text of every size and of every plane, both ways at once',
    run: (world) =>
      exchange(world, [
        ...lengths.map((length) => 'a'.repeat(length)),
        'Grüße 你好 😀',
        '\u0000\u007f\u0080\u07ff\u0800\uffff\u{10000}\u{10ffff}',
        'ä'.repeat(50_000),
        '😀'.repeat(50_000),
      ]),
  },
  {
    name: 'thousands of small messages stay in order',
    run: (world) =>
      exchange(
        world,
        Array.from({ length: 4_000 }, (_, index) => `message ${index}`),
      ),
  },
  {
    name: 'a message in fragments of any size is one message',
    async run(world) {
      const { place } = await echoing(world);
      const client = await place.connect();
      const octets = pattern(1_000);
      for (const fragmentOctets of [1, 2, 7, 125, 126, 999, 1_000, 1_001]) {
        void client.send(octets, { fragmentOctets });
        void client.send('äöü😀'.repeat(60), { fragmentOctets });
        assertSame(await take(client, 2), [octets, 'äöü😀'.repeat(60)], `fragments of ${fragmentOctets}`);
      }
    },
  },
  {
    name: 'a message whose length nobody knows yet',
    async run(world) {
      const { place } = await echoing(world);
      const client = await place.connect();
      const parts = Array.from({ length: 20 }, (_, index) => pattern(index * 997, index));
      const [heard] = await Promise.all([take(client, 1), client.sendParts(parts)]);
      assertSame(heard, [joined(parts)], 'the parts together');
    },
  },
  {
    name: 'the parts of a message as they come',
    async run(world) {
      const seen: string[] = [];
      const { place } = await watched(world, {
        delivery: 'parts',
        onSocket: (socket) => {
          socket.on('part', ({ data, final }) => {
            seen.push(String(data));
            if (final) void socket.send(seen.join(''));
          });
        },
      });
      const wire = await opened(place);
      await wire.peer.write(masked(1, 'Hel', { fin: false }));
      await until(world, () => seen.join('') === 'Hel', 'the first part before the second is sent');
      await wire.peer.write(masked(0, 'lo'));
      assertSame(await wire.word(), 'text Hello', 'the whole');
    },
  },
  {
    name: 'a ping between fragments is answered before they go on',
    async run(world) {
      const { place } = await echoing(world);
      const wire = await opened(place);
      await wire.peer.write(joined([masked(1, 'one ', { fin: false }), masked(9, 'mid')]));
      assertSame(await wire.word(), 'pong 3', 'the answer to the ping');
      await wire.peer.write(masked(0, 'message'));
      assertSame(await wire.word(), 'text one message', 'the message');
    },
  },
  {
    name: 'pings and pongs, asked for or not',
    async run(world) {
      const [client, server] = await both(world);
      const heard: string[] = [];
      server.on('ping', (data) => heard.push(`ping ${data.length}`));
      server.on('pong', (data) => heard.push(`pong ${data.length}`));
      const [short, long] = await Promise.all([client.ping(), client.ping(pattern(125))]);
      assertThat(short >= 0 && long >= 0, 'round-trip times');
      void client.pong(pattern(3));
      await until(world, () => heard.length === 3, 'three control frames');
      assertSame(heard.slice(1), ['ping 125', 'pong 3'], 'what the server heard');
    },
  },
  {
    name: 'one message, encoded once, for many',
    async run(world) {
      const { place, sockets } = await watched(world);
      const clients = await Promise.all(Array.from({ length: 8 }, () => place.connect()));
      await until(world, () => sockets.length === 8, 'eight sockets');
      const text = 'to all '.repeat(20_000);
      const prepared = prepareMessage(text);
      assertThat(prepared.ok, 'prepared');
      for (const socket of sockets) void socket.sendPrepared(prepared.value);
      const heard = await Promise.all(clients.map((client) => take(client, 1)));
      assertSame(
        heard.flat(),
        Array.from({ length: 8 }, () => text),
        'what all hear',
      );
    },
  },
  {
    name: 'a client masks, a server does not (RFC 6455 §5.1)',
    async run(world) {
      const { socket, wire } = await meeting(world);
      void socket.send('from a client');
      const frame = await wire.frame();
      assertSame([frame.masked, frame.payload], [true, encodeText('from a client')], 'the frame');
      await wire.peer.write(unmasked(1, 'from a server'));
      assertSame(await take(socket, 1), ['from a server'], 'the message');
      const { place } = await watched(world, { onSocket: (server) => server.send('welcome') });
      assertSame((await (await opened(place)).frame()).masked, false, 'what a server sends');
    },
  },
  {
    name: 'what was sent may be written over once nothing is buffered, what was received is the receiver’s',
    async run(world) {
      const [client, server] = await both(world);
      const mine = pattern(200_000);
      for (const [sender, receiver] of [
        [server, client],
        [client, server],
      ] as const) {
        const heard: Uint8Array[] = [];
        receiver.onMessage((message) => heard.push(message as Uint8Array));
        for (let round = 0; round < 20; round++) {
          mine.fill(round);
          void sender.send(mine);
          await until(world, () => sender.bufferedOctets === 0, 'nothing is buffered');
          mine.fill(0xff);
        }
        await until(world, () => heard.length === 20, 'all messages');
        for (const [round, octets] of heard.entries()) {
          const isWhole = octets.length === 200_000 && octets.every((octet) => octet === round);
          assertThat(isWhole, `message ${round}`);
          octets.fill(0xee);
        }
      }
      assertThat(
        mine.every((octet) => octet === 0xff),
        'the sender’s own octets stay as it left them',
      );
    },
  },
  {
    name: 'what was received stays as it was, whatever comes after it',
    async run(world) {
      const [client, server] = await both(world);
      const heard: Uint8Array[] = [];
      client.onMessage((message) => heard.push(message as Uint8Array));
      for (let index = 0; index < 500; index++) await server.send(pattern(index * 13, index));
      await until(world, () => heard.length === 500, 'all messages');
      for (const [index, octets] of heard.entries())
        assertSame(octets, pattern(index * 13, index), `message ${index}`);
    },
  },
  {
    name: 'messages that waited for a listener come first, in order, by whatever way they are taken',
    async run(world) {
      const [client, server] = await both(world);
      for (let index = 0; index < 9; index++) void client.send(String(index));
      assertSame(await take(server, 3), ['0', '1', '2'], 'in a loop');
      const heard: Message[] = [];
      const leave = server.on('message', (message) => {
        heard.push(message);
        if (heard.length === 3) leave();
      });
      await until(world, () => heard.length === 3, 'three messages');
      server.onMessage((message) => heard.push(message));
      await until(world, () => heard.length === 6, 'the last ones');
      assertSame(heard, ['3', '4', '5', '6', '7', '8'], 'by listeners');
    },
  },
];
