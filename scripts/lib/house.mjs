/**
 * What every gatekeeper needs: the files of the house, their syntax trees, and one way to report.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

/** The top folder of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

const passedBy = new Set(['node_modules', 'dist', 'coverage', '.git', '.cache']);

/** Paths of all files under `folder` that end in `ending`, relative to the root, with `/`, sorted. */
export function filesUnder(folder, ending) {
  const found = [];
  const waiting = [join(root, folder)];
  while (waiting.length > 0) {
    const here = waiting.pop();
    for (const entry of entriesOf(here)) {
      const path = join(here, entry.name);
      if (entry.isDirectory()) {
        if (!passedBy.has(entry.name)) waiting.push(path);
      } else if (entry.name.endsWith(ending)) found.push(relative(root, path).split(sep).join('/'));
    }
  }
  return found.toSorted();
}

/** The text of a file, by its path from the root. */
export function read(path) {
  return readFileSync(join(root, path), 'utf8');
}

/** A map from path to text of the files under several folders. */
export function textsUnder(folders, ending) {
  return new Map(folders.flatMap((folder) => filesUnder(folder, ending)).map((path) => [path, read(path)]));
}

/** The syntax tree of a file, its comments and imports, and a way from an offset to a line. */
export function parse(path, text) {
  const { program, comments, module, errors } = parseSync(path, text, {
    sourceType: 'module',
    preserveParens: false,
  });
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  return { program, comments, module, lineOf: (offset) => text.slice(0, offset).split('\n').length };
}

/** Calls `visit(node, ancestors)` for every node of a tree, from the top, in order. */
export function walk(node, visit, ancestors = []) {
  visit(node, ancestors);
  const below = [...ancestors, node];
  for (const [key, value] of Object.entries(node)) {
    if (key === 'type' || key === 'start' || key === 'end') continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child !== null && typeof child === 'object' && typeof child.type === 'string')
        walk(child, visit, below);
    }
  }
}

/** Ends a gatekeeper: says what is wrong or that all is well, and sets the exit code. */
export function report(name, problems, summary) {
  for (const problem of problems) console.log(`  ✗ ${problem}`);
  console.log(problems.length === 0 ? `${name}: ${summary}` : `${name}: ${problems.length} problems`);
  if (problems.length > 0) process.exitCode = 1;
}

/** Whether this file is the one that was started, rather than imported by a test. */
export function isStarted(url) {
  return process.argv[1] !== undefined && fileURLToPath(url) === process.argv[1];
}

function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
