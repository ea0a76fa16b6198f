import { expect, test } from 'vitest';
import { closedOff, withoutTail } from '../../../src/extension/permessage-deflate/message-payload.ts';

const tail = [0x00, 0x00, 0xff, 0xff];

test('a message gets back what was left out, and one octet behind it', () => {
  expect([...closedOff(Uint8Array.of(1, 2))]).toEqual([1, 2, ...tail, 0]);
  expect([...closedOff(new Uint8Array(0))]).toEqual([...tail, 0]);
  expect([...closedOff(Uint8Array.of(0x00, 0xff, 0xff))]).toEqual([0x00, 0xff, 0xff, ...tail, 0]);
});

test('a message of a sender that left nothing out gets only that octet', () => {
  expect([...closedOff(Uint8Array.of(1, 0, ...tail))]).toEqual([1, 0, ...tail, 0]);
  expect([...closedOff(Uint8Array.from(tail))]).toEqual([...tail, 0]);
});

test('the tail goes, wherever the pieces were cut', () => {
  const all = [1, 2, 3, ...tail];
  for (let first = 1; first <= all.length; first++) {
    for (let second = first; second <= all.length; second++) {
      const pieces = [all.slice(0, first), all.slice(first, second), all.slice(second)]
        .filter((piece) => piece.length > 0)
        .map((piece) => Uint8Array.from(piece));
      expect(withoutTail(pieces).flatMap((piece) => [...piece])).toEqual([1, 2, 3]);
    }
  }
});
