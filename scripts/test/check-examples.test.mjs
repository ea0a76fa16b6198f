import { existsSync, readFileSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inspectDocstrings, publicExports } from '../check-examples.mjs';
import { examplesOfSource, fencesOf, publicNames, writeExamples } from '../lib/fences.mjs';

const path = 'packages/core/src/http/a.ts';
const fence = ' * ```ts\n * f();\n * ```\n';
const inspect = (text, isPublic = true) => inspectDocstrings(new Map([[path, text]]), () => isPublic);

test('a public function or constant needs a docstring with an example', () => {
  expect(inspect(`/**\n * Does it.\n${fence} */\nexport function f() {}`)).toEqual([]);
  expect(inspect('/** Does it. */\nexport function f() {}')).toEqual([`${path}:2 f has no example`]);
  expect(inspect('/** It. */\nexport const a = 1;')).toEqual([`${path}:2 a has no example`]);
  expect(inspect('export function f() {}')).toEqual([`${path}:1 f has no docstring`]);
});

test('what has no public name, and types, need a docstring only', () => {
  expect(inspect('/** Does it. */\nexport function f() {}', false)).toEqual([]);
  expect(inspect('/** It. */\nexport interface A { readonly a: 1 }\n/** It. */\nexport type B = 1;')).toEqual(
    [],
  );
  expect(inspect('export type B = 1;')).toEqual([`${path}:1 B has no docstring`]);
});

test('a docstring belongs to what stands right behind it', () => {
  expect(inspect('/** It. */\nconst a = 1;\nexport type B = typeof a;')).toHaveLength(1);
  expect(inspect('/** The file.\n * @module */\nexport type B = 1;')).toHaveLength(1);
  expect(inspect('/* It. */\nexport type B = 1;')).toHaveLength(1);
  expect(inspect('const a = 1;')).toEqual([]);
});

test('a name is public when a front door lets it out, through other doors too', () => {
  const texts = new Map([
    ['p/src/index.ts', `export * from './room/index.ts'; export { one } from './a.ts';`],
    ['p/src/room/index.ts', `export * from './b.ts';`],
    ['p/src/a.ts', ''],
    ['p/src/room/b.ts', ''],
  ]);
  const isPublic = publicExports(texts, ['p/src/index.ts', 'p/src/missing/index.ts']);
  expect(isPublic('p/src/a.ts', 'one')).toBe(true);
  expect(isPublic('p/src/a.ts', 'two')).toBe(false);
  expect(isPublic('p/src/room/b.ts', 'any')).toBe(true);
});

test('examples are found in docstrings, with the line where their code begins', () => {
  const text = `const a = 1;\n/**\n * Does it.\n *\n * @example\n${fence} */\nexport function f() {}\n/* \`\`\`ts\n no\n\`\`\` */`;
  expect(examplesOfSource(path, text)).toEqual([{ path, line: 7, code: 'f();\n' }]);
});

test('in a page only fences marked ts are programs, indented code keeps its shape', () => {
  const page = '# Page\n```sh\nls\n```\n```ts\nif (a) {\n  f();\n}\n```\ntext\n```ts\ng();\n```\n';
  expect(fencesOf('docs/a.md', page, 1)).toEqual([
    { path: 'docs/a.md', line: 6, code: 'if (a) {\n  f();\n}\n' },
    { path: 'docs/a.md', line: 12, code: 'g();\n' },
  ]);
});

test('an example is written on the line where it stands', () => {
  const { folder, written } = writeExamples([{ path: 'docs/a.md', line: 3, code: 'f();\n' }]);
  expect(readFileSync(written[0].module, 'utf8').split('\n')[2]).toBe('f();');
  expect(JSON.parse(readFileSync(`${folder}/tsconfig.json`, 'utf8')).include).toEqual(['*.ts']);
  rmSync(folder, { recursive: true });
  expect(existsSync(folder)).toBe(false);
});

test('public names lead to sources', () => {
  expect(publicNames().get('@sansws/core')).toBe('packages/core/src/index.ts');
  expect(publicNames().get('@sansws/core/http')).toBe('packages/core/src/http/index.ts');
});
