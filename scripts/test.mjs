/**
 * `npm test`: every judge of the house, one after the other, and one last line that adds them up.
 *
 * `--quick` leaves out what takes long (`npm run check`). Other runtimes than Node 20 get a slice of the tests here
 * (`node scripts/everywhere.mjs` has all).
 */
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { everywhere } from './everywhere.mjs';
import { openStages } from './lib/stages.mjs';

// Nothing but Node is imported here: what the judges need is installed by the first stage.
const root = fileURLToPath(new URL('..', import.meta.url));

const quick = process.argv.includes('--quick');
const stages = openStages();
const { gatekeeper } = stages;

if (await gatekeeper('install', 'npm', ['run', '-s', 'bootstrap'])) await judge();
stages.end();

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
  await gatekeeper('adapters', 'node', ['scripts/check-adapters.mjs']);
  if (quick) return;
  await gatekeeper('packages', 'node', ['scripts/check-packages.mjs']);
  await gatekeeper('jsr', 'node', ['scripts/check-jsr.mjs']);
  await gatekeeper('packed', 'node', ['scripts/check-packed.mjs']);
  const { sourcesWithTests } = await import('./check-coverage.mjs');
  const own = sourcesWithTests().map(({ test }) => test);
  const report = stages.reportAt('own');
  const options = ['scripts/check-coverage.mjs', '--report', report];
  await gatekeeper('core, each file by its own test', 'node', options, report);
  const excluded = own.map((path) => `--exclude=${join(root, path)}`);
  await stages.tests('all other tests', { program: 'node', options: excluded });
  await everywhere(stages, {
    words: ['node-22', 'node-24', 'node-26', 'deno', 'bun', 'workerd', 'chromium'],
    isSlice: true,
  });
  await gatekeeper('hostile rows', 'node', ['scripts/check-rows.mjs', ...stages.reports]);
}
