import { expect, test } from 'vitest';
import { fakeWorld } from './helpers/fake.ts';
import { JoinedReads } from '../src/joined-reads.ts';
import type { TransportListener } from '../src/ports.ts';

const fullRead = 65_536;

/** A listener that misses so many octets, and the lengths that it was given. */
function listener(missing?: number): TransportListener & { readonly told: number[] } {
  const told: number[] = [];
  const none = (): void => {};
  const chunk = (octets: Uint8Array): void => void told.push(octets.length);
  const rest = missing === undefined ? {} : { missing: () => missing };
  return { told, chunk, ...rest, drained: none, ended: none, broken: none, closed: none };
}

test('two reads are one chunk; what is late, too little or somebody else’s is not waited for', () => {
  const { clock } = fakeWorld();
  const reads = new JoinedReads(clock);
  const one = listener(14);
  const full = new Uint8Array(fullRead);
  const rest = new Uint8Array(14);
  reads.chunk(one, full, true);
  reads.chunk(one, rest, true);
  expect(one.told.splice(0)).toEqual([fullRead + 14]);
  // What was joined last is kept, until the next is.
  expect(reads.newest).toEqual({ begun: full, rest });
  reads.chunk(one, full, true);
  clock.breathe();
  expect(one.told.splice(0)).toEqual([fullRead]);
  reads.chunk(one, full, true);
  reads.chunk(one, rest.subarray(1), true);
  expect(one.told.splice(0)).toEqual([fullRead, 13]);
  const other = listener();
  reads.chunk(one, full, true);
  reads.give(other);
  expect(one.told).toEqual([]);
  reads.chunk(other, full, true);
  expect([one.told.splice(0), other.told]).toEqual([[fullRead], [fullRead]]);
  reads.chunk(one, full, true);
  reads.give(one);
  reads.give(null);
  expect(one.told.splice(0)).toEqual([fullRead]);
  clock.breathe();
  expect(one.told).toEqual([]);
});

test('a read that was not filled, or that too much is missing from, goes on at once', () => {
  const { clock } = fakeWorld();
  const reads = new JoinedReads(clock);
  const [none, few, many] = [listener(0), listener(14), listener(fullRead + 1)];
  reads.chunk(none, new Uint8Array(fullRead), true);
  reads.chunk(few, new Uint8Array(fullRead - 1), true);
  reads.chunk(many, new Uint8Array(fullRead), true);
  expect([none.told, few.told, many.told]).toEqual([[fullRead], [fullRead - 1], [fullRead]]);
});

test('what is told while another is told is not lost, and what may not wait does not', () => {
  const { clock } = fakeWorld();
  const reads = new JoinedReads(clock);
  const [one, two, three] = [listener(14), listener(14), listener(14)];
  const full = new Uint8Array(fullRead);
  const tell = one.chunk.bind(one);
  one.chunk = (octets) => {
    tell(octets);
    reads.chunk(three, full, true);
  };
  reads.chunk(one, full, true);
  reads.chunk(two, full, true);
  clock.breathe();
  expect([one.told, two.told, three.told]).toEqual([[fullRead], [fullRead], [fullRead]]);
  const four = listener(14);
  reads.chunk(four, full, false);
  expect(four.told).toEqual([fullRead]);
});
