import { plainPrimitives } from '@sansws/core';
import { mask } from '@sansws/core/bytes';
import { expect, test } from 'vitest';
import { MaskingKeys } from '../src/masking-keys.ts';
import { Outbox } from '../src/outbox.ts';
import { WriteMemory } from '../src/write-memory.ts';
import type { Held } from '../src/write-memory.ts';
import { countingEntropy, FakeTransport } from './helpers/fake.ts';

test('what has left makes room for the next write in the same memory', () => {
  const memory = new WriteMemory(plainPrimitives);
  memory.begin();
  const first = memory.primitives.allocate(10);
  const second = memory.primitives.allocate(10);
  memory.end(true);
  expect(second.buffer).toBe(first.buffer);
  expect(second.byteOffset).toBe(12);
  memory.begin();
  const third = memory.primitives.allocate(5);
  expect([third.buffer, third.byteOffset]).toEqual([first.buffer, 0]);
  memory.end(true);
});

test('what has not left keeps its memory: the next write gets what is behind it', () => {
  const memory = new WriteMemory(plainPrimitives);
  memory.begin();
  const first = memory.primitives.allocate(10);
  memory.end(false);
  memory.begin();
  const second = memory.primitives.allocate(10);
  expect([second.buffer, second.byteOffset]).toEqual([first.buffer, 12]);
  memory.end(true);
  memory.begin();
  expect(memory.primitives.allocate(10).byteOffset).toBe(12);
  memory.end(false);
});

test('no two writes that have not left share an octet, whatever their sizes', () => {
  const memory = new WriteMemory(plainPrimitives);
  const held: Uint8Array[] = [];
  for (let round = 0; round < 400; round++) {
    memory.begin();
    const sizes = [(round * 7_919) % 5_000, round % 3 === 0 ? (round * 104_729) % 150_000 : 1];
    for (const size of sizes) held.push(memory.primitives.allocate(size).fill(round % 251));
    memory.end(false);
  }
  for (const [index, octets] of held.entries()) {
    expect(octets.every((octet) => octet === (index >> 1) % 251)).toBe(true);
  }
  // Small writes go on in the same memory: far fewer pieces than writes.
  expect(new Set(held.map(({ buffer }) => buffer)).size).toBeLessThan(held.length / 3);
});

test('memory is renewed when what is left of it is too little', () => {
  const memory = new WriteMemory(plainPrimitives);
  const write = (length: number): Uint8Array => {
    memory.begin();
    const octets = memory.primitives.allocate(length);
    memory.end(false);
    return octets;
  };
  const first = write(100_000);
  expect(write(20_000).buffer).toBe(first.buffer);
  const large = write(20_000);
  expect(large.buffer).not.toBe(first.buffer);
  expect(write(110_000).buffer).toBe(large.buffer);
  expect(write(1).buffer).not.toBe(large.buffer);
});

test('what was held and has left is used again, once nobody holds any of it', () => {
  const memory = new WriteMemory(plainPrimitives);
  const write = (haveLeft: boolean): { octets: Uint8Array; held: Held | null } => {
    memory.begin();
    const octets = memory.primitives.allocate(12);
    return { octets, held: memory.end(haveLeft) };
  };
  const first = write(false);
  const second = write(false);
  expect([first.octets.byteOffset, second.octets.byteOffset]).toEqual([0, 12]);
  memory.release(second.held as Held);
  expect(write(true).octets.byteOffset).toBe(24);
  memory.release(first.held as Held);
  expect(write(true)).toMatchObject({ octets: { byteOffset: 0 }, held: null });
});

test('what was held of memory that is not used any more changes nothing', () => {
  const memory = new WriteMemory(plainPrimitives);
  const write = (length: number): { octets: Uint8Array; held: Held | null } => {
    memory.begin();
    const octets = memory.primitives.allocate(length);
    return { octets, held: memory.end(false) };
  };
  const old = write(130_000);
  const held = write(100);
  expect(held.octets.buffer).not.toBe(old.octets.buffer);
  memory.release(old.held as Held);
  expect(write(100).octets.byteOffset).toBe(100);
  // Nor does it in the middle of a write.
  memory.begin();
  const outer = memory.primitives.allocate(4);
  memory.release(held.held as Held);
  expect(memory.primitives.allocate(4).byteOffset).toBe(outer.byteOffset + 4);
  memory.end(false);
});

