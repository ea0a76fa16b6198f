/**
 * What only a network can do wrong: addresses that are taken or empty, TLS that fails.
 *
 * @module
 */

import { HandshakeError } from '@sansws/adapter-kit';
import { assertHas, assertSame, assertThat, rejectionOf } from '../contract/assert.ts';
import type { ContractCase } from '../contract/run.ts';
import { sleep, take, until } from '../contract/scene.ts';
import { masked, requestWith, Wire } from '../contract/wire.ts';
import type { RawPeer, World } from '../contract/world.ts';
import type { Carrier, NetAdapter, NetServer } from './net-world.ts';
import { rawDial, rawListen } from './raw-peer.ts';
import type { Certificate } from './raw-peer.ts';

/** The cases of one carrier. */
export function carrierCases(adapter: NetAdapter, carrier: Carrier): readonly ContractCase[] {
  if (carrier === 'TLS') return tlsCases(adapter);
  return carrier === 'TCP' ? tcpCases(adapter) : unixCases(adapter);
}

const local = { host: '127.0.0.1', port: 0 } as const;

/** Does something with an echo server, and closes it. */
async function withServer(
  adapter: NetAdapter,
  options: Partial<Parameters<NetAdapter['listen']>[0]>,
  act: (server: NetServer) => Promise<void>,
): Promise<void> {
  const server = await adapter.listen({
    ...local,
    origins: 'any',
    onSocket: (socket) => socket.onMessage((message) => socket.send(message)),
    ...options,
  });
  try {
    await act(server);
  } finally {
    await server.close({ deadline: 200 });
  }
}

async function echoes(adapter: NetAdapter, uri: string): Promise<void> {
  const socket = await adapter.connect(uri, {});
  void socket.send('Hello');
  for await (const message of socket) {
    assertSame(message, 'Hello', 'the echo');
    break;
  }
  assertSame((await socket.close()).clean, true, 'clean');
}

/** Connecting fails with an error whose cause is the system's. */
async function failsToConnect(connecting: Promise<unknown>): Promise<void> {
  const error = await rejectionOf(connecting, 'connecting');
  assertThat(error instanceof HandshakeError, `expected a HandshakeError, got ${String(error)}`);
  assertSame(error.record.cause, 'transport-broken', 'the cause in the record');
  assertThat(error.cause instanceof Error, `the system's error is the cause, not ${String(error.cause)}`);
}

function tcpCases(adapter: NetAdapter): readonly ContractCase[] {
  return [
    {
      name: 'TR19 IPv4, IPv6 and a name',
      run: () =>
        withServer(adapter, {}, async ({ port }) => {
          await echoes(adapter, `ws://127.0.0.1:${port}/`);
          await echoes(adapter, `ws://localhost:${port}/`);
          await withServer(adapter, { host: '::1' }, (six) => echoes(adapter, `ws://[::1]:${six.port}/`));
        }),
    },
    {
      name: 'an address that is taken is an error at once, and whoever has it goes on',
      run: () =>
        withServer(adapter, {}, async ({ port }) => {
          const error = await rejectionOf(adapter.listen({ ...local, port, origins: 'any' }), 'listening');
          assertThat(error instanceof Error, `expected an error, got ${String(error)}`);
          await echoes(adapter, `ws://127.0.0.1:${port}/`);
        }),
    },
    {
      name: 'TR12 somebody in between cuts, joins and delays what passes: the same messages, in order',
      run: (world: World) =>
        withServer(adapter, {}, async ({ port }) => {
          const relay = await relayTo(world, port);
          const socket = await adapter.connect(`ws://127.0.0.1:${relay.port}/`, {});
          const messages = Array.from(
            { length: 40 },
            (_, index) => `${index}:${'ä'.repeat(relay.random(index % 8 === 0 ? 100_000 : 200))}`,
          );
          void (async () => {
            for (const message of messages) await socket.send(message);
          })();
          assertSame(await take(socket, messages.length), messages, 'the echoes');
          assertSame((await socket.close()).clean, true, 'clean');
          relay.close();
        }),
    },
    {
      name: 'nobody listens: the system’s error is the cause',
      async run() {
        const server = await adapter.listen({ ...local, origins: 'any' });
        const { port } = server;
        await server.close();
        await failsToConnect(adapter.connect(`ws://127.0.0.1:${port}/`, {}));
      },
    },
  ];
}

