/**
 * Hostile octets and the law that it makes no difference how they are cut into chunks: a row is run whole,
 * octet by octet, and in every two cuts.
 */
import { expect } from 'vitest';
import { gathered } from '../src/bytes/gathered.ts';
import {
  establish,
  receive,
  snapshot,
  type Connection,
  type ConnectionEvent,
  type EstablishOptions,
} from '../src/connection/index.ts';
import { encode } from '../src/frame/encoder.ts';
import type { Outbound } from '../src/frame/outbound.ts';
import { betweenMessages } from '../src/message/inbound.ts';
import type { Opcode } from '../src/vocabulary/opcode.ts';
import type { Role } from '../src/vocabulary/role.ts';
import { violations, type Violation, type ViolationName } from '../src/vocabulary/violation.ts';

/** The masking key of RFC 6455 §5.7. */
export const key = 0x37fa213d;

export const roles: readonly Role[] = ['client', 'server'];

/** What came of some octets. */
export interface Outcome {
  readonly connection: Connection;
  readonly events: readonly ConnectionEvent[];
  readonly outbound: readonly Outbound[];
  /** The last order that was not to keep open. */
  readonly transport: string;
}

/** A violation as a row has it: name, status code, section, and the octet that breaks the rule. */
export type Broken = readonly [name: ViolationName, statusCode: number, section: string, offset: number];

/** An open connection. */
export function open(role: Role, options: Omit<Partial<EstablishOptions>, 'role'> = {}): Connection {
  return establish({ ...options, role }, 0).connection;
}

/** A frame as `role` gets it, from its first octet and its payload; by hands other than the encoder's. */
export function frameTo(
  role: Role,
  first: number,
  payload: Uint8Array | readonly number[] | string = [],
): Uint8Array {
  const octets = typeof payload === 'string' ? new TextEncoder().encode(payload) : Uint8Array.from(payload);
  const { length } = octets;
  const maskBit = role === 'server' ? 0x80 : 0;
  const sizes =
    length < 126 ? [length] : length < 65_536 ? [126, ...number(length, 2)] : [127, ...number(length, 8)];
  const header = [first, maskBit | (sizes[0] as number), ...sizes.slice(1)];
  if (role === 'client') return joined(header, octets);
  const keyOctets = number(key, 4);
  return joined(
    header,
    keyOctets,
    octets.map((octet, index) => octet ^ (keyOctets[index % 4] as number)),
  );
}

/** A message in frames of so many octets as `role` gets them, from the first octet of a frame that has it all. */
export function fragmentsTo(role: Role, first: number, payload: Uint8Array, size: number): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let at = 0; at < payload.length; at += size) {
    const fin = at + size >= payload.length ? 0x80 : 0;
    const begin = at === 0 ? first & 0x7f : 0;
    frames.push(frameTo(role, fin | begin, payload.subarray(at, at + size)));
  }
  return frames;
}

/** A number in `count` octets, the most significant first. */
export function number(value: number | bigint, count: number): number[] {
  return Array.from({ length: count }, (_, index) =>
    Number((BigInt(value) >> BigInt(8 * (count - 1 - index))) & 0xffn),
  );
}

/** Octets in a row. */
export function joined(...runs: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const all = new Uint8Array(runs.reduce((length, run) => length + run.length, 0));
  let at = 0;
  for (const run of runs) {
    all.set(run, at);
    at += run.length;
  }
  return all;
}

/** Takes the chunks one after the other, and all that one chunk gives, however many calls it needs. */
export function play(start: Connection, chunks: readonly Uint8Array[], now = 0): Outcome {
  return goOn({ connection: start, events: [], outbound: [], transport: 'keep-open' }, chunks, now);
}

function goOn(before: Outcome, chunks: readonly Uint8Array[], now = 0): Outcome {
  let { connection, transport } = before;
  const events = [...before.events];
  const outbound = [...before.outbound];
  for (const chunk of chunks) {
    for (let next = chunk, more = true; more; next = new Uint8Array(0)) {
      const step = receive(connection, next, now);
      ({ connection, more } = step);
      events.push(...step.events);
      outbound.push(...step.outbound);
      if (step.transport !== 'keep-open') transport = step.transport;
    }
  }
  return { connection, events, outbound, transport };
}

/** Each octet in a chunk of its own. */
export function octetByOctet(octets: Uint8Array): Uint8Array[] {
  return Array.from(octets, (octet) => Uint8Array.of(octet));
}

