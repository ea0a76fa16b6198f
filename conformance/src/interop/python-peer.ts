/**
 * Python's `websockets` and `wsproto`, each in a process of its own.
 *
 * A script says `ready PORT` when its server listens or `ready 0` when its client is connected, and
 * `closed CODE REASON` for every connection that has ended.
 *
 * @module
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pythonModule } from './installed.ts';
import { Closes, type Peer, type RunningPeer } from './peer.ts';

/** The peer of that module; null where it is not installed. */
export function pythonPeer(module: 'websockets' | 'wsproto'): Peer | null {
  const found = pythonModule(module);
  if (found === null) return null;
  const script = fileURLToPath(new URL(`../../peers/${module}_echo.py`, import.meta.url));
  const run = (...words: readonly string[]): Promise<RunningPeer> => start(found.python, [script, ...words]);
  return {
    name: `Python ${module}`,
    version: found.version,
    lacks: [],
    startServer: () => run('server'),
    startClient: (url) => run('client', url),
  };
}

async function start(python: string, words: readonly string[]): Promise<RunningPeer> {
  const closes = new Closes();
  const child = spawn(python, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word, number = '', ...rest] = line.split(' ');
      if (word === 'ready') resolve(number);
      if (word === 'closed') closes.add(Number(number), rest.join(' '));
    });
    child.on('exit', () => reject(new Error(`${words.join(' ')} ended before it was ready`)));
  });
  return { url: `ws://127.0.0.1:${port}/`, nextClose: () => closes.next(), stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}
