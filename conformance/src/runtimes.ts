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

/** The runtimes that may be here. */
export type RuntimeName = 'Deno' | 'Bun' | 'Node 22' | 'Node 24' | 'Node 26';

const condition = '--conditions=@sansws/source';
/** These run TypeScript as it is, and have a client of their own. */
const node = (major: number) => ({
  path: `../tools/runtimes/node_modules/node-${major}/bin/node`,
  words: ['--disable-warning=ExperimentalWarning', condition],
  script: 'node.mjs',
});
const programs: Readonly<Record<RuntimeName, ReturnType<typeof node>>> = {
  Deno: {
    path: '../packages/deno-adapter/node_modules/.bin/deno',
    words: ['run', '-A', condition],
    script: 'deno.mjs',
  },
  Bun: { path: '../packages/bun-adapter/node_modules/.bin/bun', words: [condition], script: 'bun.mjs' },
  'Node 22': node(22),
  'Node 24': node(24),
  'Node 26': node(26),
};

/** The runtime of that name; null where it is not installed, or not for this machine. */
export function runtime(name: RuntimeName): Runtime | null {
  const { path, words, script } = programs[name];
  const program = inFolder(path);
  if (!existsSync(program)) return null;
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  if (status !== 0) return null;
  return {
    name,
    version: /\d+(?:\.\d+)+/u.exec(stdout)?.[0] ?? '?',
    start: () => start(program, [...words, inFolder(`endpoints/${script}`)]),
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
