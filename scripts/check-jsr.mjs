/**
 * The packages that go to JSR are ready for it: each `jsr.json` says what package.json says, and Deno would publish
 * them, without slow types (`deno publish --dry-run`, in a copy, since a workspace of Deno's is no business of Node).
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesUnder, isStarted, read, report, root } from './lib/house.mjs';

const deno = join(root, 'packages/deno-adapter/node_modules/.bin/deno');

/** Where `jsr.json` differs from what package.json asks for: sentences. */
export function differences(path, jsr, manifest) {
  const wanted = {
    name: manifest.name,
    version: manifest.version,
    license: manifest.license,
    exports: Object.fromEntries(
      Object.entries(manifest.exports)
        .map(([subpath, target]) => [subpath, target['@sansws/source']])
        .filter(([, source]) => source !== undefined),
    ),
    imports: Object.fromEntries(
      Object.entries(manifest.dependencies ?? {}).map(([name, range]) => [
        name,
        range.startsWith('workspace:') ? `jsr:${name}@${manifest.version}` : `npm:${name}@${range}`,
      ]),
    ),
  };
  return Object.entries(wanted)
    .filter(([key, value]) => JSON.stringify(jsr[key]) !== JSON.stringify(value))
    .map(([key, value]) => `${path}: "${key}" is to be ${JSON.stringify(value)}`);
}

/** What Deno says against publishing these folders; empty when it would. */
function dryRun(folders) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const copy = mkdtempSync(join(root, '.cache/jsr-'));
  try {
    for (const folder of folders) {
      for (const part of ['src', 'README.md', 'jsr.json'])
        cpSync(join(root, folder, part), join(copy, folder, part), { recursive: true });
      symlinkSync(join(root, folder, 'node_modules'), join(copy, folder, 'node_modules'));
    }
    writeFileSync(
      join(copy, 'deno.json'),
      JSON.stringify({
        workspace: folders.map((folder) => `./${folder}`),
        nodeModulesDir: 'manual',
        lock: false,
      }),
    );
    const { status, stdout, stderr, error } = spawnSync(deno, ['publish', '--dry-run', '--allow-dirty'], {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' },
    });
    return status === 0
      ? []
      : [error?.message ?? `${stdout}${stderr}`.trim().split('\n').slice(0, 60).join('\n      ')];
  } finally {
    rmSync(copy, { recursive: true });
  }
}

if (isStarted(import.meta.url)) {
  const paths = filesUnder('packages', 'jsr.json');
  const problems = paths.flatMap((path) =>
    differences(path, JSON.parse(read(path)), JSON.parse(read(join(dirname(path), 'package.json')))),
  );
  if (spawnSync(deno, ['--version']).status === 0) problems.push(...dryRun(paths.map(dirname)));
  else console.log('  left out: there is no deno for this machine, so nothing was published by way of trial');
  report('jsr', problems, `${paths.length} packages, ready to be published`);
}
