// Groups 12 and 13 on the core, with both engines. SANSWS_ALL_MESSAGES=1 plays all 1000 messages of each case.
import { permessageDeflate } from '@sansws/core/permessage-deflate';
import { pakoEngine } from '@sansws/deflate-pako';
import { zlibEngine } from '@sansws/deflate-zlib';
import { describe, expect, test } from 'vitest';
import { runOnCore } from '../src/run-on-core.ts';
import { compressionCases } from '../src/vectors/12-compression.ts';
import { chosen, chosenMessages, isWhole } from './chosen.ts';

/** Milliseconds a case. */
const patience = isWhole ? 600_000 : 60_000;
const cases = chosen(compressionCases(chosenMessages));

for (const engine of [zlibEngine(), pakoEngine()]) {
  for (const role of ['server', 'client'] as const) {
    describe(`the core as a ${role} with ${engine.name}`, () => {
      const deflate = permessageDeflate({ engine, threshold: 0 });
      for (const row of cases) {
        test(
          `${row.id} ${role} ${engine.name}`,
          () => {
            expect(runOnCore(row, role, 'as-written', deflate), row.title).toEqual([]);
            if (isSmall(row.id) && !isWhole)
              expect(runOnCore(row, role, 'octets', deflate), row.title).toEqual([]);
          },
          patience,
        );
      }
    });
  }
}

/** Messages of up to 256 octets, and one case in fragments: octet by octet as well. */
function isSmall(id: string): boolean {
  return /\.[1-3]$/u.test(id) || id === '12.1.11';
}
