/**
 * Chromium: a page that echoes. Pages cannot ping nor choose their fragments.
 *
 * @module
 */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import { programVersion } from './installed.ts';
import { Closes, type RunningPeer } from './peer.ts';
import { talkWhatwg, type TalkResult } from './whatwg-talk.ts';

const program = '/usr/bin/chromium';

/** The page: `echo(url)` connects, answers every message, and tells of the close through `tellClose`. */
const page = `<!doctype html><title>echo</title><script>
function echo(url) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error('the page could not connect'));
    socket.onclose = ({ code, reason }) => tellClose(code, reason);
    socket.onmessage = ({ data }) => {
      if (data === '!close') socket.close(4001, 'as you wish');
      else socket.send(data);
    };
  });
}
</script>`;

/** A browser that runs; each client is a page of it. */
export interface RunningChromium {
  readonly startClient: (url: string) => Promise<RunningPeer>;
  /** Talks to an echo, as any other client of the WHATWG's kind does. */
  readonly talk: (url: string) => Promise<TalkResult>;
  readonly quit: () => Promise<void>;
}

/** The version of the browser; null where it is not installed. */
export function chromiumVersion(): string | null {
  return programVersion(program, '--version');
}

/** Starts the browser. */
export async function startChromium(): Promise<RunningChromium> {
  const site = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(page);
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  const { port } = site.address() as AddressInfo;
  // No sandbox: test machines run as root in containers that have no user namespaces.
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
  return {
    startClient: async (url) => {
      const closes = new Closes();
      const tab = await browser.newPage();
      await tab.exposeFunction('tellClose', (statusCode: number, reason: string) =>
        closes.add(statusCode, reason),
      );
      await tab.goto(`http://127.0.0.1:${port}/`);
      await tab.evaluate(`echo(${JSON.stringify(url)})`);
      return { url, nextClose: () => closes.next(), stop: () => tab.close() };
    },
    talk: async (url) => {
      const tab = await browser.newPage();
      await tab.goto(`http://127.0.0.1:${port}/`);
      const talk = `(${talkWhatwg.toString()})(${JSON.stringify(url)})`;
      const result = await tab.evaluate<TalkResult>(talk);
      await tab.close();
      return result;
    },
    quit: async () => {
      await browser.close();
      site.close();
    },
  };
}
