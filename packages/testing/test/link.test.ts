import { expect, test } from 'vitest';
import { carry, deliver, emptyLink } from '../src/link.ts';
import { joined } from '../src/same.ts';

test('octets come out as they went in, in some cut, and a link is a value', () => {
  const octets = Uint8Array.from({ length: 200 }, (_, index) => index);
  const full = carry(carry(emptyLink(3), octets.subarray(0, 50)), octets.subarray(50));
  const chunks: Uint8Array[] = [];
  let link = full;
  while (link.underWay.length > 0) {
    const delivered = deliver(link);
    chunks.push(delivered.chunk);
    link = delivered.link;
  }
  expect(joined(chunks)).toEqual(octets);
  expect(chunks.length).toBeGreaterThan(1);
  expect(full.underWay).toHaveLength(200);
});

test('a link can hold back, give some, or give all', () => {
  const full = carry(emptyLink(0), new Uint8Array(100));
  const lengths = new Set<string>();
  for (let seed = 0; seed < 50; seed++) {
    const { length } = deliver({ ...full, seed }).chunk;
    lengths.add(length === 0 ? 'none' : length === 100 ? 'all' : 'some');
  }
  expect([...lengths].sort()).toEqual(['all', 'none', 'some']);
});
