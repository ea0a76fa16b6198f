/** `node conformance/run.mjs`: every case against the core and over real sockets, and one line that adds them up. */
import { runTests } from './vitest-report.mjs';

const results = await runTests('core-vectors', 'socket-vectors');
const notStrict = results.filter(({ passed }) => !passed);
const cases = new Set(results.map(({ title }) => title.split(' ')[0])).size;

for (const { file, title, message } of notStrict) {
  console.log(`${file.split('-')[0]} ${title}: ${message.split('\n')[0]}`);
}
const strict = results.length - notStrict.length;
console.log(
  `conformance: ${cases} cases × 2 roles × {core, socket}: ${strict} strict OK, ${notStrict.length} not`,
);
// A file that could not run at all has no results, and no results are no success.
process.exitCode = strict === 301 * 2 * 2 ? 0 : 1;
