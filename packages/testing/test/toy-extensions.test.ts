import type { MessagePart } from '@sansws/core/extension';
import { expect, test } from 'vitest';
import { mark, toyExtension, xNoOp, xPieces, xReverse, xRsv2 } from '../src/toy-extensions.ts';

/** A part of a binary message. */
function part(octets: readonly number[], changes: Partial<MessagePart> = {}): MessagePart {
  const whole = { opcode: 0x2, reserved: 0, first: true, final: true, compress: true } as const;
  return { ...whole, payload: Uint8Array.from(octets), ...changes };
}

test('x-reverse holds a message back until it ends', () => {
  const begun = xReverse.outbound(xReverse.initial, part([1, 2], { final: false }));
  expect(begun).toMatchObject({ ok: true, reserved: 4, payload: [] });
  if (!begun.ok) return;
  const ended = xReverse.outbound(begun.state, part([3], { first: false }));
  expect(ended).toMatchObject({ ok: true, reserved: 0, payload: [Uint8Array.of(3, 2, 1)] });
});

test('x-reverse turns back what carries its bit, and nothing else', () => {
  const turned = xReverse.inbound(xReverse.initial, part([1, 2], { reserved: 6 }), 2);
  expect(turned).toMatchObject({ ok: true, reserved: 2, payload: [Uint8Array.of(2, 1)] });
  const plain = xReverse.inbound(xReverse.initial, part([1, 2]), 2);
  expect(plain).toMatchObject({ ok: true, payload: [Uint8Array.of(1, 2)] });
  const asked = xReverse.outbound(xReverse.initial, part([1, 2], { compress: false }));
  expect(asked).toMatchObject({ ok: true, reserved: 0, payload: [Uint8Array.of(1, 2)] });
});

test('x-reverse keeps to its room, as soon as there is more', () => {
  const early = xReverse.inbound(xReverse.initial, part([1, 2, 3], { reserved: 4, final: false }), 2);
  expect(early).toEqual({ ok: false, violation: 'inflated-message-too-big' });
  expect(xReverse.inbound(xReverse.initial, part([1, 2, 3]), 2).ok).toBe(false);
});

test('x-rsv2 marks the beginning of a message and nothing else', () => {
  const first = xRsv2.outbound(xRsv2.initial, part([1]));
  expect(first).toMatchObject({ reserved: 2, payload: [Uint8Array.of(mark), Uint8Array.of(1)] });
  const later = xRsv2.outbound(xRsv2.initial, part([2], { first: false }));
  expect(later).toMatchObject({ reserved: 0, payload: [Uint8Array.of(2)] });
});

test('x-rsv2 takes the mark off, wherever its octet comes', () => {
  const whole = xRsv2.inbound(xRsv2.initial, part([mark, 1], { reserved: 2 }), 9);
  expect(whole).toMatchObject({ ok: true, reserved: 0, payload: [Uint8Array.of(1)] });
  const empty = xRsv2.inbound(xRsv2.initial, part([], { reserved: 2, final: false }), 9);
  expect(empty).toMatchObject({ ok: true, payload: [], state: { awaited: true } });
  if (!empty.ok) return;
  expect(xRsv2.inbound(empty.state, part([mark], { first: false }), 9)).toMatchObject({ ok: true });
  expect(xRsv2.inbound(xRsv2.initial, part([1]), 9)).toMatchObject({ ok: true, payload: [Uint8Array.of(1)] });
});

test('x-rsv2 refuses a message that has the bit and no mark', () => {
  for (const octets of [[1], []]) {
    const refused = xRsv2.inbound(xRsv2.initial, part(octets, { reserved: 2 }), 9);
    expect(refused).toEqual({ ok: false, violation: 'extension-data-invalid' });
  }
});

test('x-no-op changes nothing', () => {
  const some = part([1], { reserved: 1 });
  expect(xNoOp.outbound(null, some)).toEqual({ ok: true, state: null, reserved: 1, payload: [some.payload] });
  expect(xNoOp.inbound(null, some, 9)).toEqual({
    ok: true,
    state: null,
    reserved: 1,
    payload: [some.payload],
  });
});

test('states come back from their snapshots, and from nothing else', () => {
  const held = { reversing: true, octets: [1] };
  expect(xReverse.resume(xReverse.snapshot(held))).toEqual(held);
  expect(xRsv2.resume(xRsv2.snapshot({ awaited: true }))).toEqual({ awaited: true });
  expect(xNoOp.resume(xNoOp.snapshot(null))).toBeNull();
  for (const wrong of [null, { reversing: 1, octets: [] }, { reversing: true, octets: 1 }]) {
    expect(() => xReverse.resume(wrong)).toThrow(TypeError);
  }
  expect(() => xRsv2.resume('yes')).toThrow(TypeError);
});

test('a toy extension takes bare offers only', () => {
  const extension = toyExtension(xRsv2);
  expect(extension).toMatchObject({ name: 'x-rsv2', offers: [[]] });
  expect(extension.accept([])).toBe(xRsv2);
  expect(extension.confirm([['level', '9']])).toBeNull();
});

test('x-pieces gives a payload in pieces both ways, an empty one as one or none by turns', () => {
  for (const way of [xPieces.inbound, xPieces.outbound]) {
    const some = way(0, part([1, 2, 3], { reserved: 1 }), 9);
    const pieces = [Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)];
    expect(some).toEqual({ ok: true, state: 1, reserved: 1, payload: pieces });
    expect(way(0, part([]), 9)).toMatchObject({ state: 1, payload: [] });
    expect(way(1, part([]), 9)).toMatchObject({ state: 0, payload: [new Uint8Array(0)] });
  }
  for (const count of [0, 1]) expect(xPieces.resume(xPieces.snapshot(count))).toBe(count);
  expect(() => xPieces.resume('0')).toThrow(TypeError);
});
