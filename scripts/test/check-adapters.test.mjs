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

test('at most 400 lines', () => {
  for (const [lines, problems] of [
    [400, []],
    [401, ['bun has 401 source lines, at most 400']],
  ]) {
    const bun = new Map([['bun', new Map([['dial.ts', lines]])]]);
    expect(judgeAdapters(bun, withTable(page, tableOf(bun)))).toEqual(problems);
  }
});

test('the table says each number as it is, however wide its columns are; one line more or less is wrong', () => {
  const written = withTable(page, tableOf(counts));
  expect(judgeAdapters(counts, written.replace('| bun | 400 |', '| bun     |  400 |'))).toEqual([]);
  expect(judgeAdapters(counts, written.replaceAll('---', '-------'))).toEqual([]);
  const name = 'docs/how-to/write-an-adapter.md';
  for (const [is, said] of [
    ['| node | 160 | 100 | attach 60 |', '| node | 161 | 100 | attach 60 |'],
    ['| node | 160 | 100 | attach 60 |', '| node | 160 | 99 | attach 60 |'],
    ['| node | 160 | 100 | attach 60 |', '| node | 160 | 100 | attach 61 |'],
    ['| adapter | all | dial | its own |', '| adapter | all | listen | its own |'],
  ]) {
    expect(judgeAdapters(counts, written.replace(is, said))).toEqual([
      `${name} does not say ${is}: --write does`,
      `${name} says ${said}, which is not so`,
    ]);
  }
  const more = written.replace('\n| bun', '\n| workerd | 1 | 1 | |\n| bun');
  expect(judgeAdapters(counts, more)).toEqual([`${name} says | workerd | 1 | 1 | |, which is not so`]);
});

test('a page that says nothing lacks every row', () => {
  expect(judgeAdapters(counts, 'nothing').length).toBe(4);
});
