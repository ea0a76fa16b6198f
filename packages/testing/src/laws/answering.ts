/**
 * The law of what an endpoint answers by itself (RFC 6455 §5.5, §7.1.7).
 *
 * @module
 */

import fc from 'fast-check';
import type { Frame } from '@sansws/core/frame';
import { violations } from '@sansws/core/vocabulary';
import type { Role } from '@sansws/core/vocabulary';
import { cut, cutting, type Cutting } from '../arbitraries/octets.ts';
import { setting } from '../arbitraries/setting.ts';
import { anyWire } from '../arbitraries/wire.ts';
import { joined, same } from '../same.ts';
import type { Endpoint, Heard, Receiver, Setting } from '../subject.ts';
import { twinReceive } from '../twin/receive.ts';
import { shown, tryLaw, type Judgement, type Trial } from './law.ts';

/**
 * An endpoint as a receiver only, for the laws of receiving.
 *
 * @example
 * ```ts
 * import { receiverOf, type Endpoint } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * equal(receiverOf({ open: () => 1 } as unknown as Endpoint<number>).floor, 'messages');
 * ```
 */
export function receiverOf<State>(endpoint: Endpoint<State>): Receiver<State> {
  return {
    floor: 'messages',
    open: endpoint.open,
    receive: (state, chunk) => {
      const { state: next, heard, fault } = endpoint.receive(state, chunk, 0);
      return { state: next, said: heard, fault };
    },
  };
}

/**
 * Answers: "Upon receipt of a Ping frame, an endpoint MUST send a Pong frame in response" with the same data
 * (§5.5.2, §5.5.3); a Close is answered with a Close of the same status code (§5.5.1); a broken rule with a
 * Close of the rule's status code (§7.1.7); and with nothing else. Auto-pong must be on.
 *
 * @example
 * ```ts
 * import { coreConnections, answers } from '@sansws/testing';
 * answers(coreConnections, { runs: 20 });
 * ```
 */
export function answers<State>(endpoint: Endpoint<State>, trial: Trial): void {
  tryLaw(
    'answers',
    fc.oneof(inputOf('client'), inputOf('server')),
    (input) => answersThat(endpoint, input),
    trial,
  );
}

function answersThat<State>(endpoint: Endpoint<State>, { setting: how, octets, way }: Input): Judgement {
  const written: Uint8Array[] = [];
  let state = endpoint.open(how);
  for (const chunk of cut(octets, way)) {
    const reaction = endpoint.receive(state, chunk, 0);
    written.push(reaction.written);
    state = reaction.state;
  }
  const { heard, fault } = twinReceive(octets, how, 'messages');
  const expected = heard.flatMap(answerTo);
  if (fault !== null)
    expected.push({ opcode: 0x8, payload: [...codeOctets(violations[fault.name].statusCode)] });
  const peer: Setting = { role: how.role === 'client' ? 'server' : 'client', limits: {} };
  const sent = twinReceive(joined(written), peer, 'frames').frames.map(briefly);
  return same(sent, expected) ? null : `expected ${shown(expected)}, not ${shown(sent)}`;
}

/** A frame as far as the law has a say: the reason of a Close is free. */
interface Brief {
  readonly opcode: number;
  readonly payload: readonly number[];
}

function answerTo(heard: Heard): Brief[] {
  if (heard.type === 'ping') return [{ opcode: 0xa, payload: [...heard.applicationData] }];
  if (heard.type !== 'close') return [];
  return [{ opcode: 0x8, payload: heard.statusCode === 1005 ? [] : [...codeOctets(heard.statusCode)] }];
}

function briefly({ opcode, payload }: Frame): Brief {
  return { opcode, payload: [...(opcode === 0x8 ? payload.slice(0, 2) : payload)] };
}

function codeOctets(code: number): Uint8Array {
  return Uint8Array.of(Math.floor(code / 256), code % 256);
}

interface Input {
  readonly setting: Setting;
  readonly octets: Uint8Array;
  readonly way: Cutting;
}

function inputOf(role: Role): fc.Arbitrary<Input> {
  return fc.record({ setting: setting(role), octets: anyWire(role), way: cutting() });
}
