/**
 * Laws of two endpoints together: what one sends the other hears, also through extensions.
 *
 * @module
 */

import fc from 'fast-check';
import type { Command } from '@sansws/core/connection';
import type { ExtensionSession } from '@sansws/core/extension';
import type { Role } from '@sansws/core/vocabulary';
import { messageCommand, preparedCommand, type MessageCommand } from '../arbitraries/command.ts';
import { payload } from '../arbitraries/octets.ts';
import { role as anyRole } from '../arbitraries/setting.ts';
import { ask, openPair, pass, settle } from '../pair.ts';
import { joined, same } from '../same.ts';
import type { Endpoint, Heard, Setting } from '../subject.ts';
import { mark, xNoOp, xPieces, xReverse, xRsv2 } from '../toy-extensions.ts';
import { twinReceive } from '../twin/receive.ts';
import { twinUtf8 } from '../twin/utf8.ts';
import { wholeMessages } from '../whole.ts';
import { shown, tryLaw, type Judgement, type Trial } from './law.ts';

/**
 * Delivery: over a link that cuts and delays as it likes, each end hears exactly the messages that the other
 * one sent, in their order; and a Close from either side is heard after them.
 *
 * @example
 * ```ts
 * import { coreConnections, delivery } from '@sansws/testing';
 * delivery(coreConnections, { runs: 20 });
 * ```
 */
export function delivery<State>(endpoint: Endpoint<State>, trial: Trial): void {
  const message = fc.oneof(
    { weight: 4, arbitrary: messageCommand() },
    { weight: 1, arbitrary: preparedCommand() },
  );
  const said = fc.array(fc.tuple(anyRole(), message, fc.nat(2)), { maxLength: 6 });
  const ways: fc.Arbitrary<Way> = fc.record({
    sessions: orders(),
    delivery: fc.constantFrom('messages', 'parts'),
    chunks: fc.constantFrom('borrowed', 'owned'),
  });
  const inputs = fc.tuple(said, fc.nat(), anyRole(), ways);
  tryLaw('delivery', inputs, ([all, seed, closer, way]) => delivers(endpoint, all, seed, closer, way), trial);
}

function delivers<State>(
  endpoint: Endpoint<State>,
  all: readonly (readonly [Role, MessageCommand | PreparedCommand, number])[],
  seed: number,
  closer: Role,
  way: Way,
): Judgement {
  let pair = openPair(endpoint, seed, way);
  for (const [by, command, passes] of all) {
    const next = ask(endpoint, pair, by, command);
    if (next === null) return `${by} refuses ${shown(command)}`;
    pair = next;
    for (let count = 0; count < passes; count++) pair = pass(endpoint, pair);
  }
  // The messages of both sides arrive before the Close begins; what crosses a Close is another law's matter.
  pair = settle(endpoint, pair);
  const fault = pair.client.fault ?? pair.server.fault;
  if (fault !== null) return `one end finds ${shown(fault)}`;
  const closing = ask(endpoint, pair, closer, { type: 'close', statusCode: 4000, reason: 'done' });
  if (closing === null) return 'a Close is refused';
  pair = settle(endpoint, closing);
  const goodbye: Heard = { type: 'close', statusCode: 4000, reason: 'done' };
  for (const listener of ['client', 'server'] as const) {
    const heard = wholeMessages(pair[listener].heard);
    const sent = all.filter(([by]) => by !== listener).map(([, command]) => asHeard(command));
    const expected = closer === listener ? sent : [...sent, goodbye];
    if (!same(heard, expected)) return `${listener} hears ${shown(heard)}, not ${shown(expected)}`;
  }
  return null;
}

type PreparedCommand = Extract<Command, { readonly type: 'prepared' }>;

/** How both ends are set up. */
type Way = Pick<Setting, 'sessions' | 'delivery' | 'chunks'>;

