import { expect, test } from 'vitest';
import { idsIn, judgeAdapters, judgeRows, passedTests } from '../check-rows.mjs';
import { read } from '../lib/house.mjs';

const list = JSON.parse(read('scripts/hostile-rows.json'));

test.each([
  ['HS17 version missing, 0, 7', ['HS17']],
  ['frames > FR14, FR15: lengths', ['FR14', 'FR15']],
  ['HC1-HC3 and TM4', ['HC1', 'HC2', 'HC3', 'TM4']],
  ['HC1–3', ['HC1', 'HC2', 'HC3']],
  ['V-A1 zeros', ['V-A1']],
  ['V-F10 counts lines', ['V-F10']],
  ['U+FEFF is kept, RFC6455, UTF-8, SHA1', []],
])('ids in "%s"', (name, ids) => {
  expect(idsIn(name).filter((id) => !/^(?:RFC|SHA)/u.test(id))).toEqual(ids);
});

test('a row is covered, left out with a reason, or missing', () => {
  const small = {
    groups: { HC: { rows: 4 } },
    leftOut: { HC3: 'later', HC2: 'later' },
    vulnerabilities: {
      'V-A1': { by: ['HC1'] },
      'V-A2': { by: ['HC1', 'HC4'] },
      'V-A3': { leftOut: 'later' },
      'V-A4': { gatekeeper: 'purity' },
      'V-A5': {},
    },
  };
  expect(judgeRows(small, ['HC1 one', 'HC2 two'])).toEqual({
    covered: ['HC1', 'HC2', 'V-A1', 'V-A4'],
    missing: ['HC4', 'V-A2', 'V-A5'],
    reasons: [
      ['HC3', 'later'],
      ['V-A3', 'later'],
    ],
    unknown: [],
  });
});

test('a row that the list names but does not have is a mistake in the list', () => {
  const wrong = {
    groups: { HC: { rows: 1 } },
    leftOut: { HC2: 'x' },
    vulnerabilities: { 'V-A1': { by: ['HS1'] } },
  };
  expect(judgeRows(wrong, []).unknown).toEqual(['HC2', 'HS1']);
});

test('the list of the house is sound and holds all rows of its ten groups', () => {
  const { covered, missing, reasons, unknown } = judgeRows(list, []);
  expect(unknown).toEqual([]);
  const rows = [...covered, ...missing, ...reasons.map(([id]) => id)];
  expect(rows.filter((id) => !id.startsWith('V-'))).toHaveLength(
    28 + 52 + 36 + 22 + 28 + 16 + 30 + 22 + 20 + 36,
  );
  expect(rows.filter((id) => id.startsWith('V-'))).toHaveLength(75);
});

test('only tests that passed count', () => {
  const results = [
    { status: 'passed', fullName: 'a' },
    { status: 'failed', fullName: 'b' },
    { status: 'skipped', fullName: 'c' },
  ];
  const file = '/somewhere/packages/bun-adapter/test/a.test.ts';
  expect(passedTests([{ testResults: [{ name: file, assertionResults: results }] }])).toEqual([
    { file, name: 'a' },
  ]);
});

test('each adapter needs tests of its own for the transport rows that can be its', () => {
  const small = {
    groups: { TR: { rows: 4 } },
    leftOut: { TR4: 'later' },
    adapters: { 'node-adapter': {}, 'bun-adapter': { TR2: 'not its' }, 'deno-adapter': {} },
  };
  const tests = [
    { file: '/h/packages/node-adapter/test/a.test.ts', name: 'TR1 TR3 cut' },
    { file: '/h/packages/bun-adapter/test/b.test.ts', name: 'Bun, TCP: TR1 cut' },
    { file: '/h/packages/core/test/c.test.ts', name: 'TR2 not of an adapter' },
  ];
  expect(judgeAdapters(small, tests)).toEqual([
    { adapter: 'node-adapter', tests: 1, covered: ['TR1', 'TR3'], lacking: ['TR2'] },
    { adapter: 'bun-adapter', tests: 1, covered: ['TR1'], lacking: ['TR3'] },
    { adapter: 'deno-adapter', tests: 0, covered: [], lacking: ['TR1', 'TR2', 'TR3'] },
  ]);
});
