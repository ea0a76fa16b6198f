import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  contentProblem,
  controlFrame,
  fragmentMessage,
  fragmentPart,
  fragmentPrepared,
  frameOf,
  freshOutbound,
  isPlain,
  type OutboundRules,
} from '../../src/message/fragmenter.ts';
import { prepareMessage } from '../../src/message/prepared.ts';
import { add, broken, silent, twice } from '../sessions.ts';
import { frameTo, joined, wireOf } from '../splits.ts';

const fresh = freshOutbound([]);
const server: OutboundRules = { masked: false, sessions: [] };
const client: OutboundRules = { masked: true, sessions: [] };

/** The octets on the wire, or the refusal's name. */
function wire(result: ReturnType<typeof fragmentMessage>): Uint8Array | string {
  return result.ok ? wireOf(result.value.outbound) : result.problem.name;
}

test('a message is one frame, unless it is to be split', () => {
  expect(wire(fragmentMessage(fresh, server, 1, 'Hello', {}))).toEqual(frameTo('client', 0x81, 'Hello'));
  expect(wire(fragmentMessage(fresh, client, 2, Uint8Array.of(1), {}))).toEqual(frameTo('server', 0x82, [1]));
  // The fragmented unmasked text of RFC 6455 §5.7.
  expect(wire(fragmentMessage(fresh, server, 1, 'Hello', { fragmentOctets: 3 }))).toEqual(
    joined([0x01, 0x03, 0x48, 0x65, 0x6c], [0x80, 0x02, 0x6c, 0x6f]),
  );
});

test('a message no longer than a fragment is one frame, an empty one too', () => {
  for (const text of ['', 'abc']) {
    expect(wire(fragmentMessage(fresh, server, 1, text, { fragmentOctets: 3 }))).toEqual(
      frameTo('client', 0x81, text),
    );
  }
  expect(wire(fragmentMessage(fresh, server, 1, 'abc', { fragmentOctets: 1 }))).toEqual(
    joined(frameTo('client', 0x01, 'a'), frameTo('client', 0x00, 'b'), frameTo('client', 0x80, 'c')),
  );
});

test.each([0, -1, 1.5, Number.NaN, Infinity, 2 ** 53])(
  'fragments of %d octets are refused',
  (fragmentOctets) => {
    expect(wire(fragmentMessage(fresh, server, 1, 'abc', { fragmentOctets }))).toBe('payload-too-long');
  },
);

test('after a whole message sending stands where it stood', () => {
  for (const fragmentOctets of [undefined, 1, 9]) {
    const sent = fragmentMessage(fresh, server, 1, 'abc', { fragmentOctets });
    expect(sent.ok && sent.value.state).toEqual(fresh);
  }
});

test('parts: the first has the opcode, the others continue, the last has FIN', () => {
  const one = fragmentPart(fresh, server, 2, Uint8Array.of(1), false, undefined);
  if (!one.ok) throw new Error(one.problem.sentence);
  expect([wire(one), one.value.state]).toEqual([frameTo('client', 0x02, [1]), { opcode: 2, states: [] }]);
  const two = fragmentPart(one.value.state, server, 2, Uint8Array.of(2), true, undefined);
  expect([wire(two), two.ok && two.value.state]).toEqual([frameTo('client', 0x80, [2]), fresh]);
  const only = fragmentPart(fresh, server, 1, 'x', true, undefined);
  expect([wire(only), only.ok && only.value.state]).toEqual([frameTo('client', 0x81, 'x'), fresh]);
});

test('what does not fit the message under way is refused', () => {
  const text = { opcode: 1, states: [] } as const;
  expect(wire(fragmentMessage(text, server, 1, 'x', {}))).toBe('message-unfinished');
  expect(wire(fragmentPart(text, server, 2, Uint8Array.of(1), true, undefined))).toBe('no-message-begun');
  const message = prepareMessage('x');
  if (!message.ok) throw new Error(message.problem.sentence);
  expect(wire(fragmentPrepared(text, server, message.value))).toBe('message-unfinished');
  expect(isPlain(text, server, {})).toBe(false);
});

test('content of the wrong kind is refused', () => {
  const problem = (opcode: 1 | 2, content: unknown): string | undefined =>
    contentProblem(opcode, content)?.name;
  expect([problem(1, 'x'), problem(2, Uint8Array.of(1))]).toEqual([undefined, undefined]);
  expect([problem(1, 5), problem(1, '\ud83d'), problem(2, 'x')]).toEqual([
    'not-text',
    'text-not-well-formed',
    'not-octets',
  ]);
  expect(wire(fragmentMessage(fresh, server, 1, '\ud83d', {}))).toBe('text-not-well-formed');
  expect(wire(fragmentPart(fresh, server, 1, '\ud83d', false, undefined))).toBe('text-not-well-formed');
});