function asHeard(command: MessageCommand | PreparedCommand): Heard {
  if (command.type === 'prepared') {
    const { opcode, payload: data } = command.message;
    return opcode === 0x1 ? { type: 'text', text: twinUtf8(data).text } : { type: 'binary', data };
  }
  return command.type === 'text'
    ? { type: 'text', text: command.text }
    : { type: 'binary', data: command.data };
}

/**
 * Extension order: with the extensions `foo, bar` agreed on, "bar(foo(data))" leaves (RFC 6455 §9.1), RSV bits
 * stand on the first frame only, and the data comes back. Two extensions that claim one bit are refused.
 *
 * @example
 * ```ts
 * import { coreConnections, extensionOrder } from '@sansws/testing';
 * extensionOrder(coreConnections, { runs: 20 });
 * ```
 */
export function extensionOrder<State>(endpoint: Endpoint<State>, trial: Trial): void {
  const inputs = fc.tuple(orders(), payload(), fc.integer({ min: 1, max: 20 }), anyRole(), fc.nat());
  tryLaw(
    'extension order',
    inputs,
    ([sessions, data, fragmentOctets, from, seed]) => {
      const wrong = keepsOrder(endpoint, sessions, { type: 'binary', data, fragmentOctets }, from, seed);
      return wrong ?? refusesConflict(endpoint, sessions, from);
    },
    trial,
  );
}

function keepsOrder<State>(
  endpoint: Endpoint<State>,
  sessions: Sessions,
  message: Extract<MessageCommand, { readonly type: 'binary' }>,
  from: Role,
  seed: number,
): Judgement {
  const to: Role = from === 'client' ? 'server' : 'client';
  const sent = ask(endpoint, openPair(endpoint, seed, { sessions }), from, message);
  if (sent === null) return 'the message is refused';
  const expected = sessions.reduce(wireForm, { reserved: 0, data: message.data });
  const octets = sent[from].away.underWay;
  const { frames, fault } = twinReceive(octets, { role: to, limits: {}, sessions }, 'frames');
  if (fault !== null) return `the frames are broken: ${shown(fault)}`;
  const data = joined(frames.map((frame) => frame.payload));
  if (!same(data, expected.data)) return `on the wire is ${shown(data)}, not ${shown(expected.data)}`;
  const bits = frames.map((frame) => frame.reserved);
  const awaited = bits.map((_, index) => (index === 0 ? expected.reserved : 0));
  if (!same(bits, awaited)) return `the reserved bits are ${shown(bits)}`;
  const { heard } = settle(endpoint, sent)[to];
  return same(heard, [{ type: 'binary', data: message.data }]) ? null : `what comes back is ${shown(heard)}`;
}

/** What the toy extension `session` makes of a whole message. */
function wireForm(
  message: { readonly reserved: number; readonly data: Uint8Array },
  session: ExtensionSession<unknown>,
): { readonly reserved: number; readonly data: Uint8Array } {
  const reserved = message.reserved | session.reservedBits;
  if (session.name === xReverse.name) return { reserved, data: message.data.slice().reverse() };
  if (session.name === xRsv2.name) return { reserved, data: joined([Uint8Array.of(mark), message.data]) };
  return { reserved, data: message.data };
}

function refusesConflict<State>(endpoint: Endpoint<State>, sessions: Sessions, role: Role): Judgement {
  const claimed = sessions.find((session) => session.reservedBits !== 0);
  if (claimed === undefined) return null;
  try {
    endpoint.open({ role, limits: {}, sessions: [...sessions, { ...claimed, name: 'x-other' }] });
    return `two extensions may claim the bits ${claimed.reservedBits}`;
  } catch {
    return null;
  }
}

type Sessions = readonly ExtensionSession<unknown>[];

/** The toy extensions in any order, any number of them. */
function orders(): fc.Arbitrary<Sessions> {
  return fc.shuffledSubarray([anyToy(xReverse), anyToy(xRsv2), anyToy(xNoOp), anyToy(xPieces)]);
}

/** Sound because every endpoint hands a state only to the session that it came from. */
function anyToy<State>(session: ExtensionSession<State>): ExtensionSession<unknown> {
  return session as unknown as ExtensionSession<unknown>;
}
