// Peers that Debian's packages bring. Where one is missing a line says so; with SANSWS_ALL_PEERS=1, as in the
// machine that guards main, a missing one is a failure.
import { connect } from '@sansws/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumVersion, type RunningChromium, startChromium } from '../src/interop/chromium-peer.ts';
import { type OurServer, startOurServer } from '../src/interop/our-peer.ts';
import { haproxy, nginx, type Proxy, type RunningProxy } from '../src/interop/proxies.ts';
import { pythonPeer } from '../src/interop/python-peer.ts';
import { converse } from './conversation.ts';
import { interop } from './meetings.ts';

const websockets = pythonPeer('websockets');
const wsproto = pythonPeer('wsproto');
const browser = chromiumVersion();
const proxies = { nginx: nginx(), haproxy: haproxy() };
const packages = {
  'python3-websockets': websockets,
  'python3-wsproto': wsproto,
  chromium: browser,
  ...proxies,
};
const missing = Object.entries(packages)
  .filter(([, found]) => found === null)
  .map(([name]) => name);
if (missing.length > 0) console.log(`  missing on this machine, so not talked to: ${missing.join(', ')}`);

test('every peer is here where all are asked for', () => {
  expect(process.env['SANSWS_ALL_PEERS'] === '1' ? missing : []).toEqual([]);
});

for (const peer of [websockets, wsproto]) if (peer !== null) interop(peer);
if (browser !== null) withChromium(browser);
for (const proxy of Object.values(proxies)) if (proxy !== null) through(proxy);

function withChromium(version: string): void {
  let chromium: RunningChromium;
  beforeAll(async () => {
    chromium = await startChromium();
  });
  afterAll(() => chromium.quit());
  interop({
    name: 'Chromium',
    version,
    lacks: ['fragments from peer', 'ping from peer'],
    startClient: (url) => chromium.startClient(url),
  });
}

function through(proxy: Proxy): void {
  describe(`${proxy.name} ${proxy.version}: between our client and our server`, () => {
    let ours: OurServer;
    let running: RunningProxy;
    beforeAll(async () => {
      ours = await startOurServer();
      running = await proxy.start(ours.port);
    });
    afterAll(async () => {
      await running.stop();
      await ours.stop();
    });
    converse(
      async () => ({ socket: await connect(`ws://127.0.0.1:${running.port}/`), peer: ours }),
      [],
      async ({ socket }) => void (await socket.close()),
    );
  });
}