/** What comes of the octets, after a look whether it is the same whole, octet by octet and in every two cuts. */
export function inEveryCut(start: Connection, octets: Uint8Array): Outcome {
  const whole = play(start, [octets]);
  const expected = written(whole);
  expect(written(play(start, octetByOctet(octets)))).toBe(expected);
  for (let first = 0; first <= octets.length; first++) {
    const before = play(start, [octets.subarray(0, first)]);
    for (let second = first; second <= octets.length; second++) {
      const rest = [octets.subarray(first, second), octets.subarray(second)];
      if (written(goOn(before, rest)) !== expected) expect.fail(`cut at ${first} and ${second}: ${octets}`);
    }
  }
  return whole;
}

/** An outcome as text, the state in its canonical form. */
export function written({ connection, events, outbound, transport }: Outcome): string {
  return JSON.stringify([snapshot(connection), events, outbound, transport]);
}

/**
 * Asserts all that *Fail the WebSocket Connection* means (RFC 6455 §7.1.7): in every cut one `failed` event,
 * at its earliest octet; one Close with its status code, or none where ours has gone out; nothing kept, and
 * nothing heard any more. Gives what came before the violation.
 */
export function expectFailure(
  start: Connection,
  octets: Uint8Array,
  broken: Broken,
): readonly ConnectionEvent[] {
  const outcome = inEveryCut(start, octets);
  const before = expectFailed(start, outcome, broken);
  const [, , , offset] = broken;
  const index = offset - start.inbound.offset;
  expect(failuresOf(play(start, [octets.subarray(0, index)]))).toEqual([]);
  expect(failuresOf(play(start, [octets.subarray(0, index + 1)]))).toHaveLength(1);
  return before;
}

/** The same without the cuts, for what is too long to be cut everywhere. */
export function expectFailed(
  start: Connection,
  outcome: Outcome,
  broken: Broken,
): readonly ConnectionEvent[] {
  const [name, statusCode, section, offset] = broken;
  const { connection, events, outbound, transport } = outcome;
  const violation: Violation = {
    ...violations[name],
    name,
    statusCode,
    section: `RFC 6455 ${section}`,
    offset,
  };
  expect(failuresOf(outcome)).toEqual([violation]);
  expect(events.at(-1)).toEqual({ type: 'failed', violation });
  const isClosing = start.phase.type === 'closing';
  expect(closesIn(outbound)).toEqual(isClosing ? [] : [statusCode]);
  expect(transport).toBe('end-writing');
  expectNothingKept(connection);
  expectDeaf(connection);
  return events.slice(0, -1);
}

/** Asserts that nothing of what came is still held. */
export function expectNothingKept(connection: Connection): void {
  expect(connection.inbound.position).toBe(betweenMessages);
  expect(gathered(connection.held.octets)).toHaveLength(0);
  expect(connection.held.from).toBe(0);
}

/** Asserts that whatever comes now changes nothing. */
export function expectDeaf(connection: Connection): void {
  for (const chunk of [
    frameTo(connection.role, 0x89),
    frameTo(connection.role, 0x81, 'x'),
    new Uint8Array(70_000),
  ]) {
    const later = receive(connection, chunk, 0);
    expect([later.events, later.outbound, later.transport, later.more]).toEqual([[], [], 'keep-open', false]);
    expect(later.connection).toBe(connection);
  }
}

export function failuresOf({ events }: { readonly events: readonly ConnectionEvent[] }): Violation[] {
  return events.flatMap((event) => (event.type === 'failed' ? [event.violation] : []));
}

/** The status codes of the Close frames among what goes out; 1005 for one without a body. */
export function closesIn(outbound: readonly Outbound[]): number[] {
  return framesIn(outbound, 0x8).map(([high, low]) => {
    return high === undefined || low === undefined ? 1005 : (high << 8) | low;
  });
}

/** The payloads of the frames of this opcode among what goes out. */
export function framesIn(outbound: readonly Outbound[], opcode: Opcode): Uint8Array[] {
  return outbound.flatMap((item) => {
    return item.type === 'frame' && item.opcode === opcode ? [octetsOf(item.payload)] : [];
  });
}

/** What goes out as one run of octets. */
export function wireOf(outbound: readonly Outbound[]): Uint8Array {
  const keys = Uint32Array.from(outbound, () => key);
  const segments = encode(outbound, keys);
  if (!segments.ok) throw new Error(segments.problem.sentence);
  return joined(...segments.value);
}

function octetsOf(payload: Uint8Array | string): Uint8Array {
  return typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
}
