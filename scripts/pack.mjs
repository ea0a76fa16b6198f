/**
 * `npm run pack`: the packages as a registry would have them, as tarballs in `.cache/packed`. Needs a build.
 *
 * pnpm packs them, since npm leaves `workspace:*` as it is.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isStarted, read, root } from './lib/house.mjs';

/** Packs all packages into a folder; the paths of the tarballs. */
export function packInto(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(join(root, 'packages'))) sweep(join(root, 'packages', name));
  const pnpm = /pnpm@[\d.]+/u.exec(JSON.parse(read('package.json')).scripts.bootstrap)[0];
  const options = ['--yes', pnpm, '--filter', './packages/*', 'pack', '--pack-destination', folder];
  const { status, stdout, stderr } = spawnSync('npx', options, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`packing failed:\n${stdout}${stderr}`);
  return readdirSync(folder).map((name) => join(folder, name));
}

/** Removes from `dist` what has no source any more: the compiler leaves it there. */
function sweep(folder) {
  const dist = join(folder, 'dist');
  if (!existsSync(dist)) return;
  for (const path of readdirSync(dist, { recursive: true })) {
    const source = path.replace(/\.(?:d\.ts|js)(?:\.map)?$/u, '.ts');
    if (source !== path && !existsSync(join(folder, 'src', source))) rmSync(join(dist, path));
  }
}

if (isStarted(import.meta.url)) {
  for (const path of packInto(join(root, '.cache/packed'))) console.log(path);
}
