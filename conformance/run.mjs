/**
 * `node conformance/run.mjs`: every case against the core and over real sockets of every runtime, and one line that
 * adds them up.
 *
 * With `--all-messages`, groups 12 and 13 send 1000 messages a case, as where they come from: over all of them that
 * takes hours. Numbers, such as `13.3 12.1.4`, play only the cases that begin with one of them; a word such as
 * `socket-vectors-bun` only the test files whose names begin with it.
 */
import { runTests } from './vitest-report.mjs';

const words = process.argv.slice(2);
const groups = words.filter((word) => /^\d/u.test(word));
const chosen = words.filter((word) => /^[a-z]/u.test(word));
if (words.includes('--all-messages')) process.env['SANSWS_ALL_MESSAGES'] = '1';
if (groups.length > 0) process.env['SANSWS_CASES'] = groups.join();

const isCompressed = groups.length === 0 || groups.some((group) => /^1[23]/u.test(group));
const isPlain = groups.length === 0 || groups.some((group) => !/^1[23]/u.test(group));
const files = [
  ...(isPlain ? ['core-vectors'] : []),
  ...(isCompressed ? ['deflate-core-vectors'] : []),
  'socket-vectors',
];
const asked = chosen.length === 0 ? files : chosen;
const results = (await runTests(...asked)).filter(({ file, title }) => {
  return file.includes('vectors') && /^\d/u.test(title);
});
const places = new Map();
for (const { title, passed } of results) {
  const [, , ...where] = title.split(' ');
  const place = where.join(' ') === '' ? 'core' : where.join(' ');
  const counts = places.get(place) ?? { strict: 0, not: 0 };
  if (passed) counts.strict++;
  else counts.not++;
  places.set(place, counts);
}

for (const { title, message, passed } of results) {
  if (!passed) console.log(`${title}: ${message.split('\n')[0]}`);
}
for (const [place, { strict, not }] of places) console.log(`  ${place}: ${strict} strict OK, ${not} not`);
const notStrict = results.filter(({ passed }) => !passed).length;
const cases = new Set(results.map(({ title }) => title.split(' ')[0])).size;
console.log(
  `conformance: ${cases} cases × 2 roles: ${results.length - notStrict} strict OK, ${notStrict} not`,
);
// A file that could not run at all has no results, and no results are no success.
const isWhole = groups.length > 0 || chosen.length > 0 || cases === 517;
process.exitCode = notStrict === 0 && results.length > 0 && isWhole ? 0 : 1;
