import { expect, test } from 'vitest';
import { entropyOf } from '../src/entropy.ts';

test('everything is filled, in pieces that the generator allows', () => {
  const pieces: [number, number][] = [];
  const counting = {
    getRandomValues(target: Uint8Array): void {
      pieces.push([target.byteOffset, target.length]);
      target.fill(7);
    },
  };
  const target = new Uint8Array(150_000);
  entropyOf(counting).fillRandomly(target);
  expect(pieces).toEqual([
    [0, 65_536],
    [65_536, 65_536],
    [131_072, 18_928],
  ]);
  expect(target.every((octet) => octet === 7)).toBe(true);
  entropyOf(crypto).fillRandomly(target);
  expect(new Set(target).size).toBe(256);
});
