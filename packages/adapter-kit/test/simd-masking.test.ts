import { readFileSync } from 'node:fs';
import { plainPrimitives } from '@sansws/core';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import wabt from 'wabt';
import { kernel, simdMasking } from '../src/simd-masking.ts';

afterEach(() => vi.unstubAllGlobals());

const copyMasked = simdMasking(plainPrimitives.copyMasked);

test('the kernel is what its source says', async () => {
  const source = readFileSync(new URL('../src/simd-masking.wat', import.meta.url), 'utf8');
  const assembler = await wabt();
  const { buffer } = assembler.parseWat('simd-masking.wat', source, { simd: true }).toBinary({});
  expect([...kernel]).toEqual([...buffer]);
});

test('vectors are used here', () => {
  let calls = 0;
  const counted = simdMasking((...all) => {
    calls++;
    plainPrimitives.copyMasked(...all);
  });
  const octets = new Uint8Array(1_000);
  counted(octets, 0, 255, octets, 0, 0x37fa213d, 0);
  expect(calls).toBe(1);
  counted(octets, 0, 256, octets, 0, 0x37fa213d, 0);
  expect(calls).toBe(1);
});

test('law: any octets from any place to any other, in any phase, as the plain way does it', () => {
  const lengths = fc.oneof(fc.nat(700), fc.integer({ min: 16_300, max: 16_500 }), fc.nat(70_000));
  const place = fc.tuple(lengths, fc.nat(70), fc.nat(70), fc.integer({ min: 0, max: 0xffffffff }), fc.nat(9));
  fc.assert(
    fc.property(place, ([length, from, at, maskingKey, phase]) => {
      const source = Uint8Array.from({ length: length + 80 }, (_, index) => (index * 73 + length) & 255);
      const before = source.slice();
      const [target, expected] = [new Uint8Array(length + 80), new Uint8Array(length + 80)];
      copyMasked(source, from, from + length, target, at, maskingKey, phase);
      plainPrimitives.copyMasked(source, from, from + length, expected, at, maskingKey, phase);
      expect(Buffer.compare(target, expected)).toBe(0);
      expect(Buffer.compare(source, before)).toBe(0);
      // Its own inverse, where it stands.
      copyMasked(target, at, at + length, target, at, maskingKey, phase);
      expect(Buffer.compare(target.subarray(at, at + length), source.subarray(from, from + length))).toBe(0);
    }),
    { numRuns: 500 },
  );
});

test('a view anywhere in its memory, and a Buffer, are read and written where they are', () => {
  const memory = Buffer.alloc(2_000, 7);
  const view = memory.subarray(100, 1_100);
  copyMasked(view, 10, 510, view, 10, 0x01020304, 1);
  expect([...memory.subarray(108, 116)]).toEqual([7, 7, 5, 4, 3, 6, 5, 4]);
  expect(memory.subarray(610).every((octet) => octet === 7)).toBe(true);
});

test('without WebAssembly, or without leave to use it, all is done the plain way', () => {
  vi.stubGlobal('WebAssembly', undefined);
  expect(simdMasking(plainPrimitives.copyMasked)).toBe(plainPrimitives.copyMasked);
  const Module = function Module(): never {
    throw new EvalError('Wasm code generation disallowed by embedder');
  };
  vi.stubGlobal('WebAssembly', { Module });
  expect(simdMasking(plainPrimitives.copyMasked)).toBe(plainPrimitives.copyMasked);
});
