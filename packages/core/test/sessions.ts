/** Extensions made for the tests: each does one thing that a chain must cope with. */
import {
  anySession,
  type AnySession,
  type MessagePart,
  type Transformed,
} from '../src/extension/extension.ts';

type Transform = (state: number, part: MessagePart, room: number) => Transformed<number>;

const pass: Transform = (state, { reserved, payload }) => ({ ok: true, state, reserved, payload: [payload] });

/** A session whose state counts the parts it has seen. */
export function session(name: string, reservedBits: number, changes: Partial<AnySession> = {}): AnySession {
  const counting = anySession<number>({
    name,
    parameters: [],
    reservedBits,
    initial: 0,
    outbound: (state, part) => pass(state + 1, part, Infinity),
    inbound: (state, part, room) => pass(state + 1, part, room),
    snapshot: (state) => state,
    resume: (snapshot) => {
      if (typeof snapshot !== 'number') throw new TypeError(`${name}: a snapshot is a number`);
      return snapshot;
    },
  });
  return { ...counting, ...changes };
}

/** `add` (RSV1): every octet travels one higher. */
export const add: AnySession = session('add', 4, {
  outbound: (state, part) => added(state as number, part, 1, part.first ? part.reserved | 4 : part.reserved),
  inbound: (state, part) => added(state as number, part, -1, part.reserved & ~4),
});

/** `twice` (RSV2): every octet travels twice. Does not commute with anything that looks at lengths. */
export const twice: AnySession = session('twice', 2, {
  outbound: (state, part) => ({
    ok: true,
    state: (state as number) + 1,
    reserved: part.first ? part.reserved | 2 : part.reserved,
    payload: [part.payload.map((_, index, all) => all[index] as number), part.payload.slice()],
  }),
  inbound: (state, part) => ({
    ok: true,
    state: (state as number) + 1,
    reserved: part.reserved & ~2,
    payload: [part.payload.slice(0, part.payload.length >> 1)],
  }),
});

/** Takes every payload away, beginning and end included. */
export const silent: AnySession = session('silent', 0, {
  outbound: (state, { reserved }) => ({ ok: true, state, reserved, payload: [] }),
  inbound: (state, { reserved }) => ({ ok: true, state, reserved, payload: [] }),
});

/** Ten octets for each one that comes, whatever the room. */
export const greedy: AnySession = session('greedy', 4, {
  inbound: (state, { reserved, payload }) => ({
    ok: true,
    state,
    reserved: reserved & ~4,
    payload: [new Uint8Array(payload.length * 10)],
  }),
});

/** Cannot read or write anything. */
export const broken: AnySession = session('broken', 4, {
  outbound: () => ({ ok: false, violation: 'extension-data-invalid' }),
  inbound: () => ({ ok: false, violation: 'extension-data-invalid' }),
});

/** Leaves the bit that it claims where it is. */
export const careless: AnySession = session('careless', 1);

function added(state: number, part: MessagePart, by: number, reserved: number): Transformed<unknown> {
  return { ok: true, state: state + 1, reserved, payload: [part.payload.map((octet) => octet + by)] };
}
