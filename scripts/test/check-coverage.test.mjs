import { expect, test } from 'vitest';
import { hasCode, leftOver } from '../check-coverage.mjs';

const at = (line) => ({ start: { line } });

test('what is left over is told by line, each once', () => {
  const record = {
    statementMap: { 0: at(1), 1: at(2), 2: at(2) },
    s: { 0: 1, 1: 0, 2: 0 },
    fnMap: { 0: { loc: at(9) } },
    f: { 0: 0 },
    branchMap: { 0: { loc: at(5), locations: [at(5), { start: undefined }] } },
    b: { 0: [1, 0] },
  };
  expect(leftOver(record)).toBe('lines 2, 9; branches in lines 5');
});

test('nothing is left over when everything was reached', () => {
  const record = { statementMap: { 0: at(1) }, s: { 0: 3 }, fnMap: {}, f: {}, branchMap: {}, b: {} };
  expect(leftOver(record)).toBe(null);
});

test('types and front doors have nothing to run', () => {
  expect(
    hasCode('a.ts', `import type { B } from './b.ts'; export interface A { b: B } export type C = A;`),
  ).toBe(false);
  expect(
    hasCode('a.ts', `export * from './a.ts'; export { b } from './b.ts'; export type { C } from './c.ts';`),
  ).toBe(false);
  expect(hasCode('a.ts', 'declare const a: number; export type A = typeof a;')).toBe(false);
  expect(hasCode('a.ts', 'export const a = 1;')).toBe(true);
  expect(hasCode('a.ts', 'function f() {}')).toBe(true);
});
