import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inRow, lastOctets, noRuns, withCopy, withPieces } from '../../src/bytes/runs.ts';
import type { Runs } from '../../src/bytes/runs.ts';

function octetsIn(runs: Runs): number[] {
  return inRow(runs).flatMap((octets) => [...octets]);
}

/** All memory that a value holds. */
function held(runs: Runs): number {
  let octets = runs.open.store.buffer.byteLength;
  for (let run = runs.full; run !== null; run = run.before) octets += run.octets.buffer.byteLength;
  return octets;
}

function counted(length: number, from = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (from + index) % 251);
}

test('law: any tree of values holds what was put to it on the way to each, and tells its last octets', () => {
  const lengths = fc.oneof(
    fc.nat(20),
    fc.integer({ min: 8_100, max: 8_300 }),
    fc.integer({ min: 30_000, max: 40_000 }),
  );
  const steps = fc.array(fc.tuple(fc.nat(), lengths, fc.boolean()), { maxLength: 12 });
  fc.assert(
    fc.property(steps, fc.nat(40_000), (all, most) => {
      const values = [{ runs: noRuns, octets: Buffer.alloc(0) }];
      for (const [pick, length, isCopied] of all) {
        const from = values[pick % values.length] as (typeof values)[number];
        const octets = counted(length, pick % 251);
        const runs = isCopied ? withCopy(from.runs, octets) : withPieces(from.runs, [octets]);
        values.push({ runs, octets: Buffer.concat([from.octets, octets]) });
        if (isCopied) octets.fill(255);
      }
      for (const { runs, octets } of values) {
        expect(runs.length).toBe(octets.length);
        expect(Buffer.concat(inRow(runs)).equals(octets)).toBe(true);
        const last = octets.subarray(Math.max(octets.length - most, 0));
        expect(last.equals(lastOctets(runs, most))).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});

test('a large piece that is alone in its memory is taken as it is, any other is copied', () => {
  const alone = counted(8_192);
  const small = counted(8_191);
  const view = counted(20_000).subarray(0, 8_192);
  const runs = withPieces(noRuns, [alone, small, view]);
  expect(inRow(runs)[0]).toBe(alone);
  expect(inRow(runs).slice(1)).not.toContain(small);
  expect(held(runs)).toBeLessThan(8_192 + 8_192 + 8_191 + 100);
  expect(octetsIn(runs)).toEqual([...alone, ...small, ...view]);
});

test('it never holds much more than there is, and moves nothing that is full', () => {
  let runs = noRuns;
  let most = 0;
  for (let index = 0; index < 3_000; index++) {
    runs = withCopy(runs, counted(100, index));
    most = Math.max(most, held(runs) - runs.length);
  }
  expect(most).toBeLessThanOrEqual(32_768);
  const [first] = inRow(runs);
  expect(inRow(withCopy(runs, counted(40_000)))[0]).toBe(first);
});

test('a little that is closed in gives its room back', () => {
  const one = withCopy(noRuns, Uint8Array.of(1));
  expect(one.open.store.length).toBeGreaterThan(1);
  expect(held(withPieces(one, [counted(10_000)]))).toBe(10_001);
});
