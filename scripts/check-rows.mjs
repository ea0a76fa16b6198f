/**
 * Every hostile input on the list has a test with its id in its name, or a reason why not.
 *
 * The list is `hostile-rows.json`: rows such as `HS17`, and classes of known vulnerabilities such as `V-G1`,
 * which are covered by a test of their own name, or by the rows that hold the same input, or by a gatekeeper.
 * `node scripts/check-rows.mjs` asks vitest for the names of all tests, on Node, Deno and Bun; given files of
 * vitest's JSON reporter, it counts only tests that ran and passed. `TM3, TM4` and `HS10-HS12` name several rows.
 * What a transport can do wrong (`TR`) each adapter has to have tests for among its own.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isStarted, read, report, root } from './lib/house.mjs';
import { places, versionOf } from './lib/places.mjs';

/** The ids in the name of a test; `HS10-HS12` and `HS10-12` stand for all three. */
export function idsIn(name) {
  const found = [];
  for (const [, letters, first, , last] of name.matchAll(
    /\b(V-[A-Z]|[A-Z]{1,2})(\d+)(?:\s*[-–…]\s*(\1)?(\d+))?\b/gu,
  )) {
    const end = last === undefined ? Number(first) : Number(last);
    for (let number = Number(first); number <= Math.max(Number(first), Math.min(end, 99)); number++) {
      found.push(`${letters}${number}`);
    }
  }
  return found;
}

/** Which ids of the list are covered by tests of these names, which are left out, and which are missing. */
export function judgeRows({ groups, leftOut, vulnerabilities }, names) {
  const named = new Set(names.flatMap(idsIn));
  const rows = Object.entries(groups).flatMap(([group, { rows: count }]) => {
    return Array.from({ length: count }, (_, index) => `${group}${index + 1}`);
  });
  const unknown = Object.keys(leftOut).filter((id) => !rows.includes(id));
  const covered = rows.filter((id) => named.has(id));
  const missing = rows.filter((id) => !named.has(id) && leftOut[id] === undefined);
  const reasons = rows
    .filter((id) => !named.has(id) && leftOut[id] !== undefined)
    .map((id) => [id, leftOut[id]]);
  for (const [id, { by, gatekeeper, leftOut: reason }] of Object.entries(vulnerabilities)) {
    unknown.push(...(by ?? []).filter((row) => !rows.includes(row)));
    const isCovered =
      named.has(id) || gatekeeper !== undefined || (by !== undefined && by.every((row) => named.has(row)));
    if (isCovered) covered.push(id);
    else if (reason !== undefined) reasons.push([id, reason]);
    else missing.push(id);
  }
  return { covered, missing, reasons, unknown };
}

/** Which transport rows each adapter has tests for among its own (`file`, `name`), and which it lacks. */
export function judgeAdapters({ groups, leftOut, adapters }, tests) {
  const rows = Array.from({ length: groups.TR.rows }, (_, index) => `TR${index + 1}`);
  return Object.entries(adapters).map(([adapter, notIts]) => {
    const own = tests.filter(({ file }) => file.includes(`packages/${adapter}/`));
    const named = new Set(own.flatMap(({ name }) => idsIn(name)));
    const covered = rows.filter((id) => named.has(id));
    const lacking = rows.filter(
      (id) => !named.has(id) && notIts[id] === undefined && leftOut[id] === undefined,
    );
    return { adapter, tests: own.length, covered, lacking };
  });
}

/** The tests that passed, out of reports of vitest's JSON reporter. */
export function passedTests(reports) {
  return reports.flatMap(({ testResults }) => {
    return testResults.flatMap(({ name: file, assertionResults }) => {
      return assertionResults
        .filter(({ status }) => status === 'passed')
        .map(({ fullName }) => ({ file, name: fullName }));
    });
  });
}

/** All tests there are: those that Node runs, and those of the adapters that only their own runtime runs. */
function listedTests() {
  const own = places.filter(({ word }) => ['deno', 'bun'].includes(word));
  return [
    ...listedBy(process.execPath, [], []),
    ...own
      .filter((place) => versionOf(place) !== null)
      .flatMap(({ word, program, start }) => listedBy(program, start, [`--project=${word}-adapter`])),
  ];
}

function listedBy(program, start, options) {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const { status, stdout, stderr } = spawnSync(program, [...start, vitest, 'list', '--json', ...options], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`vitest cannot list the tests: ${stderr.slice(0, 2_000)}`);
  return JSON.parse(stdout.slice(stdout.indexOf('[')));
}

if (isStarted(import.meta.url)) {
  const reports = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, 'utf8')));
  const tests = reports.length > 0 ? passedTests(reports) : listedTests();
  const list = JSON.parse(read('scripts/hostile-rows.json'));
  const { covered, missing, reasons, unknown } = judgeRows(
    list,
    tests.map(({ name }) => name),
  );
  const byReason = new Map();
  for (const [id, reason] of reasons) byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
  for (const [reason, ids] of byReason) console.log(`  left out: ${ids.join(' ')} (${reason})`);
  const problems = unknown.map((id) => `${id} is named in the list but is no row`);
  if (missing.length > 0) problems.push(`${missing.length} without a test: ${missing.join(' ')}`);
  for (const { adapter, tests: own, covered: rows, lacking } of judgeAdapters(list, tests)) {
    const none = own === 0 ? ' (none of its tests is there: left out)' : '';
    console.log(`  ${adapter}: ${rows.length} of ${list.groups.TR.rows} transport rows${none}`);
    if (own > 0 && lacking.length > 0) problems.push(`${adapter} has no test for ${lacking.join(' ')}`);
  }
  const counts = `${covered.length} rows covered, ${missing.length} missing, ${reasons.length} left out with a reason`;
  console.log(`  ${counts}`);
  report('rows', problems, counts);
}
