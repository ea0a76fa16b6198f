/**
 * Every source file of core is covered, lines and branches, by its own test file.
 *
 * `node scripts/check-coverage.mjs` runs the test files that mirror a source file, once, with
 * `own-coverage.mjs`, and lists what their sources have left over. Files without anything to run (types,
 * front doors) need no test. `--rooms http,frame` looks at some rooms only; `--report file` keeps the report.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { filesUnder, isStarted, parse, read, report, root } from './lib/house.mjs';

const source = 'packages/core/src';

/** The source files of core that have something to run, each with its own test file. */
export function sourcesWithTests(rooms = []) {
  return filesUnder(source, '.ts')
    .filter((path) => rooms.length === 0 || rooms.some((room) => path.startsWith(`${source}/${room}/`)))
    .filter((path) => hasCode(path, read(path)))
    .map((path) => ({ path, test: path.replace('/src/', '/test/').replace(/\.ts$/, '.test.ts') }));
}

/** Whether anything of a file is left once the types are gone. */
export function hasCode(path, text) {
  return parse(path, text).program.body.some((node) => {
    const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
    return declaration !== null && !erased.has(declaration.type) && declaration.declare !== true;
  });
}
const erased = new Set([
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'ImportDeclaration',
  'ExportAllDeclaration',
]);

/** What one file has left over, in words; null when nothing is. Takes istanbul's record of it. */
export function leftOver({ s, statementMap, b, branchMap, f, fnMap }) {
  const lines = new Set();
  for (const [id, count] of Object.entries(s)) if (count === 0) lines.add(statementMap[id].start.line);
  for (const [id, count] of Object.entries(f)) if (count === 0) lines.add(fnMap[id].loc.start.line);
  const branches = new Set();
  for (const [id, counts] of Object.entries(b)) {
    for (const [way, count] of counts.entries()) {
      if (count === 0) branches.add(branchMap[id].locations[way].start?.line ?? branchMap[id].loc.start.line);
    }
  }
  const parts = [];
  if (lines.size > 0) parts.push(`lines ${inOrder(lines)}`);
  if (branches.size > 0) parts.push(`branches in lines ${inOrder(branches)}`);
  return parts.length === 0 ? null : parts.join('; ');
}

/** Runs the tests and gives the problems, the figures and vitest's own report. */
export function measure(rooms = [], keepAs = null) {
  const pairs = sourcesWithTests(rooms);
  const tested = pairs.filter(({ test }) => existsSync(join(root, test)));
  const problems = pairs
    .filter((pair) => !tested.includes(pair))
    .map(({ path, test }) => `${path} has no test file of its own (${test})`);
  const { coverage, tests } =
    tested.length === 0 ? { coverage: new Map(), tests: null } : runVitest(tested, keepAs);
  let branches = 0;
  for (const { path } of tested) {
    const record = coverage.get(path);
    const left = record === undefined ? 'it was never reached' : leftOver(record);
    if (left !== null) problems.push(`${path}: ${left}`);
    branches += Object.values(record?.b ?? {}).flat().length;
  }
  return {
    problems,
    tests,
    summary: `${pairs.length} files, ${branches} branches, each reached by its own test file`,
  };
}

function runVitest(tested, keepAs) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache/coverage-'));
  const { stdout, stderr } = spawnSync(
    join(root, 'node_modules/.bin/vitest'),
    [
      'run',
      '--project=core',
      '--coverage.enabled',
      `--coverage.reportsDirectory=${folder}`,
      '--coverage.reportOnFailure',
      '--reporter=json',
      `--outputFile.json=${join(folder, 'tests.json')}`,
      '--reporter=dot',
      ...tested.map(({ test }) => test),
    ],
    { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
  );
  const records = readJson(join(folder, 'coverage-final.json')) ?? {};
  const tests = readJson(join(folder, 'tests.json'));
  if (tests !== null && keepAs !== null) copyFileSync(join(folder, 'tests.json'), keepAs);
  rmSync(folder, { recursive: true });
  if (tests === null || !tests.success) console.log(`${stdout}\n${stderr}`.slice(-12_000));
  return {
    tests,
    coverage: new Map(Object.values(records).map((one) => [one.path.slice(root.length), one])),
  };
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

function inOrder(lines) {
  return [...lines].toSorted((one, other) => one - other).join(', ');
}

if (isStarted(import.meta.url)) {
  const rooms = option('--rooms');
  const { problems, tests, summary } = measure(rooms === null ? [] : rooms.split(','), option('--report'));
  const failed = tests === null || tests.success ? [] : [`${tests.numFailedTests} tests failed`];
  report('coverage', [...failed, ...problems], summary);
}

function option(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? null : process.argv[at + 1];
}
