import { plainPrimitives } from '@sansws/core';
import { expect, test } from 'vitest';
import { OnePiece } from '../src/one-piece.ts';
import { plainKind } from '../src/write-memory.ts';

test('two segments become one, in memory that serves again until a piece is left in it', () => {
  const onePiece = new OnePiece(plainKind(plainPrimitives));
  const first = onePiece.of([Uint8Array.of(1, 2), Uint8Array.of(3)]);
  expect(first).toEqual([Uint8Array.of(1, 2, 3)]);
  const again = onePiece.of([Uint8Array.of(4), Uint8Array.of(5, 6)]);
  expect(again[0]).toBe(first[0]);
  const longer = onePiece.of([Uint8Array.of(7), Uint8Array.of(8, 9, 10)]);
  expect(longer[0]?.buffer).toBe(first[0]?.buffer);
  onePiece.leave([Uint8Array.of(1)]);
  expect(onePiece.of([Uint8Array.of(7), Uint8Array.of(8, 9, 10)])[0]).toBe(longer[0]);
  onePiece.leave(longer);
  const other = onePiece.of([Uint8Array.of(11), Uint8Array.of(12)]);
  expect(other[0]?.buffer).not.toBe(longer[0]?.buffer);
  expect(longer).toEqual([Uint8Array.of(7, 8, 9, 10)]);
});

test('one segment, three, and what is too long stay as they are', () => {
  const onePiece = new OnePiece(plainKind(plainPrimitives));
  const octet = Uint8Array.of(1);
  for (const segments of [[octet], [octet, octet, octet], [octet, new Uint8Array(65_552)]]) {
    expect(onePiece.of(segments)).toBe(segments);
  }
  expect(onePiece.of([octet, new Uint8Array(65_551)])).toHaveLength(1);
});
