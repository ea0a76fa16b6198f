/**
 * The doors of the house: a room imports only from the rooms below it, and nothing goes round in a circle.
 *
 * `node scripts/check-doors.mjs` prints who imports whom and fails on every other import. Types count too:
 * a circle of types is a circle for the reader.
 */
import { posix } from 'node:path';
import { isStarted, parse, report, textsUnder, walk } from './lib/house.mjs';

/** The rooms from the ground floor up. A room opens only doors to rooms that stand above it in this list. */
export const rooms = [
  { name: 'core/vocabulary', opens: [] },
  { name: 'core/bytes', opens: [] },
  { name: 'core/frame', opens: ['core/bytes', 'core/vocabulary'] },
  { name: 'core/http', opens: ['core/bytes', 'core/vocabulary'] },
  { name: 'core/extension', opens: ['core/frame', 'core/http', 'core/bytes', 'core/vocabulary'] },
  // Messages go through extensions on their way in and out (docs/decisions/0010-message-door.md).
  { name: 'core/message', opens: ['core/extension', 'core/frame', 'core/bytes', 'core/vocabulary'] },
  {
    name: 'core/handshake',
    opens: ['core/http', 'core/extension', 'core/bytes', 'core/vocabulary'],
    // SHA-1 is not our business: Sec-WebSocket-Accept takes it from a library.
    also: { files: ['challenge.ts'], outside: ['@noble/hashes'] },
  },
  {
    name: 'core/connection',
    opens: [
      'core/handshake',
      'core/message',
      'core/extension',
      'core/http',
      'core/frame',
      'core/bytes',
      'core/vocabulary',
    ],
  },
  {
    name: 'core',
    opens: [
      'core/connection',
      'core/handshake',
      'core/message',
      'core/extension',
      'core/http',
      'core/frame',
      'core/bytes',
      'core/vocabulary',
    ],
  },
  { name: 'deflate-zlib', opens: [], outside: ['@sansws/core', 'minizlib'] },
  { name: 'deflate-pako', opens: [], outside: ['@sansws/core', 'pako'] },
  { name: 'adapter-kit', opens: [], outside: ['@sansws/core'] },
  { name: 'node-adapter', opens: [], outside: ['@sansws/core', '@sansws/adapter-kit', 'node:'] },
  // What they need of their runtimes is in `Deno` and `Bun`.
  { name: 'deno-adapter', opens: [], outside: ['@sansws/core', '@sansws/adapter-kit'] },
  { name: 'bun-adapter', opens: [], outside: ['@sansws/core', '@sansws/adapter-kit'] },
  { name: 'duplex', opens: [], outside: ['@sansws/core', '@sansws/adapter-kit'] },
  {
    name: 'testing',
    opens: [],
    outside: ['@sansws/core', '@sansws/adapter-kit', '@sansws/duplex', 'fast-check'],
    // The contract's bare peers are sockets that no adapter made, and some are processes.
    also: { files: ['net-world.ts', 'raw-peer.ts', 'program.ts'], outside: ['node:'] },
  },
];

/** Everything that is wrong with the imports in `texts` (path → source), and the edges between rooms. */
export function inspectDoors(texts) {
  const problems = [];
  const files = new Map();
  const edges = new Map();
  for (const [path, text] of texts) {
    const { program, lineOf } = parse(path, text);
    const imports = importsOf(program);
    for (const { specifier, start } of imports) {
      const fault = faultOf(path, specifier, edges);
      if (fault !== null) problems.push(`${path}:${lineOf(start)} ${fault}`);
    }
    files.set(
      path,
      imports.map(({ specifier }) => targetOf(path, specifier)).filter((target) => texts.has(target)),
    );
    if (path.endsWith('/src/index.ts') || (roomOf(path) !== null && path.endsWith('/index.ts'))) {
      for (const node of program.body) {
        const reExports =
          node.type === 'ExportAllDeclaration' || (node.type === 'ExportNamedDeclaration' && node.source);
        if (!reExports) problems.push(`${path}:${lineOf(node.start)} an index.ts only re-exports`);
      }
    }
  }
  for (const circle of circlesIn(files)) problems.push(`circle: ${circle.join(' → ')}`);
  return { problems, edges };
}

/** What is wrong with the list of rooms itself: a door that opens upwards. */
export function inspectRooms(list) {
  const below = new Set();
  const problems = [];
  for (const { name, opens, also } of list) {
    for (const door of [...opens, ...(also?.opens ?? [])]) {
      if (!below.has(door)) problems.push(`${name} opens a door to ${door}, which is not below it`);
    }
    below.add(name);
  }
  return problems;
}

