/**
 * Programs of other runtimes, each in a process of its own (`endpoints/`), and what they are asked to do.
 *
 * @module
 */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Answer, Order } from './endpoint.ts';

/** A runtime that is installed here. */
export interface Runtime {
  readonly name: string;
  readonly version: string;
  readonly start: () => Endpoint;
}

/** A program that runs. */
export interface Endpoint {
  readonly ask: (order: Order) => Promise<Answer>;
  readonly stop: () => Promise<void>;
}

const condition = '--conditions=@sansws/source';
const programs = {
  Deno: { path: '../packages/deno-adapter/node_modules/.bin/deno', words: ['run', '-A', condition] },
  Bun: { path: '../packages/bun-adapter/node_modules/.bin/bun', words: [condition] },
} as const;

/** The runtime of that name; null where it is not installed, or not for this machine. */
export function runtime(name: keyof typeof programs): Runtime | null {
  const { path, words } = programs[name];
  const program = inFolder(path);
  if (!existsSync(program)) return null;
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  if (status !== 0) return null;
  const script = inFolder(`endpoints/${name.toLowerCase()}.mjs`);
  return {
    name,
    version: /\d+(?:\.\d+)+/u.exec(stdout)?.[0] ?? '?',
    start: () => start(program, [...words, script]),
  };
}

function start(program: string, words: readonly string[]): Endpoint {
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const asking: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }[] =
    [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    asking.shift()?.resolve(JSON.parse(line) as Answer);
  });
  child.on('exit', () => {
    for (const { reject } of asking) reject(new Error(`${program} has ended`));
  });
  return {
    ask: (order) =>
      new Promise((resolve, reject) => {
        asking.push({ resolve, reject });
        child.stdin.write(`${JSON.stringify(order)}\n`);
      }),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

function inFolder(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}
