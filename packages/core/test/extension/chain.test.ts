import { expect, test } from 'vitest';
import { conflict, inboundThrough, outboundThrough, reservedInUse } from '../../src/extension/chain.ts';
import type { AnySession, MessagePart } from '../../src/extension/extension.ts';
import { add, broken, greedy, session, silent, twice } from '../sessions.ts';

const part: MessagePart = {
  opcode: 2,
  reserved: 0,
  first: true,
  final: true,
  payload: Uint8Array.of(1, 2),
  compress: true,
};

/** A session that writes down what it is given. */
function witness(seen: unknown[], changes: Partial<AnySession> = {}): AnySession {
  return session('witness', 0, {
    outbound: (state, given) => {
      seen.push(given);
      return { ok: true, state, reserved: given.reserved, payload: [given.payload] };
    },
    ...changes,
  });
}

test('out in the agreed order, in the other way round (RFC 6455 §9.1)', () => {
  const out = outboundThrough([add, twice], [0, 0], part);
  expect(out).toEqual({
    ok: true,
    states: [1, 1],
    reserved: 6,
    payload: [Uint8Array.of(2, 3), Uint8Array.of(2, 3)],
  });
  const wire = { ...part, reserved: 6, payload: Uint8Array.of(2, 3, 2, 3) };
  const back = inboundThrough([add, twice], [0, 0], wire, 100);
  expect(back).toEqual({ ok: true, states: [1, 1], reserved: 0, payload: [Uint8Array.of(1, 2)] });
});

test('no session: the part stays as it is', () => {
  expect(outboundThrough([], [], part)).toEqual({
    ok: true,
    states: [],
    reserved: 0,
    payload: [part.payload],
  });
  expect(inboundThrough([], [], { ...part, reserved: 3 }, 0)).toMatchObject({ ok: true, reserved: 3 });
});

test('pieces of one part stay one part: it begins with the first of them and ends with the last', () => {
  const seen: MessagePart[] = [];
  outboundThrough([twice, witness(seen)], [0, 0], part);
  expect(seen.map(({ reserved, first, final }) => [reserved, first, final])).toEqual([
    [2, true, false],
    [0, false, true],
  ]);
  const middle: MessagePart[] = [];
  outboundThrough([twice, witness(middle)], [0, 0], { ...part, first: false, final: false, compress: false });
  expect(middle.map(({ first, final, compress }) => [first, final, compress])).toEqual([
    [false, false, false],
    [false, false, false],
  ]);
});

test('where one gave nothing, the next still hears of the beginning and the end', () => {
  const seen: MessagePart[] = [];
  outboundThrough([silent, witness(seen)], [0, 0], part);
  expect(seen).toEqual([{ ...part, payload: new Uint8Array(0) }]);
});

test('states go only to the session they came from, and the old ones are not changed', () => {
  const states = Object.freeze([5, 7]);
  const out = outboundThrough([add, twice], states, part);
  expect(out.ok && out.states).toEqual([6, 8]);
  expect(states).toEqual([5, 7]);
});

test('a fault in the chain ends it', () => {
  const seen: MessagePart[] = [];
  const fault = { ok: false, violation: 'extension-data-invalid', before: [] };
  expect(outboundThrough([broken, witness(seen)], [0, 0], part)).toEqual(fault);
  expect(inboundThrough([add, broken], [0, 0], part, 10)).toEqual(fault);
  expect(seen).toEqual([]);
});

test('room: exactly as much is fine, an extension that gives more is stopped', () => {
  expect(inboundThrough([greedy], [0], part, 20)).toMatchObject({ ok: true });
  expect(inboundThrough([greedy], [0], part, 19)).toEqual({
    ok: false,
    violation: 'inflated-message-too-big',
    before: [],
  });
  // Each piece is told what the ones before it have left.
  const rooms: number[] = [];
  const asking = session('asking', 0, {
    inbound: (state, given, room) => {
      rooms.push(room);
      return { ok: true, state, reserved: given.reserved, payload: [given.payload] };
    },
  });
  const splitting = session('splitting', 0, {
    inbound: (state, { reserved, payload }) => ({
      ok: true,
      state,
      reserved,
      payload: [payload.subarray(0, 1), payload.subarray(1)],
    }),
  });
  inboundThrough([asking, splitting], [0, 0], part, 10);
  expect(rooms).toEqual([10, 9]);
  // On the way out there is no limit.
  expect(outboundThrough([twice], [0], { ...part, payload: new Uint8Array(1_000) })).toMatchObject({
    ok: true,
  });
});

test('bits in use are those of all sessions; two that claim the same are in conflict', () => {
  expect(reservedInUse([])).toBe(0);
  expect(reservedInUse([add, twice])).toBe(6);
  expect([conflict([]), conflict([add, twice]), conflict([silent, silent])]).toEqual([false, false, false]);
  expect([conflict([add, greedy]), conflict([session('all', 7), twice])]).toEqual([true, true]);
});

test('what came out before a fault is told, if no other extension stands behind it', () => {
  const [one, two] = [Uint8Array.of(1), Uint8Array.of(2)];
  const halfway = session('halfway', 0, {
    inbound: (_, { first, reserved }) =>
      first
        ? { ok: true, state: 1, reserved, payload: [one] }
        : { ok: false, violation: 'extension-data-invalid', before: [two] },
  });
  const twin = session('twin', 0, {
    inbound: (state, { reserved, payload }) => ({ ok: true, state, reserved, payload: [payload, payload] }),
  });
  const fault = { ok: false, violation: 'extension-data-invalid' };
  expect(inboundThrough([halfway, twin], [0, 0], part, 10)).toEqual({ ...fault, before: [one, two] });
  expect(inboundThrough([add, halfway, twin], [0, 0, 0], part, 10)).toEqual({ ...fault, before: [] });
  expect(outboundThrough([broken], [0], part)).toEqual({ ...fault, before: [] });
});

test('states that nobody will ever have are retired', () => {
  const retired: unknown[] = [];
  const retire = (state: unknown): void => void retired.push(state);
  const counting = session('counting', 0, { retire });
  expect(outboundThrough([counting, counting, broken], [0, 5, 9], part).ok).toBe(false);
  expect(retired).toEqual([1, 6]);
  retired.length = 0;
  expect(inboundThrough([{ ...greedy, retire }, add, counting], [0, 0, 0], part, 4).ok).toBe(false);
  expect(retired).toEqual([1]);
});
