/**
 * Each package is what its package.json says: `publint --strict` and `attw`, on what npm would pack.
 *
 * Needs a build. Packages marked private are never published and are passed by.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { filesUnder, isStarted, read, report, root } from './lib/house.mjs';

const tools = [
  // pnpm is not on the path of a newcomer, npm is.
  { name: 'publint', options: ['--strict', '--pack', 'npm'] },
  { name: 'attw', options: ['--pack', '.', '--profile', 'esm-only', '--format', 'ascii', '--no-emoji'] },
];

/** Folders of the packages that are published. */
export function publishedPackages() {
  return filesUnder('packages', 'package.json')
    .filter((path) => path.split('/').length === 3 && JSON.parse(read(path)).private !== true)
    .map(dirname);
}

function run(tool, folder) {
  return new Promise((resolve) => {
    const child = spawn(join(root, 'node_modules/.bin', tool.name), tool.options, {
      cwd: join(root, folder),
      env: { ...process.env, NO_COLOR: '1' },
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ status: 1, output: error.message }));
    child.on('close', (status) => resolve({ status, output }));
  });
}

async function judge(folder) {
  const problems = [];
  // One after the other within a package: both pack it into the same file.
  for (const tool of tools) {
    const { status, output } = await run(tool, folder);
    const lines = output
      .trim()
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(0, 20);
    if (status !== 0) problems.push(`${tool.name} on ${folder}:\n      ${lines.join('\n      ')}`);
  }
  return problems;
}

if (isStarted(import.meta.url)) {
  const folders = publishedPackages();
  const problems = await Promise.all(folders.map(judge));
  report('packages', problems.flat(), `${folders.length} packages, publint and attw are content`);
}
