import { describe, expect, test } from 'vitest';
import { allCases, limitCases, protocolCases } from '../src/vectors/index.ts';

describe('the table of cases', () => {
  test('holds the 247 cases of groups 1-7 and 10 and the 54 of group 9, each once', () => {
    expect(protocolCases).toHaveLength(247);
    expect(limitCases).toHaveLength(54);
    expect(new Set(allCases.map((row) => row.id)).size).toBe(301);
  });

  test('has as many cases in each group as its source', () => {
    const counts: Record<string, number> = {};
    for (const { id } of allCases) {
      const group = id.split('.')[0] ?? '';
      counts[group] = (counts[group] ?? 0) + 1;
    }
    expect(counts).toEqual({ 1: 16, 2: 11, 3: 7, 4: 10, 5: 20, 6: 145, 7: 37, 9: 54, 10: 1 });
  });

  test('every text of group 6 that is called valid is, and no other', () => {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    for (const row of allCases.filter(({ id }) => /^6\.([5-9]|1\d|2[0-3])\./u.test(id))) {
      const [sent] = row.script();
      if (sent?.type !== 'send') throw new Error(`${row.id} sends nothing`);
      const payload = sent.frames[0]?.payload ?? new Uint8Array();
      let valid = true;
      try {
        decoder.decode(payload);
      } catch {
        valid = false;
      }
      expect([row.id, row.outcome.type]).toEqual([row.id, valid ? 'echo' : 'failure']);
    }
  });
});