test('an outbox lets go of what it held when nothing is buffered any more', () => {
  const transport = new FakeTransport();
  transport.copies = true;
  const memory = new WriteMemory(plainPrimitives);
  const outbox = new Outbox(transport, new MaskingKeys(countingEntropy()), memory);
  const payload = new Uint8Array(8);
  const frame = { type: 'frame', fin: true, reserved: 0, opcode: 2, masked: false, payload } as const;
  const places: (number | undefined)[] = [];
  for (const buffered of [10, 20, 0, 30, 0]) {
    // As a transport does that writes later but takes all: never full, never empty at once.
    transport.write = (segments) => {
      transport.bufferedOctets = 10;
      places.push(segments[0]?.byteOffset);
      return true;
    };
    outbox.add([frame], false);
    outbox.flush();
    transport.bufferedOctets = buffered;
  }
  expect(places).toEqual([0, 12, 24, 0, 12]);
});

test('a runtime may copy more before it hands segments over, not less', () => {
  expect(new WriteMemory(plainPrimitives).primitives.copyBelow).toBe(16_384);
  const copying = { ...plainPrimitives, copyBelow: 1_000_000 };
  expect(new WriteMemory(copying).primitives.copyBelow).toBe(1_000_000);
});

test('as much at the same place is the same view; at another place or of another length it is not', () => {
  const memory = new WriteMemory(plainPrimitives);
  const write = (length: number, haveLeft: boolean): Uint8Array => {
    memory.begin();
    const octets = memory.primitives.allocate(length);
    memory.end(haveLeft);
    return octets;
  };
  const first = write(10, true);
  const again = write(10, true);
  const longer = write(11, false);
  const behind = write(11, true);
  expect(again).toBe(first);
  expect([longer.length, longer.byteOffset]).toEqual([11, 0]);
  expect([behind.length, behind.byteOffset]).toEqual([11, 12]);
});

test('octets of this memory are masked as those of any other, and nothing around them', () => {
  const kind = {
    // Memory that begins anywhere.
    allocate: (length: number): Uint8Array => new Uint8Array(new ArrayBuffer(length + 7), 5, length),
    view: (memory: ArrayBufferLike, at: number, length: number): Uint8Array =>
      new Uint8Array(memory, at, length),
  };
  const memory = new WriteMemory(plainPrimitives, kind);
  const key = 0x37fa213d;
  for (const length of [0, 1, 7, 8, 9, 10, 11, 33, 125, 255, 256, 3_000]) {
    for (let from = 0; from < 16; from++) {
      for (const isNewest of [true, false]) {
        memory.begin();
        const octets = memory.primitives.allocate(length + from + 3);
        const all = new Uint8Array(octets.buffer);
        for (let at = 0; at < octets.length; at++) octets[at] = at * 7;
        if (!isNewest) memory.primitives.allocate(9);
        const expected = all.slice();
        const at = octets.byteOffset + from;
        plainPrimitives.copyMasked(expected, at, at + length, expected, at, key, from & 3);
        const source = octets.slice();
        memory.primitives.copyMasked(octets, from, from + length, octets, from, key, from & 3);
        expect(Buffer.compare(all, expected)).toBe(0);
        octets.fill(0, from, from + length);
        memory.primitives.copyMasked(source, from, from + length, octets, from, key, from & 3);
        memory.end(true);
        expect(Buffer.compare(all, expected)).toBe(0);
      }
    }
  }
});

