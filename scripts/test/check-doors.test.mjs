import { expect, test } from 'vitest';
import { importsOf, inspectDoors, inspectRooms, rooms } from '../check-doors.mjs';
import { parse } from '../lib/house.mjs';

const problemsOf = (files) => inspectDoors(new Map(Object.entries(files))).problems;

test('doors that open downwards are fine, and are counted', () => {
  const { problems, edges } = inspectDoors(
    new Map([
      ['packages/core/src/frame/frame.ts', `import type { Opcode } from '../vocabulary/opcode.ts';`],
      ['packages/core/src/frame/decoder.ts', `import type { Frame } from './frame.ts';`],
      ['packages/core/src/vocabulary/opcode.ts', 'export type Opcode = 1;'],
      ['packages/core/src/message/codec.ts', `import type { Extension } from '../extension/extension.ts';`],
      ['packages/core/src/handshake/challenge.ts', `import { sha1 } from '@noble/hashes/legacy.js';`],
      ['packages/node-adapter/src/connect.ts', `import net from 'node:net'; import '@sansws/core/http';`],
      [
        'packages/core/src/index.ts',
        `export * from './frame/index.ts'; export type { A } from './http/fields.ts';`,
      ],
      ['conformance/src/run.ts', `import '@sansws/core'; import './help.ts';`],
    ]),
  );
  expect(problems).toEqual([]);
  expect([...edges.get('core/frame')]).toEqual([['core/vocabulary', 1]]);
});

test.each([
  [
    'upwards',
    'packages/core/src/bytes/text.ts',
    `import '../frame/frame.ts';`,
    'core/bytes has no door to core/frame',
  ],
  [
    'between rooms of one floor',
    'packages/core/src/http/fields.ts',
    `import '../frame/frame.ts';`,
    'has no door',
  ],
  [
    'from an extension up to messages',
    'packages/core/src/extension/chain.ts',
    `import '../message/message.ts';`,
    'has no door',
  ],
  [
    'to another package by its files',
    'packages/testing/src/a.ts',
    `import '../../core/src/index.ts';`,
    'public name',
  ],
  [
    'from conformance to files',
    'conformance/src/a.ts',
    `import '../../packages/core/src/index.ts';`,
    'public name',
  ],
  ['to a front door', 'packages/core/src/http/a.ts', `import './index.ts';`, 'is a front door'],
  ['without its ending', 'packages/core/src/http/a.ts', `import './fields';`, 'has to end in .ts'],
  [
    'to the tests',
    'packages/core/src/http/a.ts',
    `import '../../test/http/a.ts';`,
    'lies outside the sources',
  ],
  ['to node in the core', 'packages/core/src/http/a.ts', `import 'node:net';`, 'may not import node:net'],
  [
    'to the hash elsewhere',
    'packages/core/src/http/a.ts',
    `import '@noble/hashes/legacy.js';`,
    'may not import',
  ],
  ['to itself by name', 'packages/core/src/http/a.ts', `import '@sansws/core/bytes';`, 'may not import'],
  ['to node in the kit', 'packages/adapter-kit/src/a.ts', `import 'node:net';`, 'may not import node:net'],
  ['to a package that begins alike', 'packages/testing/src/a.ts', `import 'fast-checker';`, 'may not import'],
  ['in a type', 'packages/core/src/bytes/a.ts', `type A = import('../frame/frame.ts').Frame;`, 'has no door'],
  ['by a call', 'packages/core/src/bytes/a.ts', `const a = import('../frame/frame.ts');`, 'has no door'],
  ['by handing on', 'packages/core/src/bytes/a.ts', `export { b } from '../frame/frame.ts';`, 'has no door'],
  [
    'to a room that is not on the plan',
    'packages/core/src/http/a.ts',
    `import '../cellar/a.ts';`,
    'has no door',
  ],
  [
    'from a room that is not on the plan',
    'packages/core/src/cellar/a.ts',
    `import '../http/a.ts';`,
    'has no door',
  ],
])('a door %s is found, with file and line', (_, path, text, message) => {
  const problems = problemsOf({ [path]: `\n${text}` });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`${path}:2 `);
  expect(problems[0]).toContain(message);
});

test('an index.ts that does more than re-export is found', () => {
  expect(problemsOf({ 'packages/core/src/http/index.ts': 'export const a = 1;' })).toEqual([
    'packages/core/src/http/index.ts:1 an index.ts only re-exports',
  ]);
});

test('a circle is found, also one of types only', () => {
  const problems = problemsOf({
    'packages/core/src/http/a.ts': `import type { B } from './b.ts';`,
    'packages/core/src/http/b.ts': `import type { C } from './c.ts';`,
    'packages/core/src/http/c.ts': `import type { B } from './b.ts';`,
  });
  expect(problems).toEqual([
    'circle: packages/core/src/http/b.ts → packages/core/src/http/c.ts → packages/core/src/http/b.ts',
  ]);
});

test('the plan of the rooms has no door that opens upwards, and such a door would be found', () => {
  expect(inspectRooms(rooms)).toEqual([]);
  expect(
    inspectRooms([
      { name: 'a', opens: ['b'] },
      { name: 'b', opens: [] },
    ]),
  ).toHaveLength(1);
});

test('comments and strings are no imports', () => {
  const { program } = parse('a.ts', `// import 'x'\nconst a = "import 'y'"; export { a };`);
  expect(importsOf(program)).toEqual([]);
});
