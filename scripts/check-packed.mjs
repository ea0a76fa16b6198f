/**
 * The packages are of use to whoever installs them: packed, put into an empty project by an npm with an empty home,
 * and there each example of their pages, and the first of the front page, on Node, Deno and Bun.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { transformSync } from 'esbuild';
import { fencesOf } from './lib/fences.mjs';
import { filesUnder, isStarted, read, report } from './lib/house.mjs';
import { places, versionOf } from './lib/places.mjs';
import { packInto } from './pack.mjs';

const runtimes = ['node', 'deno', 'bun'];

/** Each example of the packages' pages with the runtimes it is for; the first of the front page once for each. */
export function packedExamples(front, pages) {
  const [first] = fencesOf('README.md', front, 1);
  const ten = runtimes.map((word) => {
    return {
      name: `README.md:${first.line}`,
      on: [word],
      code: first.code.replace('@sansws/node', `@sansws/${word}`),
    };
  });
  const others = [...pages].flatMap(([path, text]) => {
    const own = runtimes.find((word) => basename(dirname(path)) === `${word}-adapter`);
    const on = own === undefined ? runtimes : [own];
    return fencesOf(path, text, 1).map(({ line, code }) => ({ name: `${path}:${line}`, on, code }));
  });
  return [...ten, ...others];
}

function judge(folder) {
  const home = join(folder, 'home');
  const project = join(folder, 'project');
  for (const path of [home, project]) mkdirSync(path);
  const env = {
    ...process.env,
    HOME: home,
    NO_COLOR: '1',
    DENO_NO_UPDATE_CHECK: '1',
    npm_config_cache: join(home, 'npm'),
  };
  const run = (program, options) =>
    spawnSync(program, options, { cwd: project, env, encoding: 'utf8', timeout: 120_000 });

  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const tarballs = packInto(join(folder, 'packed'));
  const installed = run('npm', ['install', '--no-audit', '--no-fund', ...tarballs]);
  if (installed.status !== 0)
    return { problems: [`npm install: ${installed.stdout}${installed.stderr}`], count: 0 };

  const pages = new Map(filesUnder('packages', 'README.md').map((path) => [path, read(path)]));
  const examples = packedExamples(read('README.md'), pages);
  const problems = [];
  let count = 0;
  for (const word of runtimes) {
    const { name, program, start } = places.find((place) => place.word === word);
    if (versionOf({ program }) === null) {
      console.log(`  left out: there is no ${name} for this machine`);
      continue;
    }
    for (const [index, example] of examples.entries()) {
      if (!example.on.includes(word)) continue;
      const file = join(project, `${word}-${index}.mjs`);
      writeFileSync(file, transformSync(example.code, { loader: 'ts' }).code);
      const { status, stdout, stderr, error } = run(program, [...start, file]);
      if (status === 0) count++;
      else problems.push(`${example.name} on ${name}: ${error?.message ?? `${stdout}${stderr}`}`);
    }
  }
  return { problems, count };
}

if (isStarted(import.meta.url)) {
  const folder = mkdtempSync(join(tmpdir(), 'sansws-packed-'));
  try {
    const { problems, count } = judge(folder);
    report('packed', problems, `${count} examples run from the tarballs`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
