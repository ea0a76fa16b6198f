// Everybody with everybody: our clients with every server, every client of the WHATWG's kind with our servers.
// What a conversation agreed on goes into the table by the test's `meta` (interop-table.mjs).
import * as node from '@sansws/node';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { serveEcho, talk } from '../src/endpoint.ts';
import { chromiumVersion, type RunningChromium, startChromium } from '../src/interop/chromium-peer.ts';
import { versionOf } from '../src/interop/versions.ts';
import type { TalkResult } from '../src/interop/whatwg-talk.ts';
import { type Endpoint, runtime, type RuntimeName } from '../src/runtimes.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** Whether permessage-deflate was agreed on. */
    compressed?: boolean;
  }
}

/** One end, whoever made it. */
interface End {
  readonly name: string;
  /** Whether it can compress at all. */
  readonly compresses: boolean;
}

interface ClientEnd extends End {
  readonly talk: (url: string, deflate: boolean) => Promise<Partial<TalkResult>>;
}

interface ServerEnd extends End {
  readonly serve: (deflate: boolean) => Promise<number>;
}

const running = new Map<RuntimeName, Endpoint>();
const stops: (() => unknown)[] = [];
const versions = new Map(
  (['Deno', 'Bun', 'Node 22', 'Node 24', 'Node 26'] as const).flatMap((name) => {
    const version = runtime(name)?.version;
    return version === undefined ? [] : [[name, version] as const];
  }),
);
const browser = chromiumVersion();
const missing = [
  ...(['Deno', 'Bun', 'Node 22', 'Node 24', 'Node 26'] as const).filter((name) => !versions.has(name)),
  ...(browser === null ? ['Chromium'] : []),
];
let chromium: RunningChromium | null = null;

const ourClients: readonly ClientEnd[] = [
  {
    name: `ours on Node ${process.versions.node}`,
    compresses: true,
    talk: (url, deflate) => talk(node, url, deflate),
  },
  ...here(['Deno', 'Bun']).map((name) => clientOn(name, 'ours', true)),
];
const ourServers: readonly ServerEnd[] = [
  {
    name: `ours on Node ${process.versions.node}`,
    compresses: true,
    serve: async (deflate) => {
      const server = await serveEcho(node, deflate);
      stops.push(() => server.close());
      return server.port ?? 0;
    },
  },
  ...here(['Deno', 'Bun']).map((name) => serverOn(name, 'ours', true)),
];
const otherServers: readonly ServerEnd[] = [
  ...here(['Deno']).map((name) => serverOn(name, 'native', false)),
  ...here(['Bun']).map((name) => serverOn(name, 'native', true)),
  { name: `ws ${versionOf('ws')}`, compresses: true, serve: serveWs },
];
const nativeClients: readonly ClientEnd[] = [
  ...here(['Node 22', 'Node 24', 'Node 26']).map((name) => clientOn(name, 'native', true)),
  ...here(['Deno']).map((name) => clientOn(name, 'native', false)),
  ...here(['Bun']).map((name) => clientOn(name, 'native', true)),
  ...(browser === null
    ? []
    : [{ name: `Chromium ${browser}`, compresses: true, talk: (url: string) => askChromium(url) }]),
];

if (missing.length > 0) console.log(`  missing on this machine, so not in the matrix: ${missing.join(', ')}`);

beforeAll(async () => {
  if (browser !== null) chromium = await startChromium();
});
afterAll(async () => {
  for (const endpoint of running.values()) await endpoint.stop();
  for (const stop of stops) await stop();
  await chromium?.quit();
});

test('every end is here where all are asked for', () => {
  // The other Nodes come from npm for one kind of machine only.
  const wanted = missing.filter((name) => !name.startsWith('Node'));
  expect(process.env['SANSWS_ALL_PEERS'] === '1' ? wanted : []).toEqual([]);
});

for (const deflate of [false, true]) {
  for (const server of [...ourServers, ...otherServers]) {
    describe(`${deflate ? 'with' : 'without'} compression, server: ${server.name}`, () => {
      let url = '';
      beforeAll(async () => {
        url = `ws://127.0.0.1:${await server.serve(deflate)}/`;
      });
      for (const client of ourServers.includes(server) ? [...ourClients, ...nativeClients] : ourClients) {
        test(client.name, async ({ task }) => {
          const { extensions, problem } = await client.talk(url, deflate);
          expect(problem).toBeNull();
          task.meta.compressed = extensions?.startsWith('permessage-deflate') ?? false;
          expect(task.meta.compressed).toBe(deflate && client.compresses && server.compresses);
        });
      }
    });
  }
}

function here<Name extends RuntimeName>(names: readonly Name[]): readonly Name[] {
  return names.filter((name) => versions.has(name));
}

function endpointOf(name: RuntimeName): Endpoint {
  const started = running.get(name) ?? runtime(name)?.start();
  if (started === undefined) throw new Error(`${name} is not here`);
  running.set(name, started);
  return started;
}

function clientOn(name: RuntimeName, kind: 'ours' | 'native', compresses: boolean): ClientEnd {
  return {
    name: nameOf(name, kind, 'WebSocket'),
    compresses,
    talk: (url, deflate) => endpointOf(name).ask({ type: 'talk', kind, url, deflate }),
  };
}

function serverOn(name: 'Deno' | 'Bun', kind: 'ours' | 'native', compresses: boolean): ServerEnd {
  return {
    name: nameOf(name, kind, `${name}.serve`),
    compresses,
    serve: async (deflate) => (await endpointOf(name).ask({ type: 'serve', kind, deflate })).port ?? 0,
  };
}

function nameOf(name: RuntimeName, kind: 'ours' | 'native', own: string): string {
  const where = `${name.split(' ')[0]} ${versions.get(name)}`;
  return kind === 'ours' ? `ours on ${where}` : `${own} of ${where}`;
}

async function serveWs(deflate: boolean): Promise<number> {
  const perMessageDeflate = deflate ? { threshold: 0 } : false;
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate });
  server.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  stops.push(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function askChromium(url: string): Promise<TalkResult> {
  if (chromium === null) throw new Error('the browser has not started');
  return chromium.talk(url);
}
