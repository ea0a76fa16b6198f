/** `node conformance/interop-table.mjs`: talks to every peer that is here and writes docs/interop.md from the run. */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runTests } from './vitest-report.mjs';

const columns = [
  'text',
  'binary',
  'fragments to peer',
  'fragments from peer',
  'ping to peer',
  'ping from peer',
  'close by us',
  'close by peer',
];

const results = (await runTests('interop-npm', 'interop-debian'))
  .filter(({ group }) => group !== '')
  .toSorted((one, other) => other.file.localeCompare(one.file));
const rows = new Map();
for (const { group, title, passed } of results) {
  rows.set(group, { ...rows.get(group), [title]: passed });
}
const lines = [
  '# Who it talks to',
  '',
  'Written by `node conformance/interop-table.mjs` from a run over loopback sockets; not by hand.',
  '',
  'Text and binary: 0, 1, 125, 126, 65,535, 65,536 and 1,048,576 octets, each echoed octet for octet, and text in',
  'several scripts. Fragments: frames of 7 and of 1,000 octets and a message of unknown length to the peer, a',
  'message in several frames from it. Ping: answered, with its round-trip time. Close: with a code and a reason,',
  'clean, and both ends were told the same. A dash: the peer gives its programs no way to do it.',
  '',
  row(['peer', ...columns]),
  row(['---', ...columns.map(() => ':-:')]),
  ...[...rows].map(([peer, cells]) => row([peer, ...columns.map((column) => cell(cells[column]))])),
  '',
  'A second command, `node conformance/run.mjs`, plays the cases of `conformance/` instead.',
  '',
];
const page = fileURLToPath(new URL('../docs/interop.md', import.meta.url));
await writeFile(page, lines.join('\n'));
spawnSync(fileURLToPath(new URL('../node_modules/.bin/oxfmt', import.meta.url)), [page]);
const failed = results.filter(({ passed }) => !passed).length;
console.log(`interop: ${rows.size} pairs, ${results.length - failed} conversations good, ${failed} not`);
process.exitCode = failed === 0 && rows.size > 0 ? 0 : 1;

function row(cells) {
  return `| ${cells.join(' | ')} |`;
}

function cell(passed) {
  if (passed === undefined) return '–';
  return passed ? 'yes' : '**no**';
}
