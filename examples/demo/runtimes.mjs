/**
 * Processes of the demo, each in a runtime: Deno and Bun come with the examples' dependencies.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const node = { name: 'Node', program: process.execPath, start: [] };
const deno = { name: 'Deno', program: here('../node_modules/.bin/deno'), start: ['run', '-A'] };
const bun = { name: 'Bun', program: here('../node_modules/.bin/bun'), start: [] };

/** Deno and Bun; Node in place of one that this machine does not have. */
export function otherRuntimes() {
  return [deno, bun].map((one) => {
    return spawnSync(one.program, ['--version']).status === 0 ? one : node;
  });
}

/** Starts a module of this folder. Both ends speak JSON, a line each, by standard input and output. */
export function startIn({ name, program, start }, module) {
  const child = spawn(program, [...start, here(module)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const exited = new Promise((resolve) => child.once('exit', resolve));
  return {
    name,
    pid: child.pid,
    tell: (message) => void child.stdin.write(`${JSON.stringify(message)}\n`),
    /** What it says next. */
    async hear() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${name} (${module}) has ended`);
      return JSON.parse(value);
    },
    end: () => void child.stdin.end(),
    exited,
  };
}
