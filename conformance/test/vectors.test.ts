import { describe, expect, test } from 'vitest';
import { allMessages, compressionCases, fewMessages } from '../src/vectors/12-compression.ts';
import { files, windows } from '../src/vectors/compressible.ts';
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

describe('groups 12 and 13', () => {
  test('have 90 and 126 cases, each once', () => {
    const ids = compressionCases(fewMessages).map(({ id }) => id);
    expect(new Set(ids).size).toBe(216);
    expect(ids.filter((id) => id.startsWith('12.'))).toHaveLength(90);
    expect(ids.filter((id) => id.startsWith('13.'))).toHaveLength(126);
  });

  test('send 1000 messages a case when all are asked for', () => {
    const [first] = compressionCases(allMessages);
    expect(first?.events()).toHaveLength(1000);
  });

  test('offer and answer what their source does', () => {
    const terms = (id: string) => compressionCases(fewMessages).find((row) => row.id === id)?.deflate;
    const also = 'client_no_context_takeover; client_max_window_bits';
    expect(terms('12.1.1')).toEqual({
      offers: [`permessage-deflate; ${also}`],
      answers: ['permessage-deflate'],
    });
    expect(terms('13.7.18')).toEqual({
      offers: [
        `permessage-deflate; server_no_context_takeover; server_max_window_bits=9; ${also}`,
        `permessage-deflate; server_no_context_takeover; ${also}`,
        `permessage-deflate; ${also}`,
      ],
      answers: [
        'permessage-deflate; client_no_context_takeover; client_max_window_bits=9',
        'permessage-deflate; client_no_context_takeover',
        'permessage-deflate',
      ],
    });
  });

  test.each(files)('windows of $name move on, wrap round and cut no character', (file) => {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const { octets } = file.content();
    const some = windows(file, 65_536, 40);
    for (const window of some) {
      if (file.type === 'text') expect(Array.from(decoder.decode(window))).toHaveLength(65_536);
      else expect(window).toHaveLength(65_536);
    }
    const all = Buffer.concat([...some]);
    for (let at = 0; at + octets.length <= all.length; at += octets.length) {
      expect(Buffer.compare(all.subarray(at, at + octets.length), octets)).toBe(0);
    }
  });
});