function unixCases(adapter: NetAdapter): readonly ContractCase[] {
  return [
    {
      name: 'nobody listens at a path: the system’s error is the cause',
      run: () => failsToConnect(adapter.connect('ws+unix:/tmp/sansws-nobody-there.sock:/', {})),
    },
  ];
}

function tlsCases(adapter: NetAdapter): readonly ContractCase[] {
  const { certificate: tls, foreign, refused = [] } = adapter;
  if (tls === undefined) return [];
  const secured = { tls };
  return [
    ...(foreign === undefined ? [] : certificateCases(adapter, tls, foreign)),
    ...refused.map(({ why, certificate, trusted }) => ({
      name: `TR7 V-I4 a certificate ${why} is refused`,
      run: () =>
        withServer(adapter, { tls: certificate }, async (server) => {
          await failsToConnect(adapter.connect(`wss://localhost:${server.port}/`, {}, trusted));
          assertSame(server.connections, 0, 'connections');
        }),
    })),
    {
      name: 'TR7 V-I4 a certificate is for a name, not for the address behind it',
      run: () =>
        withServer(adapter, secured, async (server) => {
          await failsToConnect(adapter.connect(`wss://127.0.0.1:${server.port}/`, {}));
          assertSame(server.connections, 0, 'connections');
        }),
    },
    {
      name: 'TR7 a client with TLS and a server without, and the other way round: both fail, and soon',
      run: (world: World) =>
        withServer(adapter, {}, (plain) =>
          withServer(adapter, { ...secured, handshakeTimeout: 1_000 }, async (secure) => {
            const begun = world.clock.now();
            await failsToConnect(adapter.connect(`wss://localhost:${plain.port}/`, {}));
            const error = await rejectionOf(
              adapter.connect(`ws://localhost:${secure.port}/`, {}),
              'connecting',
            );
            assertThat(error instanceof HandshakeError, `expected a HandshakeError, got ${String(error)}`);
            assertHas(error.record, { statusCode: 1_006, clean: false }, 'record');
            const took = world.clock.now() - begun;
            assertThat(took < 5_000, `it took ${took} ms`);
            await until(world, () => plain.connections + secure.connections === 0, 'no connections');
            await echoes(adapter, `wss://localhost:${secure.port}/`);
            await echoes(adapter, `ws://localhost:${plain.port}/`);
          }),
        ),
    },
    {
      name: 'TR7 a server’s TLS that fails in the middle of its handshake: the client is told, and soon',
      run: async (world: World) => {
        // A fatal alert, handshake_failure (RFC 8446 §6); octets that are no record; nothing but an end.
        for (const octets of [
          Uint8Array.of(0x15, 3, 3, 0, 2, 2, 40),
          new Uint8Array(300),
          new Uint8Array(0),
        ]) {
          const place = await rawListen(null, null, (peer) => {
            void peer.read().then(async () => {
              await peer.write(octets);
              peer.end();
            });
          });
          const begun = world.clock.now();
          await failsToConnect(adapter.connect(`wss://localhost:${place.port}/`, {}));
          const took = world.clock.now() - begun;
          place.close();
          assertThat(took < 5_000, `it took ${took} ms`);
        }
      },
    },
    {
      name: 'TR7 whoever speaks no TLS is let go, and the next is served',
      run: () =>
        withServer(adapter, secured, async ({ port }) => {
          for (const octets of [requestWith(), masked(1, 'what?'), new Uint8Array(300)]) {
            const plain = await rawDial({ port, path: null, certificate: null });
            await plain.write(octets);
            await new Wire(plain).rest().catch(() => {});
            plain.reset();
          }
          await echoes(adapter, `wss://localhost:${port}/`);
        }),
    },
    {
      name: 'TR7 a TLS handshake that stops half-way, or is cut: the next is served, and nobody is there any more',
      run: (world: World) =>
        withServer(adapter, { ...secured, handshakeTimeout: 200 }, async (server) => {
          for (const leave of ['end', 'reset'] as const) (await halfHello(server))[leave]();
          const silent = await halfHello(server);
          await echoes(adapter, `wss://localhost:${server.port}/`);
          await until(world, () => server.connections === 0, 'no connections');
          silent.reset();
        }),
    },
    {
      name: 'TR7 TM1 whoever stays silent within the TLS handshake is dropped at the deadline',
      needs: ['handshakeDrop'],
      run: (world: World) =>
        withServer(adapter, { ...secured, handshakeTimeout: 200 }, async (server) => {
          const begun = world.clock.now();
          const silent = await halfHello(server);
          await new Wire(silent).rest().catch(() => {});
          const took = world.clock.now() - begun;
          assertThat(took >= 150 && took < 3_000, `it took ${took} ms`);
          silent.reset();
        }),
    },
  ];
}

