/**
 * The floors of `@sansws/core`, dressed as the laws want them: to be judged here, and to show how it is done.
 *
 * @module
 */

import type { Endpoint, FrameCodec, Greeted, Greeter, Heard, Reaction, Receiver } from './subject.ts';
import { randomNumber } from './random.ts';
import { joined } from './same.ts';
import type { Connection, ConnectionEvent, Step } from '@sansws/core/connection';
import {
  elapse,
  establish,
  openClient,
  openServer,
  receive,
  receiveEnd,
  resume,
  send,
  snapshot,
} from '@sansws/core/connection';
import type { Frame, FrameDecoder } from '@sansws/core/frame';
import { decodeFrames, encode, frameDecoder } from '@sansws/core/frame';
import type { MessageCodec } from '@sansws/core/message';
import { decode, messageCodec } from '@sansws/core/message';
import type { Violation } from '@sansws/core/vocabulary';

/**
 * The frame codec.
 *
 * @example
 * ```ts
 * import { coreFrames, roundTrip } from '@sansws/testing';
 * roundTrip(coreFrames, { runs: 20 });
 * ```
 */
export const coreFrames: FrameCodec<FrameDecoder> = {
  floor: 'frames',
  open: (setting) => frameDecoder(setting),
  receive: (state, chunk) => {
    const { decoder, frames: said, violation } = decodeFrames(state, chunk);
    return { state: decoder, said, fault: faultOf(violation) };
  },
  encode: (list, maskingKeys) => {
    const masked = maskingKeys !== null;
    const outbound = list.map((frame: Frame) => ({ type: 'frame' as const, masked, ...frame }));
    const segments = encode(outbound, Uint32Array.from(maskingKeys ?? []));
    if (!segments.ok) throw new Error(segments.problem.sentence);
    return joined(segments.value);
  },
};

/**
 * The message codec.
 *
 * @example
 * ```ts
 * import { coreMessages, totality } from '@sansws/testing';
 * totality(coreMessages, { runs: 20 });
 * ```
 */
export const coreMessages: Receiver<MessageCodec> = {
  floor: 'messages',
  open: (setting) => messageCodec(setting),
  receive: (state, chunk) => {
    const { codec, messages: said, violation } = decode(state, chunk);
    return { state: codec, said, fault: faultOf(violation) };
  },
};

function faultOf(violation: Violation | null): { name: Violation['name']; offset: number } | null {
  return violation === null ? null : { name: violation.name, offset: violation.offset };
}

/** A connection, and how many masking keys it has used. */
export interface Keyed {
  readonly connection: Connection;
  readonly keys: number;
}

/**
 * The connection, from after the opening handshake on.
 *
 * @example
 * ```ts
 * import { coreConnections, snapshots } from '@sansws/testing';
 * snapshots(coreConnections, { runs: 20 });
 * ```
 */
export const coreConnections: Endpoint<Keyed> = {
  open: (setting) => ({ connection: establish(setting, 0).connection, keys: 0 }),
  receive: (state, chunk, now) => drained(state, receive(state.connection, chunk, now), now),
  receiveEnd: (state, now) => drained(state, receiveEnd(state.connection, now), now),
  elapse: (state, now) => drained(state, elapse(state.connection, now), now),
  send: (state, command, now) => {
    const step = send(state.connection, command, now);
    return step.ok ? drained(state, step.value, now) : null;
  },
  snapshot: (state) => ({ connection: snapshot(state.connection), keys: state.keys }),
  resume: (value, { sessions = [] }) => {
    const { connection, keys } = value as { connection: unknown; keys: number };
    const resumed = resume(connection, { sessions });
    if (!resumed.ok) throw new Error(`${resumed.problem.sentence}: ${resumed.problem.detail}`);
    return { connection: resumed.value, keys };
  },
};

/**
 * The connection, from the first octet of the opening handshake on.
 *
 * @example
 * ```ts
 * import { coreGreeters, handshakeDuality } from '@sansws/testing';
 * handshakeDuality(coreGreeters, { runs: 20 });
 * ```
 */
export const coreGreeters: Greeter<Connection> = {
  ask: (wish) => {
    const begun = openClient({ host: 'example.com', ...wish }, 0);
    if (!begun.ok) throw new Error(`${begun.problem.sentence}: ${begun.problem.detail}`);
    return greeted(begun.value);
  },
  listen: () => openServer({ origins: 'any' }, 0).connection,
  receive: (state, chunk) => greeted(receive(state, chunk, 0)),
  accept: (state, subprotocol, fields) => {
    const choice = subprotocol === '' ? {} : { subprotocol };
    const answered = send(state, { type: 'accept', fields, ...choice }, 0);
    if (!answered.ok) throw new Error(`${answered.problem.sentence}: ${answered.problem.detail}`);
    return greeted(answered.value);
  },
};

/** A step with all that it leaves for later calls of `receive`, as one reaction. */
function drained({ keys }: Keyed, first: Step, now: number): Reaction<Keyed> {
  const steps = allSteps(first, now);
  const last = steps.at(-1) as Step;
  const events = steps.flatMap((step) => step.events);
  const outbound = steps.flatMap((step) => step.outbound);
  const masked = outbound.filter((item) => item.type === 'frame' && item.masked).length;
  const failed = events.find((event) => event.type === 'failed');
  const closed = events.some((event) => event.type === 'closed');
  const transport = steps.map((step) => step.transport);
  return {
    state: { connection: last.connection, keys: keys + masked },
    heard: events.flatMap(heardIn),
    written: written(outbound, keys, masked),
    fault: faultOf(failed === undefined ? null : failed.violation),
    closed,
    details: { events, outbound, transport, deadline: last.deadline },
  };
}

/** A step and those that it announces. */
function allSteps(first: Step, now: number): readonly Step[] {
  const steps = [first];
  for (let last: Step = first; last.more;) {
    last = receive(last.connection, new Uint8Array(0), now);
    steps.push(last);
  }
  return steps;
}

function written(outbound: Step['outbound'], from: number, count: number): Uint8Array {
  const maskingKeys = Uint32Array.from({ length: count }, (_, index) => randomNumber(1, from + index));
  const segments = encode(outbound, maskingKeys);
  if (!segments.ok) throw new Error(segments.problem.sentence);
  return joined(segments.value);
}

/** What an event says of the peer's messages; nothing of a Close of our own. */
function heardIn(event: ConnectionEvent): Heard[] {
  switch (event.type) {
    case 'text':
    case 'binary':
    case 'text-part':
    case 'binary-part':
    case 'ping':
      return [event];
    case 'pong':
      return [{ type: 'pong', applicationData: event.applicationData }];
    case 'closing':
      if (event.by === 'local') return [];
      return [{ type: 'close', statusCode: event.statusCode, reason: event.reason }];
    default:
      return [];
  }
}

/** What frames stand behind the handshake comes with later calls: they belong to the same greeting. */
function greeted(first: Step): Greeted<Connection> {
  const steps = allSteps(first, 0);
  const events = steps.flatMap((step) => step.events);
  const outbound = steps.flatMap((step) => step.outbound);
  const request = events.find((event) => event.type === 'request');
  const established = events.find((event) => event.type === 'established');
  return {
    state: (steps.at(-1) as Step).connection,
    written: written(outbound, 0, 0),
    request:
      request === undefined
        ? null
        : {
            resourceName: request.request.target,
            subprotocols: request.subprotocols,
            fields: request.request.fields,
          },
    agreed: established === undefined ? null : established.agreement,
    heard: events.flatMap(heardIn),
  };
}
