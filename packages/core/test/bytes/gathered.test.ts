import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  believable,
  claimRoom,
  extended,
  gather,
  gatherNothing,
  gathered,
  gatheredCopy,
  makeRoom,
} from '../../src/bytes/gathered.ts';

const mebibyte = 1_048_576;

test('octets are gathered in the order they came', () => {
  const one = gather(gatherNothing(4), Uint8Array.of(9, 1, 2, 9), 1, 3);
  const two = gather(one, Uint8Array.of(3), 0, 1);
  expect([...gathered(two)]).toEqual([1, 2, 3]);
  expect([...gathered(gather(two, Uint8Array.of(7), 0, 0))]).toEqual([1, 2, 3]);
});

test('a value keeps what it holds, whatever is made of it afterwards', () => {
  const base = gather(gatherNothing(8), Uint8Array.of(1), 0, 1);
  const left = gather(base, Uint8Array.of(2), 0, 1);
  const right = gather(base, Uint8Array.of(3), 0, 1);
  expect([base, left, right].map((value) => [...gathered(value)])).toEqual([[1], [1, 2], [1, 3]]);
  // The newest value appends to the memory it has, the other one to a copy.
  expect(left.store).toBe(base.store);
  expect(right.store).not.toBe(base.store);
});

test('law: any tree of values holds what was gathered on the way to each', () => {
  const steps = fc.array(fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 40 })), { maxLength: 40 });
  fc.assert(
    fc.property(fc.nat(64), steps, (expected, all) => {
      const values = [{ value: gatherNothing(expected), octets: [] as number[] }];
      for (const [pick, octets] of all) {
        const from = values[pick % values.length] as (typeof values)[number];
        const value = gather(from.value, octets, 0, octets.length);
        values.push({ value, octets: [...from.octets, ...octets] });
      }
      for (const { value, octets } of values) expect([...gathered(value)]).toEqual(octets);
    }),
    { numRuns: 500 },
  );
});

test('room is claimed by one, and no more than there is', () => {
  const base = gather(gatherNothing(8), Uint8Array.of(1, 2, 3), 0, 3);
  expect(claimRoom(base, 2, 1)).toBe(false);
  expect(claimRoom(base, 3, 6)).toBe(false);
  expect([claimRoom(base, 3, 4), claimRoom(base, 3, 1), claimRoom(base, 7, 1)]).toEqual([true, false, true]);
  expect(claimRoom(base, 8, 1)).toBe(false);
  base.store.set([4, 5], 3);
  expect([...gathered(extended(base, 2))]).toEqual([1, 2, 3, 4, 5]);
  expect([...gathered(base)]).toEqual([1, 2, 3]);
  // Whoever gathers behind the value goes elsewhere.
  expect(gather(base, Uint8Array.of(4), 0, 1).store).not.toBe(base.store);
});

test('V-B3 what is announced is believed as far as it costs little, and further with what comes', () => {
  expect(gatherNothing(10).store).toHaveLength(10);
  expect(believable(10, 0)).toBe(10);
  expect(believable(mebibyte, 0)).toBe(16_384);
  expect(believable(Infinity, 1_000)).toBe(32_000);
  expect(believable(mebibyte, mebibyte)).toBe(mebibyte);
});

test('room grows to the most that there can be, and to more for what comes all the same', () => {
  const full = (): ReturnType<typeof gather> => gather(gatherNothing(100), new Uint8Array(100), 0, 100);
  expect(makeRoom(full(), 1, undefined, 10_000, 150).store).toHaveLength(150);
  expect(makeRoom(full(), 1, undefined, 0, 260).store).toHaveLength(260);
  expect(makeRoom(full(), 1, undefined, 0, 270).store).toHaveLength(200);
  expect(makeRoom(full(), 100, undefined, 0, 150).store).toHaveLength(200);
});

test('room grows up to fourfold towards what is announced, else twofold', () => {
  const full = gather(gatherNothing(100), new Uint8Array(100), 0, 100);
  expect(makeRoom(full, 1).store).toHaveLength(200);
  const again = gather(gatherNothing(100), new Uint8Array(100), 0, 100);
  expect(makeRoom(again, 1, undefined, 10_000).store).toHaveLength(400);
  const third = gather(gatherNothing(100), new Uint8Array(100), 0, 100);
  expect(makeRoom(third, 1, undefined, 250).store).toHaveLength(250);
});

test('memory doubles, so that each octet is moved a bounded number of times', () => {
  let value = gatherNothing(0);
  const stores = new Set<Uint8Array>();
  for (let count = 0; count < 100_000; count++) {
    value = gather(value, Uint8Array.of(count & 255), 0, 1);
    stores.add(value.store);
  }
  expect(stores.size).toBeLessThanOrEqual(15);
  expect(value.store.length).toBeLessThanOrEqual(2 * 100_000);
});

test('a fork of a fork takes no more room than the value that it left from', () => {
  let value = gather(gatherNothing(40), Uint8Array.of(1), 0, 1);
  for (let count = 0; count < 30; count++) {
    gather(value, Uint8Array.of(2), 0, 1);
    value = gather(value, Uint8Array.of(1), 0, 1);
  }
  expect(value.store).toHaveLength(40);
  expect([...gathered(value)]).toEqual(Array.from({ length: 31 }, () => 1));
});

test('very much memory grows by 64 MiB, not by as much again', () => {
  // Memory that is only asked for, never touched: what is looked at is how much.
  const asked: number[] = [];
  const sparse = (length: number): Uint8Array => {
    asked.push(length);
    return new Uint8Array(length);
  };
  const full = {
    store: new Uint8Array(100 * mebibyte),
    mark: Float64Array.of(100 * mebibyte),
    length: 100 * mebibyte,
  };
  makeRoom(full, 1, sparse);
  expect(asked).toEqual([164 * mebibyte + 1]);
});

test('room is made where the caller says memory comes from, and belongs to the new value alone', () => {
  const asked: number[] = [];
  const allocate = (length: number): Uint8Array => {
    asked.push(length);
    return new Uint8Array(length).fill(0xaa);
  };
  const value = makeRoom(gatherNothing(2, allocate), 2, allocate);
  value.store.set([1, 2]);
  const more = makeRoom(value, 1, allocate);
  more.store[2] = 3;
  expect([[...gathered(value)], [...gathered(more)]]).toEqual([
    [1, 2],
    [1, 2, 3],
  ]);
  expect(asked).toEqual([2, 16]);
});

test('a copy belongs to whoever asked', () => {
  const value = gather(gatherNothing(3), Uint8Array.of(1, 2), 0, 2);
  const copy = gatheredCopy(value);
  copy.fill(9);
  expect([...gathered(value)]).toEqual([1, 2]);
  expect(gatheredCopy(value, (length) => new Uint8Array(length).fill(0xaa))).toEqual(Uint8Array.of(1, 2));
});

test('a look into a Buffer with a place of its own within its memory', () => {
  const inside = new Uint8Array(new ArrayBuffer(16), 5, 4);
  const value = gather({ store: inside, mark: new Float64Array(1), length: 0 }, Uint8Array.of(1, 2, 3), 0, 3);
  expect([...gathered(value)]).toEqual([1, 2, 3]);
  expect([...gathered(gather(value, Uint8Array.of(4, 5), 0, 2))]).toEqual([1, 2, 3, 4, 5]);
});
