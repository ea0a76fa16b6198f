/**
 * What only a network can do wrong: addresses that are taken or empty, TLS that fails.
 *
 * @module
 */

import { HandshakeError } from '@sansws/adapter-kit';
import { assertSame, assertThat, rejectionOf } from '../contract/assert.ts';
import type { ContractCase } from '../contract/run.ts';
import { until } from '../contract/scene.ts';
import { masked, requestWith, Wire } from '../contract/wire.ts';
import type { RawPeer, World } from '../contract/world.ts';
import type { Carrier, NetAdapter, NetServer } from './net-world.ts';
import { rawDial } from './raw-peer.ts';
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
  const { certificate: tls, foreign } = adapter;
  if (tls === undefined) return [];
  const secured = { tls };
  return [
    ...(foreign === undefined ? [] : certificateCases(adapter, tls, foreign)),
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
