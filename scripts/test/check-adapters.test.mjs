import { expect, test } from 'vitest';
import { judgeAdapters, sourceLines, tableOf, withTable } from '../check-adapters.mjs';

test('comments and empty lines are none, whatever strings look like', () => {
  const text = [
    '/**',
    ' * What it is.',
    ' */',
    '',
    "import { a } from 'a'; // why",
    '  // a line of its own',
    "const text = '/* no comment */ // nor this';",
    'const long = /* here */ `',
    '',
    '// in a template`;',
    '',
  ].join('\n');
  // An empty line within a template is one that nobody counts.
  expect(sourceLines('a.ts', text)).toBe(4);
});

const counts = new Map([
  ['node', new Map(Object.entries({ 'dial.ts': 100, 'attach.ts': 60 }))],
  ['bun', new Map(Object.entries({ 'dial.ts': 399, 'http.ts': 1 }))],
]);
const page = 'Before\n\n<!-- source lines -->\n\nold\n\n<!-- /source lines -->\n\nbehind\n';

test('a table has a row for each adapter and a column for each file that two of them have', () => {
  const written = withTable(page, tableOf(counts));
  expect(written).toBe(
    [
      'Before',
      '',
      '<!-- source lines -->',
      '',
      '| adapter | all | dial | its own |',
      '| --- | --: | --: | --- |',
      '| node | 160 | 100 | attach 60 |',
      '| bun | 400 | 399 | http 1 |',
      '',
      '<!-- /source lines -->',
      '',
      'behind',
      '',
    ].join('\n'),
  );
  expect(withTable(written, tableOf(counts))).toBe(written);
  expect(judgeAdapters(counts, written)).toEqual([]);
});

test.each([
  [401, 401, ['bun has 401 source lines, at most 400']],
  [400, 381, []],
  [400, 420, []],
  [400, 379, ['bun has 400 source lines, docs/how-to/write-an-adapter.md says 379: --write says what is so']],
  [400, 421, ['bun has 400 source lines, docs/how-to/write-an-adapter.md says 421: --write says what is so']],
])('%i lines, and the page says %i', (lines, said, problems) => {
  const found = judgeAdapters(new Map([['bun', new Map([['dial.ts', lines]])]]), `| bun     | ${said} | 1 |`);
  expect(found).toEqual(problems);
});

test('a page that says nothing is wrong', () => {
  expect(judgeAdapters(counts, 'nothing').length).toBe(2);
});