test('memory of any size serves, and such as begins within a word', () => {
  const huge = new ArrayBuffer(2 ** 31 + 2 ** 20);
  for (const [memory, begin] of [
    [huge, 2 ** 31],
    [huge, 2 ** 31 - 3],
    [new ArrayBuffer(2 ** 20), 2],
  ] as const) {
    const write = new WriteMemory(plainPrimitives, {
      allocate: (length) => new Uint8Array(memory, begin, length),
      view: (all, at, length) => new Uint8Array(all, at, length),
    });
    write.begin();
    write.primitives.allocate(3);
    const octets = write.primitives.allocate(100);
    const source = Uint8Array.from({ length: 100 }, (_, index) => index);
    write.primitives.copyMasked(source, 0, 100, octets, 0, 0x37fa213d, 1);
    expect([...octets]).toEqual([...mask(source, 0x37fa213d, 1)]);
    write.end(true);
  }
});

test('large payloads are masked as the runtime does it', () => {
  const lengths: number[] = [];
  const copyMasked: typeof plainPrimitives.copyMasked = (...all) => {
    lengths.push(all[2]);
    plainPrimitives.copyMasked(...all);
  };
  const memory = new WriteMemory({ ...plainPrimitives, copyMasked });
  memory.begin();
  const octets = memory.primitives.allocate(300);
  for (const length of [255, 256, 300])
    memory.primitives.copyMasked(octets, 0, length, octets, 0, 0x37fa213d, 0);
  memory.end(true);
  expect(lengths).toEqual([256, 300]);
});

test('what does not fit gets memory of its own', () => {
  const memory = new WriteMemory(plainPrimitives);
  memory.begin();
  const first = memory.primitives.allocate(10);
  const large = memory.primitives.allocate(131_072);
  expect(large.length).toBe(131_072);
  expect(large.buffer).not.toBe(first.buffer);
  memory.end(true);
});

test('memory grows to what one write needed, up to 2 MiB', () => {
  const memory = new WriteMemory(plainPrimitives);
  const allocated = (length: number): Uint8Array => {
    memory.begin();
    const octets = memory.primitives.allocate(length);
    memory.end(true);
    return octets;
  };
  const first = allocated(1_000_000);
  const second = allocated(1_000_000);
  const third = allocated(1_000_000);
  expect(second.buffer).not.toBe(first.buffer);
  expect(third.buffer).toBe(second.buffer);
  allocated(3_000_000);
  expect(allocated(3_000_000).buffer).not.toBe(allocated(3_000_000).buffer);
  expect(allocated(10).buffer).toBe(third.buffer);
});

test('a write within a write overwrites nothing of the outer one, and keeps its memory if one of them does', () => {
  const memory = new WriteMemory(plainPrimitives);
  memory.begin();
  const outer = memory.primitives.allocate(10);
  memory.begin();
  const inner = memory.primitives.allocate(10);
  expect([inner.buffer, inner.byteOffset]).toEqual([outer.buffer, 12]);
  memory.end(false);
  expect(memory.primitives.allocate(4).byteOffset).toBe(24);
  memory.end(true);
  memory.begin();
  // Behind all three: one of them is still held.
  expect(memory.primitives.allocate(10).byteOffset).toBe(28);
  memory.end(true);
});

test('an outbox reuses memory only on a transport that copies and has nothing buffered', () => {
  const payload = new Uint8Array(8);
  for (const [copies, isFull, same] of [
    [true, false, true],
    [true, true, false],
    [false, false, false],
  ] as const) {
    const transport = new FakeTransport();
    transport.copies = copies;
    const memory = new WriteMemory(plainPrimitives);
    const outbox = new Outbox(transport, new MaskingKeys(countingEntropy()), memory);
    const frame = { type: 'frame', fin: true, reserved: 0, opcode: 2, masked: false, payload } as const;
    transport.isFull = isFull;
    outbox.add([frame], false);
    outbox.flush();
    transport.isFull = false;
    outbox.drained();
    outbox.add([frame], false);
    outbox.flush();
    const [first, second] = transport.segments;
    expect(first?.byteOffset === second?.byteOffset).toBe(same);
  }
});