test('a prepared message: as it is for a server, masked for a client, through the extensions where there are any', () => {
  const message = prepareMessage('Hi');
  if (!message.ok) throw new Error(message.problem.sentence);
  const plain = fragmentPrepared(fresh, server, message.value);
  expect(plain.ok && plain.value.outbound).toEqual([{ type: 'octets', octets: message.value.frame }]);
  expect(plain.ok && plain.value.outbound[0]?.type === 'octets' && plain.value.outbound[0].octets).toBe(
    message.value.frame,
  );
  expect(wire(fragmentPrepared(fresh, client, message.value))).toEqual(frameTo('server', 0x81, 'Hi'));
  const added = fragmentPrepared(freshOutbound([add]), { ...server, sessions: [add] }, message.value);
  expect(wire(added)).toEqual(frameTo('client', 0xc1, 'Ij'));
  expect(wire(fragmentPrepared(fresh, server, undefined as never))).toBe('not-octets');
});

test('through the extensions: the bits stand on the first frame, the state goes on from part to part', () => {
  const rules = { masked: false, sessions: [add, twice] };
  const start = freshOutbound(rules.sessions);
  expect(start.states).toEqual([0, 0]);
  const whole = fragmentMessage(start, rules, 1, 'a', {});
  expect(wire(whole)).toEqual(frameTo('client', 0xe1, 'bb'));
  expect(whole.ok && whole.value.state).toEqual({ opcode: 0, states: [1, 1] });
  const split = fragmentMessage(start, rules, 2, Uint8Array.of(1, 2), { fragmentOctets: 1 });
  expect(wire(split)).toEqual(joined(frameTo('client', 0x62, [2, 2]), frameTo('client', 0x80, [3, 3])));
  expect(split.ok && split.value.state).toEqual({ opcode: 0, states: [2, 2] });
});

test('an extension that gives nothing makes an empty frame, one that cannot makes a refusal', () => {
  expect(wire(fragmentMessage(fresh, { masked: false, sessions: [silent] }, 1, 'abc', {}))).toEqual(
    frameTo('client', 0x81),
  );
  const rules = { masked: false, sessions: [broken] };
  expect(wire(fragmentMessage(freshOutbound([broken]), rules, 1, 'abc', {}))).toBe('extension-failed');
  expect(wire(fragmentMessage(freshOutbound([broken]), rules, 1, 'abc', { fragmentOctets: 1 }))).toBe(
    'extension-failed',
  );
});

test('the wish not to be compressed reaches the extensions', () => {
  const seen: boolean[] = [];
  const watching = {
    ...add,
    outbound: ((state, part) => {
      seen.push(part.compress);
      return { ok: true, state, reserved: 0, payload: [part.payload] };
    }) satisfies typeof add.outbound,
  };
  const rules = { masked: false, sessions: [watching] };
  for (const compress of [undefined, true, false]) {
    fragmentMessage(freshOutbound([watching]), rules, 1, 'x', { compress });
    fragmentPart(freshOutbound([watching]), rules, 1, 'x', true, compress);
  }
  expect(seen).toEqual([true, true, true, true, false, false]);
});

test('extensions are told how long a message in fragments will be, where that is known', () => {
  const told: unknown[] = [];
  const listening = {
    ...add,
    outbound: ((state, part) => {
      told.push(part.messageOctets);
      return { ok: true, state, reserved: 0, payload: [part.payload] };
    }) satisfies typeof add.outbound,
  };
  const rules = { masked: false, sessions: [listening] };
  const begun = freshOutbound([listening]);
  fragmentMessage(begun, rules, 1, 'äbc', { fragmentOctets: 2 });
  fragmentPart(begun, rules, 1, 'äbc', false, undefined);
  expect(told).toEqual([4, 4, undefined]);
});

test('control frames and frames of messages', () => {
  const payload = Uint8Array.of(1);
  expect(controlFrame(0x9, payload, true)).toEqual({
    type: 'frame',
    fin: true,
    reserved: 0,
    opcode: 9,
    masked: true,
    payload,
  });
  expect(frameOf(0x0, false, 4, payload, server)).toEqual({
    type: 'frame',
    fin: false,
    reserved: 4,
    opcode: 0,
    masked: false,
    payload,
  });
});

test('law: however a message is split, its fragments hold it in order', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.integer({ min: 1, max: 50 }),
      (data, fragmentOctets) => {
        const sent = fragmentMessage(fresh, server, 2, data, { fragmentOctets });
        if (!sent.ok) throw new Error(sent.problem.sentence);
        const frames = sent.value.outbound.flatMap((item) => (item.type === 'frame' ? [item] : []));
        expect(joined(...frames.map(({ payload }) => payload as Uint8Array))).toEqual(data);
        expect(frames.map(({ fin }) => fin)).toEqual(frames.map((_, index) => index === frames.length - 1));
        expect(frames.map(({ opcode }) => opcode)).toEqual(frames.map((_, index) => (index === 0 ? 2 : 0)));
        expect(frames).toHaveLength(Math.max(1, Math.ceil(data.length / fragmentOctets)));
      },
    ),
    { numRuns: 1_000 },
  );
});
