import { expect, test } from 'vitest';
import { compareSizes } from '../check-sizes.mjs';

const sizes = new Map([['a', { minified: 300, gzipped: 100 }]]);

test.each([
  [{ a: 100 }, []],
  [{ a: 150 }, []],
  [{ a: 99 }, ['a: 100 octets gzipped, the budget is 99']],
  [{ a: 151 }, ['a: 100 octets gzipped, a budget of 151 sees nothing']],
  [{}, ['a has no budget in scripts/sizes.json']],
  [{ a: 100, b: 1 }, ['b is in scripts/sizes.json but not among the public names']],
])('a budget of %j', (budgets, problems) => {
  expect(compareSizes(sizes, budgets)).toEqual(problems);
});
