import { expect, test } from 'vitest';
import { inspectPurity } from '../check-purity.mjs';

const core = (text, allowed = []) => inspectPurity(new Map([['packages/core/src/http/a.ts', text]]), allowed);
const kit = (text) => inspectPurity(new Map([['packages/adapter-kit/src/a.ts', text]]), []);

test.each([
  ['const now = Date.now();', 'Date: time is an input'],
  ['const a = Math.random();', 'Math.random: entropy is an input'],
  ['const { random } = Math;', 'Math is used whole'],
  ['const a = performance.now();', 'performance: time is an input'],
  ['function f() { setTimeout(f, 1); }', 'setTimeout: the deadline is an output'],
  ['const a = { process };', 'process: the core knows no runtime'],
  ['const a = Buffer.alloc(1);', 'Buffer: the core knows no runtime'],
  ['function f() { console.log(1); }', 'console: the core knows no runtime'],
  ['const a = globalThis.x;', 'globalThis: the core knows no runtime'],
  ['const a = new URL("x");', 'URL: the core knows no platform'],
  [`const a = require('x');`, 'require: code is not made at run time'],
  ['const a = new TextDecoder();', 'TextDecoder: only bytes/text.ts touches it'],
  ['const a = /x/;', 'no regular expression'],
  ['const a = new RegExp("x");', 'RegExp: no regular expression'],
  ['export function f(a: string) { return a.match("x"); }', '.match: it makes a regular expression'],
  ['class A {}', 'class: the core is values and functions'],
  ['const a = class {};', 'class: the core is values and functions'],
  ['export function f() { throw new Error("x"); }', 'throw: a fault of the peer'],
  [`import net from 'node:net';`, 'node:net: the core knows no runtime'],
  [`const a = () => import('x');`, 'import(): what a file needs stands at its top'],
  ['export async function f() {}', 'async: the core is synchronous'],
  ['let count = 0;', 'let at module level is hidden state'],
  ['export var count = 0;', 'var at module level is hidden state'],
  ['const a = new Map(); export function f() { a.set(1, 2); }', 'a belongs to the module and is written'],
  ['const a = [0]; export function f() { a[0] = 1; }', 'a belongs to the module and is written'],
  ['const a = { b: [0] }; export function f() { a.b[0]++; }', 'a belongs to the module and is written'],
  [
    'const a = { b: 0 }; export function f() { delete (a as { b?: 0 }).b; }',
    'a belongs to the module and is written',
  ],
  ['const a = {}; export function f() { Object.assign(a, {}); }', 'a belongs to the module and is written'],
  [
    `import { a } from './b.ts'; export function f() { a.push(1); }`,
    'a belongs to the module and is written',
  ],
  ['for (const a of [1]) f(a); function f(a: number) {}', 'this runs at import'],
  ['const a = 1 as any;', '`any` says nothing'],
  ['export function f(a: object) { for (const b in a) f2(b); }', 'for…in walks the prototype'],
  ['export function f(n: number): number { return n === 0 ? 0 : f(n - 1); }', 'recursion: f → f'],
])('impure: %s', (text, message) => {
  const problems = core(`\n${text}`);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('packages/core/src/http/a.ts:2 ');
  expect(problems[0]).toContain(message);
});

test('recursion is found round a circle, from each of its functions', () => {
  const problems = core('function f() { g(); }\nfunction g() { f(); }\nfunction h() { f(); }');
  expect(problems).toEqual([
    'packages/core/src/http/a.ts:1 recursion: f → g → f',
    'packages/core/src/http/a.ts:2 recursion: g → f → g',
  ]);
});

test.each([
  '// Date, Math.random and process.env\nconst a = "new Date()";',
  'export function f(a: { process: number; URL: string }) { return a.process + a.URL; }',
  'export const table = { Date: 1, console: 2 };',
  'const a = Math.floor(1.5);',
  'export function f() { const a = []; a.push(1); let b = 0; b++; return { a, b }; }',
  'const a = [1]; export function f(a: number[]) { a.push(1); }',
  'const a = [1]; export function f() { const a = []; for (const b of a) a.push(b); }',
  'export function f(b: Uint8Array) { b[0] = 1; b.fill(0); }',
  'declare const Decoder: new () => object; const decoder = /* @__PURE__ */ new Decoder();',
])('pure: %s', (text) => {
  expect(core(text)).toEqual([]);
});

test('an allowance lets one rule pass in one file, as many times as it says', () => {
  const allowed = [{ path: 'packages/core/src/http/a.ts', rules: { throw: 1 }, reason: 'a test' }];
  const thrower = 'throw new Error("x");';
  expect(core(`export function f() { ${thrower} }`, allowed)).toEqual([]);
  expect(core(`export function f() { ${thrower} ${thrower} }`, allowed)).toHaveLength(1);
  expect(core('class A {}', allowed)).toHaveLength(2);
  expect(core('const a = 1;', allowed)).toEqual([
    'packages/core/src/http/a.ts has throw 0 times, allowed are 1',
  ]);
});

test.each([
  [`import net from 'node:net';`, 'node:net'],
  ['const a = Buffer.alloc(1);', 'Buffer: the kit knows no runtime'],
  ['const a = process.env;', 'process: the kit knows no runtime'],
  ['export function f(socket: S) { socket.cork(); }', '.cork: that is a word of Node'],
  ['const a = 1 as any;', '`any` says nothing'],
])('not for the kit: %s', (text, message) => {
  expect(kit(text).join()).toContain(message);
});

test('the kit may have classes, throw and be asynchronous', () => {
  expect(kit('export class A { async f() { throw new Error("x"); } }')).toEqual([]);
});
