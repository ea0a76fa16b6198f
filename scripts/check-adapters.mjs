/**
 * An adapter is thin: at most 400 source lines, comments and empty lines not counted, and as many as the docs say.
 *
 * `node scripts/check-adapters.mjs` counts what is in `src` of each adapter and compares it with the table in
 * `docs/how-to/write-an-adapter.md`, number by number. `--write` writes the table.
 */
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isStarted, parse, read, report, root, textsUnder } from './lib/house.mjs';

const most = 400;
const page = 'docs/how-to/write-an-adapter.md';
const adapters = ['node', 'deno', 'bun'];

/** The lines of a source that say something to the machine. */
export function sourceLines(path, text) {
  const { comments } = parse(path, text);
  let code = text;
  // Blanked out, not cut out: the lines stay where they are.
  for (const { start, end } of comments)
    code = code.slice(0, start) + code.slice(start, end).replaceAll(/[^\n]/gu, ' ') + code.slice(end);
  return code.split('\n').filter((line) => line.trim() !== '').length;
}

/** What is wrong with `counts` (adapter → file → lines), and with what the `text` of the page says of them. */
export function judgeAdapters(counts, text) {
  const problems = [];
  for (const [adapter, files] of counts) {
    const lines = sum(files);
    if (lines > most) problems.push(`${adapter} has ${lines} source lines, at most ${most}`);
  }
  const said = rowsOf(marks.exec(text)?.[0] ?? '');
  const rows = rowsOf(tableOf(counts));
  for (const row of rows.filter((one) => !said.includes(one)))
    problems.push(`${page} does not say ${row}: --write does`);
  for (const row of said.filter((one) => !rows.includes(one)))
    problems.push(`${page} says ${row}, which is not so`);
  return problems;
}

/** The rows of a table as words, however wide its columns are. */
function rowsOf(table) {
  const lines = table.split('\n').filter((line) => line.startsWith('|'));
  return lines.map((line) => line.replaceAll(/-+/gu, '-').replaceAll(/ +/gu, ' '));
}

/** The table of the page: a row for each adapter, a column for each file that two of them have at least. */
export function tableOf(counts) {
  const files = [...counts.values()];
  const names = [...new Set(files.flatMap((of) => [...of.keys()]))].toSorted((one, other) =>
    one < other ? -1 : 1,
  );
  const shared = names.filter((name) => files.filter((of) => of.has(name)).length > 1);
  const rows = [...counts].map(([adapter, of]) => {
    const own = [...of].filter(([name]) => !shared.includes(name));
    const others = own.map(([name, lines]) => `${withoutEnding(name)} ${lines}`).join(', ');
    return [adapter, sum(of), ...shared.map((name) => of.get(name) ?? 0), others];
  });
  const head = ['adapter', 'all', ...shared.map(withoutEnding), 'its own'];
  return [head, head.map((_, at) => (at === 0 || at === head.length - 1 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** The page with another table between its marks. */
export function withTable(text, table) {
  return text.replace(marks, (_, before, after) => `${before}\n\n${table}\n\n${after}`);
}

const marks = /(<!-- source lines -->)[\s\S]*?(<!-- \/source lines -->)/u;

function sum(files) {
  return [...files.values()].reduce((all, lines) => all + lines, 0);
}

function withoutEnding(name) {
  return basename(name, '.ts');
}

function countsOf(adapter) {
  const texts = textsUnder([`packages/${adapter}-adapter/src`], '.ts');
  return new Map([...texts].map(([path, text]) => [basename(path), sourceLines(path, text)]));
}

if (isStarted(import.meta.url)) {
  const counts = new Map(adapters.map((adapter) => [adapter, countsOf(adapter)]));
  if (process.argv.includes('--write'))
    writeFileSync(join(root, page), withTable(read(page), tableOf(counts)));
  const summary = [...counts].map(([adapter, files]) => `${adapter} ${sum(files)}`).join(', ');
  report('adapters', judgeAdapters(counts, read(page)), `${summary} source lines`);
}
