/**
 * Both ends of permessage-deflate without frames between them: what the laws in `deflating.ts` are told with.
 *
 * @module
 */

import type { AnySession, MessagePart, Transformed } from '@sansws/core/extension';
import {
  formatParameters,
  permessageDeflate,
  streamCache,
  type DeflateEngine,
  type Deflater,
  type Inflater,
  type StreamCache,
} from '@sansws/core/permessage-deflate';
import type { Role, ViolationName } from '@sansws/core/vocabulary';
import type { DeflateScript } from '../arbitraries/deflating.ts';
import { cut } from '../arbitraries/octets.ts';
import { deepFreeze } from '../freeze.ts';
import { joined } from '../same.ts';

/** One end of a script: its session, and the cache behind it. */
export interface End {
  readonly session: AnySession;
  readonly cache: StreamCache;
}

/** A message on the wire: its RSV bits, and the payloads of its frames. */
export interface Sent {
  readonly reserved: number;
  readonly parts: readonly Uint8Array[];
}

/** One call, to be made again. */
export interface Call {
  readonly state: unknown;
  readonly part: MessagePart;
  readonly result: Transformed<unknown>;
}

/** What came of a wire. */
export interface Read {
  readonly messages: readonly Uint8Array[];
  readonly fault: ViolationName | null;
  /** What came of the message that broke off. */
  readonly before: Uint8Array;
  readonly state: unknown;
}

/** One end of a script, with so many live streams kept. */
export function endOf(engine: DeflateEngine, script: DeflateScript, role: Role, size: number): End {
  const cache = streamCache(size);
  const extension = permessageDeflate({ engine, cache, threshold: 0, ...script.settings });
  const session = extension.revive?.(role, formatParameters(script.answer));
  if (session === null || session === undefined) throw new Error('the answer of a script is no answer');
  return { session, cache };
}

function otherRole(role: Role): Role {
  return role === 'client' ? 'server' : 'client';
}

/** The end that receives what a script sends. */
export function receiverOf(engine: DeflateEngine, script: DeflateScript, size: number): End {
  return endOf(engine, script, otherRole(script.sender), size);
}

/** The parts that a script sends. */
function partsOf(script: DeflateScript): MessagePart[][] {
  return script.messages.map(({ payload, parts, compress }) => {
    const pieces = cut(payload, parts);
    const list = pieces.length === 0 ? [payload] : pieces;
    return list.map((piece, index) => ({
      opcode: 0x2,
      reserved: 0,
      first: index === 0,
      final: index === list.length - 1,
      payload: piece,
      compress,
    }));
  });
}

/** Sends all messages of a script; the calls that it takes go to `calls`. */
export function sendAll({ session }: End, script: DeflateScript, calls: Call[] = []): Sent[] {
  let state = deepFreeze(session.initial);
  return partsOf(script).map((parts) => {
    let reserved = 0;
    const payloads = parts.map((part) => {
      const result = session.outbound(state, part);
      calls.push({ state, part, result });
      if (!result.ok) throw new Error(`an engine failed: ${result.violation}`);
      state = deepFreeze(result).state;
      if (part.first) reserved = result.reserved;
      return joined(result.payload);
    });
    return { reserved, parts: payloads };
  });
}

/** The parts that a receiver gets: what was sent, cut again. */
export function arriving(sent: readonly Sent[], way: DeflateScript['way']): MessagePart[][] {
  return sent.map(({ reserved, parts }) => {
    const pieces = parts.flatMap((part) => (part.length === 0 ? [part] : cut(part, way)));
    return pieces.map((payload, index) => ({
      opcode: 0x2,
      reserved: index === 0 ? reserved : 0,
      first: index === 0,
      final: index === pieces.length - 1,
      payload,
      compress: true,
    }));
  });
}

/** Reads messages until a fault, each with room for `room` octets; the calls that it takes go to `calls`. */
export function readAll(
  { session }: End,
  messages: readonly (readonly MessagePart[])[],
  room = 1_000_000,
  calls: Call[] = [],
): Read {
  let state = deepFreeze(session.initial);
  const read: Uint8Array[] = [];
  for (const parts of messages) {
    const pieces: Uint8Array[] = [];
    let left = room;
    for (const part of parts) {
      const result = session.inbound(state, part, left);
      calls.push({ state, part, result });
      const given = result.ok ? result.payload : (result.before ?? []);
      pieces.push(...given);
      left -= given.reduce((sum, { length }) => sum + length, 0);
      if (!result.ok) return { messages: read, fault: result.violation, before: joined(pieces), state };
      state = deepFreeze(result).state;
    }
    read.push(joined(pieces));
  }
  return { messages: read, fault: null, before: new Uint8Array(0), state };
}

/** The same engine, its freed streams reset and used again: making them is most of what these laws would cost. */
export function recycling(engine: DeflateEngine): DeflateEngine {
  const deflaters = new Map<string, Deflater[]>();
  const inflaters: Inflater[] = [];
  return {
    name: engine.name,
    deflater: (settings) => {
      const shelf = deflaters.get(JSON.stringify(settings)) ?? [];
      deflaters.set(JSON.stringify(settings), shelf);
      const stream = shelf.pop() ?? engine.deflater(settings);
      return {
        prime: stream.prime,
        deflate: stream.deflate,
        reset: stream.reset,
        free: () => {
          stream.reset();
          shelf.push(stream);
        },
      };
    },
    inflater: () => {
      const stream = inflaters.pop() ?? engine.inflater();
      let hasFailed = false;
      return {
        prime: stream.prime,
        inflate: (octets, through) => {
          const given = stream.inflate(octets, through);
          hasFailed ||= given === null;
          return given;
        },
        reset: stream.reset,
        free: () => {
          if (hasFailed) return stream.free();
          stream.reset();
          inflaters.push(stream);
        },
      };
    },
  };
}
