/**
 * Where the house is tested: each runtime, the program that it is, and which projects belong there.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const below = (path) => join(root, path);
const laws = below('packages/core/test/laws/');

/** Runtimes that run vitest itself. In each go all tests of its `projects`, or the `slice` of them. */
export const places = [
  node('Node 20', 'node', process.execPath),
  node('Node 22', 'node-22'),
  node('Node 24', 'node-24'),
  node('Node 26', 'node-26'),
  own('Deno', 'deno', ['run', '-A']),
  own('Bun', 'bun', ['--bun']),
];

function node(name, word, program = join(root, `tools/runtimes/node_modules/${word}/bin/node`)) {
  const projects = ['core', 'testing', 'duplex', 'node-adapter'];
  const slice = [laws, below('packages/node-adapter/test/contract'), below('packages/duplex/test/contract')];
  return { name, word, program, start: [], projects, slice };
}

/** A runtime with an adapter and examples of its own: these are tested nowhere else, so a slice has all of them. */
function own(name, word, start) {
  const program = join(root, `packages/${word}-adapter/node_modules/.bin/${word}`);
  const projects = ['core', 'testing', 'duplex', 'doc-examples', `${word}-adapter`];
  const rooms = [`packages/${word}-adapter/`, 'packages/duplex/', 'scripts/test/doc-examples'];
  return { name, word, program, start, projects, slice: [laws, ...rooms.map(below)] };
}

/** What the program says of its version; null where this machine has none. */
export function versionOf({ program }) {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return status === 0 ? /\d+(?:\.\d+)+/u.exec(stdout)[0] : null;
}
