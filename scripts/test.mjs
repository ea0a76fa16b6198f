/**
 * `npm test`: every judge of the house, one after the other, and one last line that adds them up.
 *
 * A stage that fails does not stop the next one: one run shows everything that is wrong. Each gatekeeper counts
 * as one; tests count one by one. `--quick` leaves out what takes long (`npm run check`). A stage that hangs is
 * ended after a quarter of an hour and counts as failed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Nothing but Node is imported here: what the judges need is installed by the first stage.
const root = fileURLToPath(new URL('..', import.meta.url));

const longestStage = 15 * 60_000;
const programs = new Map([
  ['node', process.execPath],
  ['npm', 'npm'],
  ['deno', join(root, 'packages/deno-adapter/node_modules/.bin/deno')],
  ['bun', join(root, 'packages/bun-adapter/node_modules/.bin/bun')],
]);
const quick = process.argv.includes('--quick');
mkdirSync(join(root, '.cache'), { recursive: true });
const folder = mkdtempSync(join(root, '.cache/test-'));
const totals = { passed: 0, failed: 0 };
const reports = [];
let running = null;

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    endStage();
    process.exit(1);
  });
}

if (await gatekeeper('install', 'npm', ['run', '-s', 'bootstrap'])) await judge();
rmSync(folder, { recursive: true });

console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;

async function judge() {
  await gatekeeper('format', 'oxfmt', ['--check']);
  await gatekeeper('build and types', 'tsc', ['-b', '--pretty', 'false']);
  await gatekeeper('lint', 'oxlint', ['--quiet']);
  await gatekeeper('unused', 'knip', ['--no-progress', '--no-config-hints']);
  await gatekeeper('doors', 'node', ['scripts/check-doors.mjs']);
  await gatekeeper('files', 'node', ['scripts/check-files.mjs']);
  await gatekeeper('purity', 'node', ['scripts/check-purity.mjs']);
  await gatekeeper('docstrings', 'node', ['scripts/check-examples.mjs']);
  await gatekeeper('sizes', 'node', ['scripts/check-sizes.mjs']);
  if (quick) return;
  await gatekeeper('packages', 'node', ['scripts/check-packages.mjs']);
  const { sourcesWithTests } = await import('./check-coverage.mjs');
  const own = sourcesWithTests().map(({ test }) => test);
  const report = join(folder, 'own.json');
  const options = ['scripts/check-coverage.mjs', '--report', report];
  await gatekeeper('core, each file by its own test', 'node', options, report);
  await tests('all other tests', own);
  await testsIn('deno');
  await testsIn('bun');
  await gatekeeper('hostile rows', 'node', ['scripts/check-rows.mjs', ...reports]);
}

/** Runs a judge that says yes or no; with a `report`, it has also run tests, which are added. */
async function gatekeeper(name, command, options, report) {
  const { status, output, seconds } = await run(command, options);
  if (status === 0) totals.passed++;
  else totals.failed++;
  const counts = report === undefined ? '' : addTests(report);
  say(name, status === 0, seconds, counts, output);
  return status === 0;
}

/** Runs all tests but those that have run already. */
async function tests(name, done) {
  const report = join(folder, 'others.json');
  const excluded = done.map((path) => `--exclude=${join(root, path)}`);
  judgeTests(name, report, await run('vitest', [...testOptions(report), ...excluded]));
}

/** Runs the tests and examples of another runtime's adapter in that runtime, if this machine has it. */
async function testsIn(runtime) {
  const name = `tests in ${runtime}`;
  const version = await run(runtime, ['--version']);
  if (version.status !== 0) {
    console.log(`- ${name}: left out, there is no ${runtime} for this machine`);
    return;
  }
  const report = join(folder, `${runtime}.json`);
  const projects = [`--project=${runtime}-adapter`, '--project=duplex', '--project=doc-examples'];
  const start = runtime === 'deno' ? ['run', '-A'] : ['--bun'];
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  judgeTests(name, report, await run(runtime, [...start, vitest, ...testOptions(report), ...projects]));
}

function testOptions(report) {
  return ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
}

function judgeTests(name, report, { status, output, seconds }) {
  const failedBefore = totals.failed;
  const counts = addTests(report);
  // A run can fail without a failed test, by an error that nobody caught: that counts as one.
  if (status !== 0 && totals.failed === failedBefore) totals.failed++;
  say(name, status === 0, seconds, counts, output);
}

/** Adds the tests of a report to the sum. A file that could not be loaded counts as one that failed. */
function addTests(report) {
  if (!existsSync(report)) return '';
  reports.push(report);
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const broken = testResults.filter(({ status, assertionResults }) => {
    return status === 'failed' && assertionResults.every((one) => one.status !== 'failed');
  }).length;
  totals.passed += numPassedTests;
  totals.failed += numFailedTests + broken;
  return `, ${numPassedTests} passed, ${numFailedTests + broken} failed`;
}

function say(name, isFine, seconds, counts, output) {
  console.log(`${isFine ? '✓' : '✗'} ${name} (${seconds} s${counts})`);
  const lines = output.trimEnd().split('\n');
  // What a judge says of itself in good order is its last line; when it is not content, all of it matters.
  const shown = isFine
    ? lines.filter((line) => /^\s{2}(left out|missing on this machine)/u.test(line))
    : lines.slice(-80);
  for (const line of shown) console.log(`    ${line}`);
}

function run(command, options) {
  const started = performance.now();
  return new Promise((resolve) => {
    const pieces = [];
    const child = spawn(programs.get(command) ?? join(root, 'node_modules/.bin', command), options, {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
      // A group of its own, so that workers end with their stage.
      detached: true,
    });
    running = child.pid;
    const overdue = setTimeout(() => {
      pieces.push(Buffer.from(`\nended: it took more than ${longestStage / 60_000} minutes\n`));
      endStage();
    }, longestStage);
    child.stdout.on('data', (piece) => pieces.push(piece));
    child.stderr.on('data', (piece) => pieces.push(piece));
    const finish = (status) => {
      clearTimeout(overdue);
      running = null;
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      resolve({ status, output: Buffer.concat(pieces).toString('utf8'), seconds });
    };
    child.on('error', (error) => {
      pieces.push(Buffer.from(error.message));
      finish(1);
    });
    child.on('close', finish);
  });
}

/** Ends the stage that runs, with its workers. */
function endStage() {
  if (running !== null && running !== undefined) process.kill(-running, 'SIGKILL');
}
