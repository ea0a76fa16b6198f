/**
 * The suite of the core and the contract of adapters wherever they are to run: Node 20, 22, 24 and 26, Deno and Bun
 * by vitest; the core in workerd and in Chromium by vitest's runner and matchers.
 *
 * `node scripts/everywhere.mjs` goes through all places; `node scripts/everywhere.mjs deno chromium` through some.
 * `--slice` is what `npm test` does of it: the laws of the core, the contract, and what is tested nowhere else. Laws are tried 1,000 times, in a
 * slice 100 times, or `SANSWS_RUNS` times. What this machine does not have is left out, and said.
 */
import { fileURLToPath } from 'node:url';
import { places, versionOf } from './lib/places.mjs';
import { openStages } from './lib/stages.mjs';

/** Goes through the places that are asked for by `words`, or through all, with the stages that are given. */
export async function everywhere(stages, { words = [], isSlice }) {
  const runs = process.env.SANSWS_RUNS ?? (isSlice ? '100' : '1000');
  const isWanted = (word) => words.length === 0 || words.includes(word);
  for (const place of places.filter(({ word }) => isWanted(word)))
    await inVitest(stages, place, runs, isSlice);
  if (isWanted('workerd')) await inWorkerd(stages, runs, isSlice);
  if (isWanted('chromium')) await inChromium(stages, runs, isSlice);
}

async function inVitest(stages, place, runs, isSlice) {
  const version = versionOf(place);
  const title = isSlice ? `laws and contract in ${place.name}` : `core and contract in ${place.name}`;
  if (version === null) return stages.leftOut(title, `there is no ${place.name} for this machine`);
  return stages.tests(`${title} (${version})`, {
    program: place.program,
    start: place.start,
    options: [...place.projects.map((project) => `--project=${project}`), ...(isSlice ? place.slice : [])],
    env: { SANSWS_RUNS: runs },
  });
}

async function inWorkerd(stages, runs, isSlice) {
  const { runInWorkerd, workerdVersion } = await import('../tools/runtimes/workerd.mjs');
  const title = titleOf('workerd', isSlice);
  const version = await workerdVersion();
  if (version === null) return stages.leftOut(title, 'there is no workerd for this machine');
  return stages.outcome(`${title} (${version})`, runInWorkerd(runs, filesOf(isSlice)));
}

async function inChromium(stages, runs, isSlice) {
  const { openChromium, runInChromium } = await import('../tools/runtimes/chromium.mjs');
  const title = titleOf('Chromium', isSlice);
  const browser = await openChromium();
  if (browser === null) return stages.leftOut(title, 'no Chromium starts on this machine');
  const running = runInChromium(browser, runs, filesOf(isSlice));
  await stages.outcome(`${title} (${browser.version()})`, running);
  return browser.close();
}

function titleOf(name, isSlice) {
  return isSlice ? `laws in ${name}` : `core in ${name}`;
}

/** Which test files of the core: where their paths begin. */
function filesOf(isSlice) {
  return `packages/core/test/${isSlice ? 'laws/' : ''}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  const stages = openStages();
  await everywhere(stages, { words, isSlice: process.argv.includes('--slice') });
  stages.end();
}
