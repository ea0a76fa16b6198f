/**
 * Everything exported by a package says what it is, and what core offers by a public name shows how it is used.
 *
 * `node scripts/check-examples.mjs` wants a docstring on every export of every package, and an example on every
 * function and constant of core that can be imported by a public name; then it has the compiler read all
 * examples. The vitest project `doc-examples` runs them.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { allExamples, publicNames, writeExamples } from './lib/fences.mjs';
import { isStarted, parse, report, root, textsUnder } from './lib/house.mjs';

/** What is not explained in `texts` (path → source), and what is not shown though `isPublic(path, name)`. */
export function inspectDocstrings(texts, isPublic) {
  const problems = [];
  for (const [path, text] of texts) {
    const { program, comments, lineOf } = parse(path, text);
    for (const { node, names, isValue } of exportsOf(program)) {
      const docstring = docstringBefore(node, comments, text);
      const at = `${path}:${lineOf(node.start)} ${names.join(', ')}`;
      if (docstring === null) problems.push(`${at} has no docstring`);
      else if (isValue && names.some((name) => isPublic(path, name)) && !docstring.includes('```ts')) {
        problems.push(`${at} has no example`);
      }
    }
  }
  return problems;
}

/** The names that the front doors let out: (path, name) → boolean. */
export function publicExports(texts, frontDoors) {
  const whole = new Set();
  const named = new Set();
  const waiting = [...frontDoors];
  const seen = new Set();
  while (waiting.length > 0) {
    const door = waiting.pop();
    if (seen.has(door) || !texts.has(door)) continue;
    seen.add(door);
    for (const node of parse(door, texts.get(door)).program.body) {
      if (node.source === null || node.source === undefined) continue;
      const target = posix.join(posix.dirname(door), node.source.value);
      if (target.endsWith('/index.ts')) waiting.push(target);
      else if (node.type === 'ExportAllDeclaration') whole.add(target);
      else for (const { local } of node.specifiers ?? []) named.add(`${target} ${local.name}`);
    }
  }
  return (path, name) => whole.has(path) || named.has(`${path} ${name}`);
}

function exportsOf(program) {
  const found = [];
  for (const node of program.body) {
    if (node.type !== 'ExportNamedDeclaration' || node.declaration === null) continue;
    const { declaration } = node;
    const isList = declaration.type === 'VariableDeclaration';
    const names = isList ? declaration.declarations.map(({ id }) => id.name) : [declaration.id.name];
    const isType =
      declaration.type === 'TSInterfaceDeclaration' || declaration.type === 'TSTypeAliasDeclaration';
    found.push({ node, names, isValue: !isType });
  }
  return found;
}

function docstringBefore(node, comments, text) {
  const near = comments.findLast(({ end }) => end <= node.start);
  const isNear = near !== undefined && text.slice(near.end, node.start).trim() === '';
  const isDocstring = isNear && near.type === 'Block' && near.value.startsWith('*');
  return isDocstring && !near.value.includes('@module') ? near.value : null;
}

/** What the compiler says of the examples of one runtime. */
function compilerSays(where) {
  const { folder } = writeExamples(allExamples(where), where);
  const tsc = join(root, 'node_modules/.bin/tsc');
  const { status, stdout } = spawnSync(tsc, ['-p', folder, '--pretty', 'false'], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  const lines = stdout.split('\n').filter((line) => line.includes('error TS'));
  return status === 0
    ? []
    : lines
        .filter((line) => line.includes(basename(folder)))
        .map((line) => line.slice(line.indexOf(basename(folder)) + basename(folder).length + 1));
}

if (isStarted(import.meta.url)) {
  const texts = textsUnder(['packages'], '.ts');
  const sources = new Map([...texts].filter(([path]) => path.includes('/src/')));
  const front = [...publicNames()]
    .filter(([name]) => name.startsWith('@sansws/core'))
    .map(([, path]) => path);
  const runtimes = ['node', 'deno', 'bun'];
  const problems = [
    ...inspectDocstrings(sources, publicExports(texts, front)),
    ...runtimes.flatMap((where) => compilerSays(where)),
  ];
  const count = runtimes.flatMap((where) => allExamples(where)).length;
  report('docstrings', problems, `${sources.size} files explained, ${count} examples compile`);
}
