/**
 * Examples: every ```ts fence in a docstring of packages and in the pages of the documentation is a program.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesUnder, parse, read, root } from './house.mjs';

/** The runtime that this is. */
export const runtime = 'Deno' in globalThis ? 'deno' : 'Bun' in globalThis ? 'bun' : 'node';

/** Where examples stand that need another runtime than Node, and what the compiler has to know for them. */
const others = new Map([
  ['deno', { folder: 'packages/deno-adapter/', types: ['deno', 'node'], lib: ['es2022', 'dom'] }],
  ['bun', { folder: 'packages/bun-adapter/', types: ['bun'], lib: ['es2022'] }],
]);

/** Every example of the house that runs in a runtime: the file and line where it stands, and its text. */
export function allExamples(where = 'node') {
  const own = others.get(where)?.folder;
  const elsewhere = [...others.values()].map(({ folder }) => folder);
  return everyExample().filter(({ path }) => {
    return own === undefined ? !elsewhere.some((folder) => path.startsWith(folder)) : path.startsWith(own);
  });
}

function everyExample() {
  const sources = filesUnder('packages', '.ts').filter((path) => path.includes('/src/'));
  const pages = [
    ...filesUnder('docs', '.md'),
    ...filesUnder('packages', 'README.md'),
    ...filesUnder('.', 'README.md').filter((path) => !path.includes('/')),
  ];
  return [
    ...sources.flatMap((path) => examplesOfSource(path, read(path))),
    ...pages.flatMap((path) => fencesOf(path, read(path), 1)),
  ];
}

/** The examples in the docstrings of a source file. */
export function examplesOfSource(path, text) {
  const { comments, lineOf } = parse(path, text);
  return comments
    .filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
    .flatMap(({ value, start }) => fencesOf(path, withoutStars(value), lineOf(start)));
}

/** The fences marked `ts` in a page, or in a docstring without its stars. */
export function fencesOf(path, text, firstLine) {
  const found = [];
  let open = null;
  for (const [index, line] of text.split('\n').entries()) {
    if (open === null && line.trim() === '```ts') open = { path, line: firstLine + index + 1, code: [] };
    else if (open !== null && line.trim() === '```') {
      found.push({ ...open, code: `${open.code.join('\n')}\n` });
      open = null;
    } else if (open !== null) open.code.push(line);
  }
  return found;
}

/**
 * Writes each example as a module of its own, with its code on the line where it stands in the source, and a
 * configuration for the compiler, into a new folder that git does not see. Whoever asks removes the folder.
 */
export function writeExamples(examples, where = 'node') {
  const { folder: home, types, lib } = others.get(where) ?? { folder: '', types: ['node'], lib: ['es2022'] };
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache/doc-examples-'));
  const written = examples.map((example) => {
    const module = join(folder, `${example.path.replaceAll('/', '.')}.${example.line}.ts`);
    writeFileSync(module, `${'\n'.repeat(example.line - 1)}${example.code}export {};\n`);
    return { ...example, module };
  });
  const paths = Object.fromEntries([...publicNames()].map(([name, path]) => [name, [join(root, path)]]));
  const configuration = {
    extends: join(root, 'tsconfig.base.json'),
    compilerOptions: {
      noEmit: true,
      composite: false,
      declaration: false,
      declarationMap: false,
      isolatedDeclarations: false,
      noUnusedLocals: false,
      rewriteRelativeImportExtensions: false,
      allowImportingTsExtensions: true,
      typeRoots: [join(root, home, 'node_modules/@types'), join(root, 'node_modules/@types')],
      types,
      lib: [...lib, 'esnext.disposable'],
      paths,
    },
    include: ['*.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration));
  return { folder, written };
}

/** The public names of all packages (`@sansws/core/http` …) and the source file behind each. */
export function publicNames() {
  const names = new Map();
  for (const manifest of filesUnder('packages', 'package.json')) {
    const { name, exports } = JSON.parse(read(manifest));
    for (const [subpath, target] of Object.entries(exports ?? {})) {
      const source = target['@sansws/source'];
      if (source !== undefined) names.set(join(name, subpath), join(dirname(manifest), source));
    }
  }
  return names;
}

/** A docstring without its stars: the lines stay where they are. */
function withoutStars(comment) {
  return comment
    .split('\n')
    .map((line) => {
      const trimmed = line.trimStart();
      return trimmed.startsWith('*') ? trimmed.slice(trimmed.startsWith('* ') ? 2 : 1) : line;
    })
    .join('\n');
}