/** Every import of a file, in whatever form: static, re-exporting, dynamic, in a type. */
export function importsOf(program) {
  const found = [];
  walk(program, (node) => {
    const source =
      node.type === 'TSImportType'
        ? (node.source ?? node.argument)
        : node.type === 'TSExternalModuleReference'
          ? node.expression
          : importing.has(node.type)
            ? node.source
            : null;
    if (source !== null && source !== undefined) {
      const literal = source.type === 'TSLiteralType' ? source.literal : source;
      found.push({ specifier: String(literal.value ?? '(computed)'), start: node.start });
    }
  });
  return found;
}

const importing = new Set([
  'ImportDeclaration',
  'ExportAllDeclaration',
  'ExportNamedDeclaration',
  'ImportExpression',
]);

/** The room in which a source file lies; null outside the sources of a package. */
function roomOf(path) {
  const [top, name, src, ...rest] = path.split('/');
  if (top !== 'packages' || src !== 'src') return null;
  const inner = rest.length > 1 ? `${name}/${rest[0]}` : name;
  return rooms.find((room) => room.name === (name === 'core' ? inner : name)) ?? { name: inner, opens: [] };
}

function faultOf(path, specifier, edges) {
  const room = roomOf(path);
  if (!specifier.startsWith('.')) return room === null ? null : outsideFault(path, room, specifier, edges);
  const target = targetOf(path, specifier);
  if (homeOf(path) !== homeOf(target)) return `${specifier} leaves the package: import it by its public name`;
  if (room === null) return null;
  if (!specifier.endsWith('.ts')) return `${specifier} has to end in .ts`;
  const other = roomOf(target);
  if (other === null) return `${specifier} lies outside the sources`;
  if (target.endsWith('/index.ts') && !path.endsWith('/index.ts')) {
    return `${specifier} is a front door: inside the house import the file itself`;
  }
  if (other.name === room.name) return null;
  note(edges, room.name, other.name);
  return mayOpen(path, room).includes(other.name)
    ? null
    : `${room.name} has no door to ${other.name} (${specifier})`;
}

function outsideFault(path, room, specifier, edges) {
  const allowed = [...(room.outside ?? []), ...(isAlso(path, room) ? (room.also.outside ?? []) : [])];
  const match = allowed.find((name) => {
    return specifier === name || specifier.startsWith(name.endsWith(':') ? name : `${name}/`);
  });
  if (match === undefined) return `${room.name} may not import ${specifier}`;
  note(edges, room.name, match);
  return null;
}

function mayOpen(path, room) {
  return isAlso(path, room) ? [...room.opens, ...(room.also.opens ?? [])] : room.opens;
}

function isAlso(path, room) {
  return room.also !== undefined && room.also.files.includes(posix.basename(path));
}

function targetOf(path, specifier) {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;
}

/** `packages/core`, or the top folder for what lies outside `packages`. */
function homeOf(path) {
  const parts = path.split('/');
  return parts[0] === 'packages' ? `${parts[0]}/${parts[1]}` : parts[0];
}

function note(edges, from, to) {
  if (!edges.has(from)) edges.set(from, new Map());
  edges.get(from).set(to, (edges.get(from).get(to) ?? 0) + 1);
}

/** The circles in a graph (path → paths), each once, found by going deep and watching the way back. */
function circlesIn(graph) {
  const circles = [];
  const done = new Set();
  const way = [];
  const visit = (path) => {
    const back = way.indexOf(path);
    if (back >= 0) circles.push([...way.slice(back), path]);
    if (back >= 0 || done.has(path)) return;
    way.push(path);
    for (const next of graph.get(path) ?? []) visit(next);
    way.pop();
    done.add(path);
  };
  for (const path of graph.keys()) visit(path);
  return circles;
}

if (isStarted(import.meta.url)) {
  const texts = textsUnder(['packages', 'conformance', 'examples', 'benchmarks'], '.ts');
  const { problems, edges } = inspectDoors(texts);
  for (const { name } of rooms) {
    const doors = [...(edges.get(name) ?? [])].map(([to, count]) => `${to} ×${count}`);
    console.log(`  ${name.padEnd(16)} ← ${doors.join(', ') || 'nothing'}`);
  }
  report(
    'doors',
    [...inspectRooms(rooms), ...problems],
    `${texts.size} files, all doors open downwards, no circle`,
  );
}
