/**
 * Stages, one after the other, and one last line that adds them up: for `npm test` and for `everywhere.mjs`.
 *
 * A stage that fails does not stop the next one: one run shows everything that is wrong. Each gatekeeper counts
 * as one; tests count one by one. A stage that hangs is ended after a quarter of an hour and counts as failed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Nothing but Node is imported here: what the judges need is installed by the first stage.
const root = fileURLToPath(new URL('../..', import.meta.url));

const longestStage = 15 * 60_000;

/** Begins to count. */
export function openStages() {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache/test-'));
  const totals = { passed: 0, failed: 0 };
  const reports = [];
  let running = null;

  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      endStage();
      rmSync(folder, { recursive: true });
      process.exit(1);
    });
  }

  return {
    reports,
    reportAt: (name) => join(folder, `${name}.json`),
    gatekeeper,
    tests,
    outcome,
    leftOut,
    end,
  };

  /** Runs a judge that says yes or no; with a `report`, it has also run tests, which are added. */
  async function gatekeeper(name, command, options, report) {
    const { status, output, seconds } = await run(command, options);
    if (status === 0) totals.passed++;
    else totals.failed++;
    const counts = report === undefined ? '' : addTests(report);
    say(name, status === 0, seconds, counts, output);
    return status === 0;
  }

  /** Runs vitest by a program: what it is started with before vitest, what vitest is told, further environment. */
  async function tests(name, { program, start = [], options, env = {} }) {
    const report = join(folder, `${name.replaceAll(/\W+/gu, '-')}.json`);
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const asked = ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`, ...options];
    const { status, output, seconds } = await run(program, [...start, vitest, ...asked], env);
    const failedBefore = totals.failed;
    const counts = addTests(report);
    // A run can fail without a failed test, by an error that nobody caught: that counts as one.
    if (status !== 0 && totals.failed === failedBefore) totals.failed++;
    say(name, status === 0, seconds, counts, output);
  }

  /** Adds tests that have run elsewhere: how many passed, which failed, which were left out for want of what. */
  async function outcome(name, promised) {
    const started = performance.now();
    const {
      passed,
      failed,
      leftOut: missing,
    } = await promised.catch((problem) => ({
      passed: 0,
      failed: [{ name, message: String(problem) }],
      leftOut: [],
    }));
    totals.passed += passed;
    totals.failed += failed.length;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const output =
      failed.map((one) => `${one.name}: ${one.message}`).join('\n') || countBy(missing).join('\n');
    say(name, failed.length === 0, seconds, `, ${passed} passed, ${failed.length} failed`, output);
  }

  /** The last line, and the exit code. */
  function end() {
    rmSync(folder, { recursive: true });
    console.log(`${totals.passed} passed, ${totals.failed} failed`);
    process.exitCode = totals.failed === 0 ? 0 : 1;
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

  function run(command, options, env = {}) {
    const started = performance.now();
    return new Promise((resolve) => {
      const pieces = [];
      const child = spawn(programOf(command), options, {
        cwd: root,
        env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', DENO_NO_UPDATE_CHECK: '1', ...env },
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
}

/** Says that this machine lacks what a stage needs. */
function leftOut(name, why) {
  console.log(`- ${name}: left out, ${why}`);
}

function programOf(command) {
  if (command === 'node') return process.execPath;
  if (command === 'npm' || command.includes('/')) return command;
  return join(root, 'node_modules/.bin', command);
}

function countBy(missing) {
  const counts = new Map();
  for (const { lacking } of missing) counts.set(lacking, (counts.get(lacking) ?? 0) + 1);
  return [...counts].map(([lacking, count]) => `  left out for want of a ${lacking}: ${count} tests`);
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
