/**
 * nginx and HAProxy between a client and a server of ours: configurations made at run time, loopback only,
 * no privileges.
 *
 * @module
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { programVersion } from './installed.ts';

/** A proxy that can be put in front of a server. */
export interface Proxy {
  readonly name: string;
  readonly version: string;
  /** Starts it in front of that port of this machine; where it is reached, and how it ends. */
  readonly start: (upstreamPort: number) => Promise<RunningProxy>;
}

/** A proxy that runs. */
export interface RunningProxy {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** nginx; null where it is not installed. */
export function nginx(): Proxy | null {
  const version = programVersion('/usr/sbin/nginx', '-v');
  if (version === null) return null;
  return {
    name: 'nginx',
    version,
    start: (upstream) =>
      run(
        '/usr/sbin/nginx',
        (file, folder) => ['-p', folder, '-c', file, '-e', 'stderr'],
        (port, folder) => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr crit;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://127.0.0.1:${upstream};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "upgrade";
      proxy_set_header Host $host;
    }
  }
}
`,
      ),
  };
}

/** HAProxy; null where it is not installed. */
export function haproxy(): Proxy | null {
  const version = programVersion('/usr/sbin/haproxy', '-v');
  if (version === null) return null;
  return {
    name: 'HAProxy',
    version,
    start: (upstream) =>
      run(
        '/usr/sbin/haproxy',
        (file) => ['-db', '-q', '-f', file],
        (port) => `
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  timeout tunnel 30s
frontend in
  bind 127.0.0.1:${port}
  default_backend out
backend out
  server ours 127.0.0.1:${upstream}
`,
      ),
  };
}

async function run(
  program: string,
  words: (file: string, folder: string) => readonly string[],
  configuration: (port: number, folder: string) => string,
): Promise<RunningProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'sansws-proxy-'));
  const file = join(folder, 'proxy.conf');
  const port = await freePort();
  await writeFile(file, configuration(port, folder));
  const child = spawn(program, words(file, folder), { stdio: ['ignore', 'ignore', 'inherit'] });
  await untilListening(port, child);
  return {
    port,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill();
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`the proxy ended with ${child.exitCode}`);
    if (await accepts(port)) return;
    await sleep(25);
  }
  throw new Error('the proxy does not listen');
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1');
    probe.on('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.on('error', () => resolve(false));
  });
}
