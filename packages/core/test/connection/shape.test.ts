import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gather, gathered as viewOf, gatherNothing } from '../../src/bytes/gathered.ts';
import {
  count,
  flag,
  gathered,
  list,
  number,
  octets,
  oneOf,
  orNull,
  pair,
  record,
  such,
  text,
  variant,
  type Json,
  type Shape,
} from '../../src/connection/shape.ts';

/** Values that go to JSON text and back. */
const there = <Value>(shape: Shape<Value>, value: Value): unknown =>
  shape.read(JSON.parse(JSON.stringify(shape.write(value))) as Json);
const wrong: readonly unknown[] = [undefined, null, true, 0, 'x', [], {}, [1], { a: 1 }];
/** The wrong values that the shape takes all the same. */
const taken = (shape: Pick<Shape<unknown>, 'read'>): unknown[] =>
  wrong.filter((value) => shape.read(value as Json) !== undefined);

test('numbers, infinity as a word; counts only from 0 on', () => {
  for (const value of [0, -1.5, 2 ** 53, Infinity]) expect(there(number, value)).toBe(value);
  expect(taken(number)).toEqual([0]);
  expect([number.read(Number.NaN), number.read(-Infinity)]).toEqual([undefined, undefined]);
  for (const value of [0, 5, 2 ** 53 - 1]) expect(there(count, value)).toBe(value);
  for (const value of [-1, 0.5, 2 ** 53, 'Infinity']) expect(count.read(value)).toBeUndefined();
});

test('text, flags, one of a few, and null', () => {
  expect([there(text, 'é'), there(flag, false), there(oneOf<'a' | 7 | null>('a', 7, null), null)]).toEqual([
    'é',
    false,
    null,
  ]);
  expect([taken(text), taken(flag), taken(oneOf<'a' | 7>('a', 7))]).toEqual([['x'], [true], []]);
  expect([there(orNull(text), null), there(orNull(text), 'a')]).toEqual([null, 'a']);
  expect(taken(orNull(text))).toEqual([null, 'x']);
});

test('octets as base64', () => {
  expect(there(octets, Uint8Array.of(0, 255))).toEqual(Uint8Array.of(0, 255));
  expect(taken(octets)).toEqual([]);
  expect(octets.read('not base64!')).toBeUndefined();
  const all = gather(gatherNothing(9), Uint8Array.of(1, 2), 0, 2);
  const back = there(gathered, all) as typeof all;
  expect([...viewOf(back)]).toEqual([1, 2]);
  expect(back.store).toHaveLength(2);
  expect(taken(gathered)).toEqual([]);
});

test('lists and pairs', () => {
  expect([there(list(text), ['a', 'b']), there(list(text), [])]).toEqual([['a', 'b'], []]);
  expect(taken(list(text))).toEqual([[]]);
  expect(there(pair(text, number), ['a', 1])).toEqual(['a', 1]);
  for (const bad of [['a'], ['a', 'b'], [1, 1], ['a', 1, 2], 'a1'])
    expect(pair(text, number).read(bad)).toBeUndefined();
  expect(taken(pair(text, text))).toEqual([]);
});

test('records: every key, no other, none that is only inherited', () => {
  const shape = record<{ readonly a: number; readonly b: string }>({ a: number, b: text });
  expect(there(shape, { a: 1, b: 'x' })).toEqual({ a: 1, b: 'x' });
  expect(shape.read({ a: 1, b: 'x', c: 2 })).toEqual({ a: 1, b: 'x' });
  expect(shape.read(Object.create({ a: 1, b: 'x' }) as Json)).toBeUndefined();
  for (const bad of [{ a: 1 }, { a: 1, b: 2 }]) expect(shape.read(bad)).toBeUndefined();
  expect(taken(shape)).toEqual([]);
});

test('variants are told by their kind', () => {
  interface Kind {
    readonly kind: string;
  }
  const shape = variant<Kind>(
    ({ kind }) => kind,
    new Map(['n', 't'].map((kind) => [kind, record<Kind>({ kind: oneOf(kind) })])),
  );
  expect([shape.write({ kind: 'n' }), there(shape, { kind: 't' })]).toEqual([
    ['n', { kind: 'n' }],
    { kind: 't' },
  ]);
  for (const bad of [
    ['x', { kind: 'n' }],
    ['n', { kind: 't' }],
    ['n'],
    [7, { kind: 'n' }],
    ['__proto__', {}],
  ]) {
    expect(shape.read(bad as Json)).toBeUndefined();
  }
  expect(taken(shape)).toEqual([]);
});

test('only such values as are fine', () => {
  const even = such(number, (value) => value % 2 === 0);
  expect([there(even, 4), even.read(3), even.read('x')]).toEqual([4, undefined, undefined]);
});

test('law: reading is total, and what was written is read back', () => {
  const shape = record<{ readonly all: readonly (readonly [string, number | null])[] }>({
    all: list(pair(text, orNull(number))),
  });
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 3 }), (json) => void shape.read(json as Json)));
  const pairs = fc.array(
    fc.tuple(fc.string({ unit: 'binary' }), fc.option(fc.double({ noNaN: true, min: 1 }))),
  );
  fc.assert(
    fc.property(pairs, (all) => {
      expect(there(shape, { all })).toEqual({ all });
    }),
  );
});
