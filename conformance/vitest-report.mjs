/** Runs test files of this folder and gives every test back with its titles and how it ended. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The tests of the files whose names contain one of the words. */
export async function runTests(...words) {
  const folder = await mkdtemp(join(tmpdir(), 'sansws-report-'));
  const report = join(folder, 'report.json');
  const child = spawn(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--project=conformance',
      '--silent',
      '--reporter=json',
      `--outputFile=${report}`,
      ...words.map((word) => `conformance/test/${word}`),
    ],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  await once(child, 'exit');
  const { testResults } = JSON.parse(await readFile(report, 'utf8'));
  await rm(folder, { recursive: true });
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ ancestorTitles, title, status, failureMessages, meta }) => ({
      file: name.slice(name.lastIndexOf('/') + 1),
      group: ancestorTitles.join(' '),
      title,
      passed: status === 'passed',
      meta,
      message: failureMessages.join('\n'),
    })),
  );
}
