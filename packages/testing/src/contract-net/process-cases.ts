/**
 * What only a process does wrong: it stands still, is killed, loses a worker, has no descriptors left.
 *
 * @module
 */

import type { ServiceOptions, Socket } from '@sansws/adapter-kit';
import type { CloseRecord } from '@sansws/core';
import { assertHas, assertSame, assertThat } from '../contract/assert.ts';
import type { ContractCase } from '../contract/run.ts';
import { sleep, until } from '../contract/scene.ts';
import { requestWith, Wire } from '../contract/wire.ts';
import type { RawPeer, World } from '../contract/world.ts';
import type { NetAdapter, NetServer } from './net-world.ts';
import { Program } from './program.ts';
import { rawDial } from './raw-peer.ts';

/** The cases on TCP. `command`: how to start a program that is `runProgram` with the adapter. */
export function processCases(adapter: NetAdapter, command: readonly string[]): readonly ContractCase[] {
  const within = (words: readonly string[], descriptors: number | undefined, act: Act): Promise<void> =>
    withProgram([...command, ...words], descriptors, act);
  return [
    {
      name: 'TR1 a peer process that is killed: one end',
      run: (world) =>
        withServer(adapter, {}, ({ server, sockets, records }) =>
          within(['client', String(server.port)], undefined, async (peer) => {
            await until(world, () => sockets.length === 1, 'a socket', 10_000);
            peer.signal('SIGKILL');
            await until(world, () => server.connections === 0, 'no connections');
            assertSame(records.length, 1, 'ends');
            assertHas(records[0] ?? null, { statusCode: 1_006, clean: false }, 'record');
          }),
        ),
    },
    {
      name: 'TR2 whoever resets before being taken in costs nobody else any time, and is nobody’s error',
      run: (world) =>
        within(['server'], undefined, async (peer) => {
          const port = Number(await peer.said('port'));
          peer.signal('SIGSTOP');
          for (let count = 0; count < 100; count++)
            (await rawDial({ port, path: null, certificate: null })).reset();
          peer.signal('SIGCONT');
          const begun = world.clock.now();
          const socket = await adapter.connect(`ws://127.0.0.1:${port}/`, {});
          const took = world.clock.now() - begun;
          assertThat(took < 1_500, `it took ${took} ms`);
          await echo(socket, 'Hello');
          assertSame((await socket.close()).clean, true, 'clean');
          assertSame(peer.lines, [`port ${port}`], 'what the server said');
        }),
    },
    {
      name: 'TR3 half-open: a client’s process that stands still is found by a ping, one that goes on stays',
      run: (world) =>
        withServer(adapter, { keepalive }, ({ server, sockets }) =>
          within(['client', String(server.port)], undefined, async (peer) => {
            await until(world, () => sockets.length === 1, 'a socket', 10_000);
            await sleep(world, 2 * (keepalive.interval + keepalive.timeout));
            const [socket] = sockets as [Socket];
            assertSame(socket.state, 'open', 'the state of whose peer answers');
            peer.signal('SIGSTOP');
            assertHas(await socket.closed, stoodStill, 'record');
            await until(world, () => server.connections === 0, 'no connections');
          }),
        ),
    },
    {
      name: 'TR3 half-open: a server’s process that stands still is found by a ping',
      run: (world) =>
        within(['server'], undefined, async (peer) => {
          const socket = await adapter.connect(`ws://127.0.0.1:${await peer.said('port')}/`, { keepalive });
          await sleep(world, 2 * (keepalive.interval + keepalive.timeout));
          assertSame(socket.state, 'open', 'the state of whose peer answers');
          peer.signal('SIGSTOP');
          assertHas(await socket.closed, stoodStill, 'record');
        }),
    },
    {
      name: 'TR10 a peer whose worker is terminated, and one whose process exits: one end each',
      run: (world) =>
        withServer(adapter, {}, async ({ server, sockets, records }) => {
          await within(['worker', 'client', String(server.port)], undefined, async (peer) => {
            await peer.said('open');
            assertSame(server.connections, 1, 'connections');
            peer.tell('terminate');
            await peer.said('terminated');
            await until(world, () => server.connections === 0, 'no connections');
            await goesOn(peer);
          });
          await within(['client', String(server.port)], undefined, async (peer) => {
            await peer.said('open');
            peer.tell('exit');
            assertSame(await peer.said('gone'), '0', 'how it ended');
            await until(world, () => server.connections === 0, 'no connections');
          });
          assertSame([sockets.length, records.length], [2, 2], 'sockets and ends');
        }),
    },
    {
      name: 'TR10 a server whose worker is terminated: its clients are told, its process goes on',
      run: () =>
        within(['worker', 'server'], undefined, async (peer) => {
          const port = Number(await peer.said('port'));
          const halfWay = await rawDial({ port, path: null, certificate: null });
          await halfWay.write(requestWith().slice(0, 30));
          const clients = await Promise.all(
            Array.from({ length: 3 }, () => adapter.connect(`ws://127.0.0.1:${port}/`, {})),
          );
          for (const client of clients) {
            // Whoever leaves its messages lying does not hear the end behind them either.
            client.onMessage(() => {});
            void client.send(new Uint8Array(100_000));
          }
          peer.tell('terminate');
          await peer.said('terminated');
          for (const { closed } of clients)
            assertHas(await closed, { statusCode: 1_006, clean: false }, 'record');
          await new Wire(halfWay).rest().catch(() => {});
          await goesOn(peer);
        }),
    },
    {
      name: 'TR8 no descriptors left for those who come: whoever is there goes on, and so does the server',
      run: (world) => within(['server'], descriptors, (peer) => exhaust(adapter, world, peer)),
    },
  ];
}

