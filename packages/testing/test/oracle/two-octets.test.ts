import { expect, test } from 'vitest';
import { twoOctets, type Standing } from '../../src/oracle/two-octets.ts';
import { twinHeader } from '../../src/twin/header.ts';

const standings: readonly Standing[] = ['fresh', 'inside-message', 'closing'];

test('table and rules agree on all 65,536 first two octets, for both roles, wherever the receiver stands', () => {
  const wrong: unknown[] = [];
  for (const role of ['client', 'server'] as const) {
    for (const standing of standings) {
      const situation = { role, begun: standing === 'inside-message' };
      for (let octets = 0; octets < 65_536; octets++) {
        const [first, second] = [octets >> 8, octets & 0xff];
        const table = twoOctets(first, second, role, standing);
        const rules = twinHeader(Uint8Array.of(first, second), situation);
        const fine = rules.type === 'fault' ? `${rules.name} ${rules.index}` : 'fine';
        if (fine !== (table === null ? 'fine' : `${table.name} ${table.offset}`)) wrong.push([first, second]);
      }
    }
  }
  expect(wrong).toEqual([]);
});
