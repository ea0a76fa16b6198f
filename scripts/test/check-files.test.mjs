import { expect, test } from 'vitest';
import { inspectFiles } from '../check-files.mjs';

const problemsOf = (path, text) => inspectFiles(new Map([[path, text]]));

test.each([
  '@ts-ignore',
  '@ts-expect-error x',
  'oxlint-disable-next-line y',
  'v8 ignore next',
  'c8 ignore start',
])('a comment that silences is found: %s', (comment) => {
  expect(problemsOf('packages/core/src/a.ts', `\n// ${comment}\nexport {};`)[0]).toContain('a.ts:2 ');
  expect(problemsOf('packages/core/src/a.ts', `/* ${comment} */`)).toHaveLength(1);
});

test.each([
  'test.skip("a")',
  'it.only("a")',
  'test.todo("a")',
  'describe.only.each([])("a")',
  'test.fails("a")',
])('a test that sits out is found: %s', (text) =>
  expect(problemsOf('packages/core/test/a.test.ts', text)).toHaveLength(1),
);

test('words in strings, other members and tests that ask what is installed are fine', () => {
  const text = 'test.skipIf(true)("skip only todo @ts-ignore", () => {}); reader.skip(); // not @ts-ignore';
  expect(problemsOf('packages/core/test/a.test.ts', text)).toEqual([]);
});

test('a source file may have 350 lines, not 351', () => {
  expect(problemsOf('packages/core/src/a.ts', '\n'.repeat(350))).toEqual([]);
  expect(problemsOf('packages/core/src/a.ts', '\n'.repeat(351))).toHaveLength(1);
  expect(problemsOf('packages/core/test/a.test.ts', '\n'.repeat(351))).toEqual([]);
});
