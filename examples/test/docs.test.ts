import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as kit from '@sansws/adapter-kit';
import * as core from '@sansws/core';
import * as bytes from '@sansws/core/bytes';
import * as extension from '@sansws/core/extension';
import * as frame from '@sansws/core/frame';
import * as handshake from '@sansws/core/handshake';
import * as http from '@sansws/core/http';
import * as message from '@sansws/core/message';
import * as permessageDeflate from '@sansws/core/permessage-deflate';
import * as vocabulary from '@sansws/core/vocabulary';
import * as deflatePako from '@sansws/deflate-pako';
import * as deflateZlib from '@sansws/deflate-zlib';
import * as duplex from '@sansws/duplex';
import * as node from '@sansws/node';
import * as testing from '@sansws/testing';
import * as contract from '@sansws/testing/contract';
import * as contractNet from '@sansws/testing/contract-net';
import * as inMemory from '@sansws/testing/in-memory';
import { expect, test } from 'vitest';

// What the pages say in tables is what the code says.

const root = fileURLToPath(new URL('../..', import.meta.url));

// Their types are those of another runtime; the doors themselves open anywhere.
const load = async (name: string): Promise<object> => import(/* @vite-ignore */ name);

const floors: Readonly<Record<string, object>> = {
  '@sansws/node': node,
  '@sansws/deno': await load('@sansws/deno'),
  '@sansws/bun': await load('@sansws/bun'),
  '@sansws/duplex': duplex,
  '@sansws/adapter-kit': kit,
  '@sansws/core': core,
  '@sansws/core/handshake': handshake,
  '@sansws/core/extension': extension,
  '@sansws/core/permessage-deflate': permessageDeflate,
  '@sansws/deflate-zlib': deflateZlib,
  '@sansws/deflate-pako': deflatePako,
  '@sansws/core/message': message,
  '@sansws/core/frame': frame,
  '@sansws/core/http': http,
  '@sansws/core/bytes': bytes,
  '@sansws/core/vocabulary': vocabulary,
  '@sansws/testing': testing,
  '@sansws/testing/in-memory': inMemory,
  '@sansws/testing/contract': contract,
  '@sansws/testing/contract-net': contractNet,
};

test.each(pages())('%s leads nowhere that is not there', (page) => {
  const missing = [...read(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/gu)]
    .map(([, target]) => target as string)
    .filter((target) => !target.includes('://') && !existsSync(join(root, dirname(page), target)));
  expect(missing).toEqual([]);
});

test('the table of floors names only what each floor lets out, and all floors', () => {
  const rows = tableAfter('README.md', '## The API, floor by floor');
  expect(rows.flatMap((row) => codes(row[1]))).toEqual(Object.keys(floors));
  for (const [, from, , functions] of rows) {
    const names = codes(from).flatMap((door) => Object.keys(floors[door] as object));
    for (const name of codes(functions)) expect(names).toContain(name);
  }
});

test('the table of states is the table of the core', () => {
  const lines = linesAfter('docs/tour.md', '## The states');
  // The page writes "timed out" where the code has `timed-out`.
  const happenings = cells(lines[0] as string)
    .slice(1)
    .map((name) => name.replace(' ', '-'));
  const said = tableAfter('docs/tour.md', '## The states').map(([phase, ...nexts]) => {
    const known = happenings.map((name, index) => [name, nexts[index]]).filter(([, next]) => next !== '');
    return [phase, Object.fromEntries(known)];
  });
  expect(Object.fromEntries(said)).toEqual(core.transitions);
});

test('the table of limits has every limit with its defaults', () => {
  const rows = tableAfter('docs/decisions/0004-limits.md', '## Choice');
  const said = rows.map(([name, client, server]) => [codes(name)[0], number(client), number(server)]);
  const [client, server] = [core.defaultLimits('client'), core.defaultLimits('server')];
  expect(said.map(([name]) => name)).toEqual(Object.keys(client));
  for (const [name, ofClient, ofServer] of said) {
    const limit = name as keyof typeof client;
    // A dash stands for a role that never looks at this limit.
    if (ofClient !== null) expect(ofClient).toBe(client[limit]);
    if (ofServer !== null) expect(ofServer).toBe(server[limit]);
  }
});

function pages(): string[] {
  const within = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      if (entry.isDirectory()) return within(join(folder, entry.name));
      return entry.name.endsWith('.md') ? [join(folder, entry.name)] : [];
    });
  return ['README.md', 'SECURITY.md', 'conformance/README.md', 'examples/README.md', ...within('docs')];
}

function read(page: string): string {
  return readFileSync(join(root, page), 'utf8');
}

/** The lines of the first table below a heading. */
function linesAfter(page: string, heading: string): string[] {
  const lines = read(page).split('\n');
  const below = lines.slice(lines.indexOf(heading));
  const table = below.slice(below.findIndex((line) => line.startsWith('|')));
  return table.slice(
    0,
    table.findIndex((line) => !line.startsWith('|')),
  );
}

/** The cells of its rows, without the head. */
function tableAfter(page: string, heading: string): string[][] {
  return linesAfter(page, heading).slice(2).map(cells);
}

function cells(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function codes(cell = ''): string[] {
  return [...cell.matchAll(/`([^`]+)`/gu)].map(([, code]) => code as string);
}

function number(cell = ''): number | null {
  return cell === '–' ? null : Number(cell.replaceAll(',', ''));
}
