import { MessageChannel } from 'node:worker_threads';
import { contractCases, testsOf } from '@sansws/testing/contract';
import type { RawPeer, World } from '@sansws/testing/contract';
import { test } from 'vitest';
import { connect, serve } from '../src/index.ts';
import type { Duplex } from '../src/index.ts';
import { rawPort, rawStreams, streamPairs } from './helpers/raw.ts';

/** Two ends that lead to each other; the second can also be had without any WebSocket. */
interface Channel {
  readonly ends: readonly [Duplex, Duplex];
  readonly raw: () => RawPeer;
}

function world(name: string, open: () => Channel): World {
  return {
    name,
    abilities: { halfClose: true, reset: true, addresses: true, secure: false, handshakeDrop: false },
    clock: {
      now: () => performance.now(),
      after(milliseconds, callback) {
        const timer = setTimeout(callback, milliseconds);
        return () => clearTimeout(timer);
      },
    },
    async listen(options) {
      const server = serve(options);
      const peer = { remoteAddress: 'next door' };
      return {
        get connections() {
          return server.connections;
        },
        async connect(asked) {
          const [near, far] = open().ends;
          server.accept(near, peer);
          return connect(far, { ...asked, ...peer });
        },
        async dial() {
          const { ends, raw } = open();
          server.accept(ends[0], peer);
          return raw();
        },
        close: (how) => server.close(how),
      };
    },
    async listenRaw(serveRaw) {
      return {
        async connect(asked) {
          const { ends, raw } = open();
          serveRaw(raw());
          return connect(ends[0], asked);
        },
        async close() {},
      };
    },
  };
}

const streams = world('streams', () => {
  const [near, far] = streamPairs();
  return { ends: [near, far], raw: () => rawStreams(far) };
});

const ports = world('ports', () => {
  const { port1, port2 } = new MessageChannel();
  return { ends: [port1, port2], raw: () => rawPort(port2) };
});

for (const { name, lacks, run } of [...testsOf(streams, contractCases), ...testsOf(ports, contractCases)]) {
  test.runIf(lacks.length === 0)(name, run);
}
