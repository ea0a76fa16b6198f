/** `node conformance/interop-table.mjs`: talks to every peer that is here and writes docs/interop.md from the run. */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runTests } from './vitest-report.mjs';

const talks = [
  'text',
  'binary',
  'fragments to peer',
  'fragments from peer',
  'ping to peer',
  'ping from peer',
  'close by us',
  'close by peer',
];
const windows = [9, 10, 11, 12, 13, 14, 15].map((bits) => `window of ${bits} bits`);

const results = (await runTests('interop-npm', 'interop-debian', 'interop-matrix'))
  .filter(({ group }) => group !== '')
  .toSorted((one, other) => other.file.localeCompare(one.file));
const inMatrix = results.filter(({ file }) => file.includes('matrix'));
const withPeers = results.filter(({ file }) => !file.includes('matrix'));

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
  ...table('peer', talks, rowsOf(withPeers, talks), passedOrNot),
  '',
  '## With permessage-deflate',
  '',
  'Each window was asked for by our client, or answered by our server, for both sides, contexts taken over or not. 24',
  'messages of up to 100,000 characters, whole and in fragments, text and binary, each echoed octet for octet; both ends',
  'compress all of them that their settings let them. The window of a client can only be set where its offer allows it.',
  '',
  ...table('peer', windows, rowsOf(withPeers, windows), passedOrNot),
  '',
  '`websocket-driver` answers `server_max_window_bits=15` without the parameter. RFC 7692 §7.1.2.1 asks for it, so our',
  'client takes that for no answer: do not offer 15, it goes without saying.',
  '',
  '## Everybody with everybody',
  '',
  'A row is a server, a column a client. Texts and octets of 0 to 300,000, twice, each after the echo of the one before,',
  'and a clean close with 4000. Compressed: permessage-deflate was agreed on, as it must be where both ends have it.',
  'Deno has none of its own, neither as a server nor as a client. A dash: neither end is ours.',
  '',
  ...['without', 'with'].flatMap((word) => matrix(word)),
  'A second command, `node conformance/run.mjs`, plays the cases of `conformance/` instead.',
  '',
];
const page = fileURLToPath(new URL('../docs/interop.md', import.meta.url));
await writeFile(page, lines.join('\n'));
spawnSync(fileURLToPath(new URL('../node_modules/.bin/oxfmt', import.meta.url)), [page]);
const failed = results.filter(({ passed }) => !passed);
for (const { group, title } of failed) console.log(`${group}: ${title}`);
const pairs = new Set(results.map(({ group }) => group)).size;
console.log(
  `interop: ${pairs} pairs, ${results.length - failed.length} conversations good, ${failed.length} not`,
);
process.exitCode = failed.length === 0 && pairs > 0 ? 0 : 1;

/** The groups that have one of the columns, each with its results by column. */
function rowsOf(some, columns) {
  const rows = new Map();
  for (const result of some) {
    if (!columns.includes(result.title)) continue;
    rows.set(result.group, { ...rows.get(result.group), [result.title]: result });
  }
  return rows;
}

function matrix(word) {
  const start = `${word} compression, server: `;
  const some = inMatrix
    .filter(({ group }) => group.startsWith(start))
    .map((result) => ({ ...result, group: result.group.slice(start.length) }));
  const clients = [...new Set(some.map(({ title }) => title))];
  const name = word === 'with' ? compressedOrNot : passedOrNot;
  return [...table(`${word} compression`, clients, rowsOf(some, clients), name), ''];
}

function table(corner, columns, rows, inWords) {
  const heads = columns.map((column) => column.replace('window of ', '').replace('WebSocket of ', ''));
  return [
    row([corner, ...heads]),
    row(['---', ...columns.map(() => ':-:')]),
    ...[...rows].map(([name, cells]) => row([name, ...columns.map((column) => inWords(cells[column]))])),
  ];
}

function row(cells) {
  return `| ${cells.join(' | ')} |`;
}

function passedOrNot(result) {
  if (result === undefined) return '–';
  return result.passed ? 'yes' : '**no**';
}

function compressedOrNot(result) {
  if (result?.passed !== true) return passedOrNot(result);
  return result.meta.compressed === true ? 'compressed' : 'plain';
}