/** Somebody who has sent the beginning of a ClientHello (RFC 8446 §4.1.2). */
async function halfHello({ port }: NetServer): Promise<RawPeer> {
  const plain = await rawDial({ port, path: null, certificate: null });
  await plain.write(Uint8Array.of(0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3));
  return plain;
}

function certificateCases(
  adapter: NetAdapter,
  tls: Certificate,
  foreign: Certificate,
): readonly ContractCase[] {
  return [
    {
      name: 'TR7 V-I4 a certificate that nobody vouches for is refused',
      run: () =>
        withServer(adapter, { tls }, async (server) => {
          await failsToConnect(adapter.connect(`wss://localhost:${server.port}/`, {}, []));
          await failsToConnect(adapter.connect(`wss://localhost:${server.port}/`, {}, [foreign]));
          assertSame(server.connections, 0, 'connections');
          await echoes(adapter, `wss://localhost:${server.port}/`);
        }),
    },
    {
      name: 'TR7 V-I4 a certificate for another host is refused, whoever vouches for it',
      run: () =>
        withServer(adapter, { tls: foreign }, async (server) => {
          await failsToConnect(adapter.connect(`wss://localhost:${server.port}/`, {}, [foreign]));
          assertSame(server.connections, 0, 'connections');
        }),
    },
  ];
}

interface Relay {
  readonly port: number;
  /** A number below `limit`, the same in each run. */
  random(limit: number): number;
  close(): void;
}

/** Passes octets on to a port, both ways, in other pieces and later. */
async function relayTo(world: World, target: number): Promise<Relay> {
  let seed = 1;
  const random = (limit: number): number => (seed = (seed * 48_271) % 2_147_483_647) % limit;
  const pass = async (from: RawPeer, to: RawPeer): Promise<void> => {
    for (let octets = await from.read(); octets !== null; octets = await from.read()) {
      for (let at = 0; at < octets.length;) {
        const length = 1 + random(random(4) === 0 ? 3 : 60_000);
        await to.write(octets.subarray(at, at + length));
        at += length;
        if (random(10) === 0) await sleep(world, random(5));
      }
    }
    to.end();
  };
  const place = await rawListen(null, null, (near) => {
    void rawDial({ port: target, path: null, certificate: null }).then((far) => {
      const breakOff = (): void => {
        near.reset();
        far.reset();
      };
      pass(near, far).catch(breakOff);
      pass(far, near).catch(breakOff);
    });
  });
  return { port: place.port, random, close: () => place.close() };
}
