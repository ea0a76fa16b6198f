import { expect, test } from 'vitest';
import { emptyWindow, slide, windowOctets } from '../../../src/extension/permessage-deflate/window.ts';
import type { Window } from '../../../src/extension/permessage-deflate/window.ts';

/** The slow twin: all that ever went, and its end. */
function twin(all: readonly number[], most: number): number[] {
  return all.slice(-most);
}

/** `count` octets that count on from `from`. */
function run(from: number, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, index) => from + index);
}

test('the last octets count, whatever the steps', () => {
  for (const step of [1, 3, 15, 16, 17, 40]) {
    let sliding: Window = emptyWindow;
    const all: number[] = [];
    for (let at = 0; at < 400; at += step) {
      const octets = run(at, step);
      sliding = slide(sliding, octets, 16);
      all.push(...octets);
      expect([...windowOctets(sliding)]).toEqual(twin(all, 16));
    }
  }
});

test('every older value keeps what it holds', () => {
  const seen: (readonly [Window, readonly number[]])[] = [];
  let sliding: Window = emptyWindow;
  const all: number[] = [];
  for (let at = 0; at < 300; at += 7) {
    sliding = slide(sliding, run(at, 7), 64);
    all.push(...run(at, 7));
    seen.push([sliding, twin(all, 64)]);
    // A way that nobody goes on.
    slide(sliding, run(100, 30), 64);
  }
  for (const [older, expected] of seen) {
    expect([...windowOctets(older)]).toEqual(expected);
    expect([...windowOctets(slide(older, run(0, 2), 64))]).toEqual([...expected, 0, 1].slice(-64));
  }
});

test('it holds little more than was sent, and never more than a sixteenth more than it may', () => {
  expect(slide(emptyWindow, run(0, 3), 32_768).store.length).toBe(64);
  let sliding: Window = emptyWindow;
  for (let at = 0; at < 1_000; at++) {
    sliding = slide(sliding, new Uint8Array(1_000), 32_768);
    expect(sliding.store.length).toBeLessThanOrEqual(34_816);
  }
});

test('nothing leaves it as it is', () => {
  const sliding = slide(emptyWindow, run(0, 3), 16);
  expect(slide(sliding, new Uint8Array(0), 16)).toEqual(sliding);
  expect([...windowOctets(slide(emptyWindow, new Uint8Array(0), 16))]).toEqual([]);
});