type Act = (program: Program) => Promise<void>;

const keepalive = { interval: 100, timeout: 150 } as const;

const stoodStill = { cause: 'keepalive-timeout', statusCode: 1_006, clean: false } as const;

/** Enough to start with, and few enough to be used up. */
const descriptors = 96;

async function exhaust(adapter: NetAdapter, world: World, peer: Program): Promise<void> {
  const uri = `ws://127.0.0.1:${await peer.said('port')}/`;
  const port = Number(await peer.said('port'));
  const resident = await adapter.connect(uri, {});
  const crowd: RawPeer[] = [];
  try {
    const welcomed = await gather(world, port, crowd);
    assertThat(welcomed > 10 && welcomed < descriptors, `${welcomed} were welcomed`);
    await echo(resident, 'in the crowd');
  } finally {
    for (const one of crowd) one.reset();
  }
  const next = await adapter.connect(uri, { handshakeTimeout: 5_000 });
  await echo(next, 'and afterwards');
  assertSame((await next.close()).clean, true, 'clean');
  assertSame((await resident.close()).clean, true, 'clean');
  await goesOn(peer);
}

/** So many come that the server cannot take them all in; how many it welcomed. */
async function gather(world: World, port: number, crowd: RawPeer[]): Promise<number> {
  let welcomed = 0;
  for (let count = 0; count < 2 * descriptors; count++) {
    // The kernel takes them all; the server cannot.
    const one = await rawDial({ port, path: null, certificate: null });
    crowd.push(one);
    await one.write(requestWith());
    void new Wire(one).head().then(
      () => welcomed++,
      () => {},
    );
  }
  await sleep(world, 500);
  return welcomed;
}

async function echo(socket: Socket, text: string): Promise<void> {
  void socket.send(text);
  for await (const message of socket) {
    assertSame(message, text, 'the echo');
    break;
  }
}

/** It has not died of anything, and still answers. */
async function goesOn(peer: Program): Promise<void> {
  peer.tell('ping');
  await peer.said('pong');
}

async function withProgram(
  command: readonly string[],
  descriptorsAtMost: number | undefined,
  act: Act,
): Promise<void> {
  const program = new Program(command, descriptorsAtMost);
  try {
    await act(program);
  } finally {
    program.signal('SIGKILL');
  }
}

interface Watch {
  readonly server: NetServer;
  readonly sockets: readonly Socket[];
  readonly records: readonly CloseRecord[];
}

/** A server that keeps its sockets and their ends, and hears of no error. */
async function withServer(
  adapter: NetAdapter,
  options: Partial<ServiceOptions>,
  act: (watch: Watch) => Promise<void>,
): Promise<void> {
  const sockets: Socket[] = [];
  const records: CloseRecord[] = [];
  const errors: unknown[] = [];
  const server = await adapter.listen({
    host: '127.0.0.1',
    port: 0,
    origins: 'any',
    onError: (error) => errors.push(error),
    ...options,
    onSocket: (socket) => {
      sockets.push(socket);
      socket.on('closed', (record) => records.push(record));
    },
  });
  try {
    await act({ server, sockets, records });
    assertSame(errors, [], 'errors');
  } finally {
    await server.close({ deadline: 200 });
  }
}
