import { expect, test } from 'vitest';
import { MaskingKeys } from '../src/masking-keys.ts';
import { countingEntropy } from './helpers/fake.ts';

test('V-H2 100,000 keys are fresh octets of the source, each used once', () => {
  let asked = 0;
  const source = countingEntropy();
  const keys = new MaskingKeys({
    fillRandomly: (target) => {
      asked += target.length;
      source.fillRandomly(target);
    },
  });
  // The same memory serves again, so a key is known by where it stood in the source.
  let before = -1;
  let refills = 0;
  for (let count = 0; count < 100_000; count++) {
    const index = keys.take(1);
    if (index === 0) refills++;
    else expect(index).toBe(before + 1);
    before = index;
  }
  expect(asked).toBe(refills * 8_192);
  expect(refills).toBe(Math.ceil(100_000 / 2_048));
});

test('keys of one call stand next to each other, also more than the pool holds', () => {
  const keys = new MaskingKeys(countingEntropy());
  expect(keys.take(2_000)).toBe(0);
  expect(keys.take(100)).toBe(0);
  expect(keys.take(5_000)).toBe(0);
  expect(keys.words.length).toBe(5_000);
  expect(new Set(keys.words.subarray(0, 60)).size).toBe(60);
  expect(keys.take(3)).toBe(0);
  expect(keys.words.length).toBe(2_048);
});

test('AP16 a source that throws: no key, and certainly not zero', () => {
  const keys = new MaskingKeys({
    fillRandomly: () => {
      throw new Error('no entropy');
    },
  });
  expect(() => keys.take(1)).toThrow('no entropy');
  expect(() => keys.take(1)).toThrow('no entropy');
});
