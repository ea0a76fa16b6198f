import { afterAll, describe, expect, test } from 'vitest';
import type { Cutting } from '../src/fuzzer/compile.ts';
import { runOnCore } from '../src/run-on-core.ts';
import type { ConformanceCase } from '../src/vectors/case.ts';
import { allCases as table } from '../src/vectors/index.ts';
import { chosen } from './chosen.ts';

/** Cases of more octets than this are not run octet by octet. */
const fewOctets = 70_000;
const allCases = chosen(table);
const roles = ['server', 'client'] as const;
let strict = 0;

for (const role of roles) {
  describe(`the core as a ${role}`, () => {
    for (const row of allCases) {
      test(`${row.id} ${role}`, () => {
        for (const cutting of cuttings(row)) {
          expect(runOnCore(row, role, cutting), `${row.title}, ${cutting}`).toEqual([]);
        }
        strict++;
      });
    }
  });
}

afterAll(() => {
  const all = allCases.length * roles.length;
  console.log(
    `conformance: ${allCases.length} cases × 2 roles × core: ${strict} strict OK, ${all - strict} not`,
  );
});

function cuttings(row: ConformanceCase): readonly Cutting[] {
  return payloadOctets(row) > fewOctets ? ['as-written', 'whole'] : ['as-written', 'whole', 'octets'];
}

function payloadOctets(row: ConformanceCase): number {
  let octets = 0;
  for (const action of row.script()) {
    if (action.type === 'send') for (const { payload } of action.frames) octets += payload.length;
  }
  return octets;
}
