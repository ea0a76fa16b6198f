/**
 * Small things that hold in every file: nothing is silenced, no test sits out, no file grows too long.
 *
 * `node scripts/check-files.mjs` looks at comments that quieten the compiler, the linter or the coverage, at
 * tests that are skipped, singled out or only promised, and at the length of source files. A test that
 * depends on what is installed says so with `skipIf` or `runIf` and prints what is missing.
 */
import { isStarted, parse, report, textsUnder, walk } from './lib/house.mjs';

const longest = 350;

const silencers = [
  '@ts-ignore',
  '@ts-expect-error',
  '@ts-nocheck',
  'oxlint-disable',
  'eslint-disable',
  'v8 ignore',
  'c8 ignore',
  'istanbul ignore',
];
const sittingOut = new Set(['skip', 'only', 'todo', 'fails']);
const starters = new Set(['test', 'it', 'describe', 'suite', 'bench']);

/** Everything that is wrong in `texts` (path → source). */
export function inspectFiles(texts) {
  const problems = [];
  for (const [path, text] of texts) {
    const { program, comments, lineOf } = parse(path, text);
    for (const { value, start } of comments) {
      for (const silencer of silencers) {
        if (value.trimStart().startsWith(silencer))
          problems.push(`${path}:${lineOf(start)} ${silencer}: mend what it hides`);
      }
    }
    if (path.includes('/test/')) {
      walk(program, (node) => {
        const word = sitsOut(node);
        if (word !== null) problems.push(`${path}:${lineOf(node.start)} .${word}: every test runs`);
      });
    }
    const lines = text.split('\n').length - 1;
    if (path.includes('/src/') && lines > longest)
      problems.push(`${path} has ${lines} lines, at most ${longest}`);
  }
  return problems;
}

/** `skip` of `test.skip`, `describe.only.each` and the like. */
function sitsOut(node) {
  if (node.type !== 'MemberExpression' || node.computed || !sittingOut.has(node.property.name)) return null;
  let base = node.object;
  while (base.type === 'MemberExpression') base = base.object;
  return starters.has(base.name) ? node.property.name : null;
}

if (isStarted(import.meta.url)) {
  const folders = ['packages', 'conformance', 'examples', 'benchmarks', 'scripts'];
  const texts = new Map(['.ts', '.mjs'].flatMap((ending) => [...textsUnder(folders, ending)]));
  report('files', inspectFiles(texts), `${texts.size} files, nothing silenced, none too long`);
}
