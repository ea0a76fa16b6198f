/**
 * Laws of everything that receives: a frame codec, a message codec, a connection.
 *
 * @module
 */

import fc from 'fast-check';
import type { Frame } from '@sansws/core/frame';
import type { Role } from '@sansws/core/vocabulary';
import { cut, cutting, type Cutting } from '../arbitraries/octets.ts';
import { setting } from '../arbitraries/setting.ts';
import { anyWire } from '../arbitraries/wire.ts';
import { deepFreeze, watch } from '../freeze.ts';
import { same } from '../same.ts';
import type { Fault, Heard, Received, Receiver, Setting } from '../subject.ts';
import { twinReceive } from '../twin/receive.ts';
import { wholeMessages } from '../whole.ts';
import { shown, tryLaw, type Judgement, type Trial } from './law.ts';

/**
 * All laws of this file, each on every input: as many runs of each as of one alone, for the price of making
 * the inputs once.
 *
 * @example
 * ```ts
 * import { everyReceivingLaw, twinReceiver } from '@sansws/testing';
 * everyReceivingLaw(twinReceiver('messages'), { runs: 20 });
 * ```
 */
export function everyReceivingLaw<State>(receiver: Receiver<State>, trial: Trial): void {
  tryLaw(
    'everything that receives',
    hostilePair(),
    ([input, after]) => {
      const judgements: readonly (readonly [string, () => Judgement])[] = [
        ['totality', () => agreesWithTwin(receiver, input)],
        ['chunk independence', () => heedsNoCuts(receiver, input)],
        ['persistence', () => keepsStates(receiver, input, after)],
        ['borrowed chunks', () => keepsNoView(receiver, input)],
        ['determinism', () => repeats(receiver, input)],
        ['dead after a fault', () => staysDead(receiver, input, after)],
      ];
      for (const [name, judge] of judgements) {
        const wrong = judge();
        if (wrong !== null) return `${name}: ${wrong}`;
      }
      return null;
    },
    trial,
  );
}

/**
 * Totality: whatever a peer sends, in whatever chunks, nothing throws, and what is said, the fault and its
 * octet are those of the slow twin.
 *
 * @example
 * ```ts
 * import { totality, twinReceiver } from '@sansws/testing';
 * totality(twinReceiver('messages'), { runs: 20 });
 * ```
 */
export function totality<State>(receiver: Receiver<State>, trial: Trial): void {
  tryLaw('totality', hostileInput(), (input) => agreesWithTwin(receiver, input), trial);
}

function agreesWithTwin<State>(receiver: Receiver<State>, input: Input): Judgement {
  const twin = twinReceive(input.octets, input.setting, receiver.floor);
  const { said, fault: found } = receiveAll(receiver, input.setting, cut(input.octets, input.way));
  const fault = asNearAsCanBe(found, twin.fault, input.setting);
  const expected = { said: receiver.floor === 'frames' ? twin.frames : twin.heard, fault: twin.fault };
  if (same({ said, fault }, expected)) return null;
  return `the twin reads ${shown(expected)}, not ${shown({ said, fault })}`;
}

/** Behind extensions nobody knows which octet on the wire became the one that is no UTF-8: the frame counts. */
function asNearAsCanBe(
  found: Fault | null,
  expected: Fault | null,
  { sessions = [] }: Setting,
): Fault | null {
  const isBehind = sessions.length > 0 && found?.name === 'text-not-utf8' && expected?.name === found.name;
  return isBehind && found.offset <= expected.offset ? expected : found;
}

/**
 * Chunk independence: what is said and the fault do not depend on where the octets were cut.
 *
 * @example
 * ```ts
 * import { chunkIndependence, twinReceiver } from '@sansws/testing';
 * chunkIndependence(twinReceiver('frames'), { runs: 20 });
 * ```
 */
export function chunkIndependence<State>(receiver: Receiver<State>, trial: Trial): void {
  tryLaw('chunk independence', hostileInput(), (input) => heedsNoCuts(receiver, input), trial);
}

function heedsNoCuts<State>(receiver: Receiver<State>, { setting: how, octets, way }: Input): Judgement {
  const whole = receiveAll(receiver, how, [octets]);
  const parts = receiveAll(receiver, how, cut(octets, way));
  if (same(whole, parts)) return null;
  return `whole it is ${shown(whole)}, cut it is ${shown(parts)}`;
}

/**
 * Persistence: no call changes anything that it was given, old states go on working for ever and nothing
 * that was said changes afterwards. States are deep-frozen; every old state is asked again, after a detour.
 *
 * @example
 * ```ts
 * import { persistence, twinReceiver } from '@sansws/testing';
 * persistence(twinReceiver('frames'), { runs: 20 });
 * ```
 */
export function persistence<State>(receiver: Receiver<State>, trial: Trial): void {
  tryLaw('persistence', hostilePair(), ([input, detour]) => keepsStates(receiver, input, detour), trial);
}

function keepsStates<State>(receiver: Receiver<State>, input: Input, detour: Uint8Array): Judgement {
  const chunks = cut(input.octets, input.way);
  const steps: Step<State>[] = [];
  let state = deepFreeze(receiver.open(input.setting));
  for (const chunk of chunks) {
    const untouched = watch(chunk);
    const received = receiver.receive(state, chunk);
    steps.push({ before: state, chunk, received, unchanged: watch(received.said) });
    if (!untouched()) return 'a chunk was written to';
    state = deepFreeze(received).state;
    // A fork: what comes of it must not reach the state that it left from.
    receiver.receive(state, detour);
  }
  for (const { before, chunk, received, unchanged } of steps.reverse()) {
    const again = receiver.receive(before, chunk);
    if (!unchanged()) return 'what was said has changed afterwards';
    const [first, second] = [answer(received), answer(again)];
    if (!same(first, second)) return `first an old state said ${shown(first)}, then ${shown(second)}`;
  }
  return null;
}

interface Step<State> {
  readonly before: State;
  readonly chunk: Uint8Array;
  readonly received: Received<State>;
  readonly unchanged: () => boolean;
}

/**
 * Borrowed chunks: once a call has returned, its caller may write over the chunk, and nothing that was kept
 * or said changes.
 *
 * @example
 * ```ts
 * import { borrowedChunks, twinReceiver } from '@sansws/testing';
 * borrowedChunks(twinReceiver('messages'), { runs: 20 });
 * ```
 */
export function borrowedChunks<State>(receiver: Receiver<State>, trial: Trial): void {
  tryLaw('borrowed chunks', hostileInput(), (input) => keepsNoView(receiver, input), trial);
}

function keepsNoView<State>(receiver: Receiver<State>, { setting: how, octets, way }: Input): Judgement {
  if (how.chunks === 'owned') return null;
  const kept = receiveAll(receiver, how, cut(octets, way));
  const scribbled = receiveAll(receiver, how, cut(octets, way), (chunk) => chunk.fill(0xff));
  if (same(kept, scribbled)) return null;
  return `with its chunks kept it is ${shown(kept)}, with them written over ${shown(scribbled)}`;
}

/**
 * Determinism: the same input gives the same answers, call by call.
 *
 * @example
 * ```ts
 * import { determinism, twinReceiver } from '@sansws/testing';
 * determinism(twinReceiver('messages'), { runs: 20 });
 * ```
 */
export function determinism<State>(receiver: Receiver<State>, trial: Trial): void {
  tryLaw('determinism', hostileInput(), (input) => repeats(receiver, input), trial);
}

function repeats<State>(receiver: Receiver<State>, { setting: how, octets, way }: Input): Judgement {
  const chunks = cut(octets, way);
  let [left, right] = [receiver.open(how), receiver.open(how)];
  for (const chunk of chunks) {
    const one = receiver.receive(left, chunk);
    const other = receiver.receive(right, chunk);
    if (!same(answer(one), answer(other))) return `once ${shown(answer(one))}, once ${shown(answer(other))}`;
    left = one.state;
    right = other.state;
  }
  return null;
}

/**
 * Dead after a fault: whatever comes then, nothing is said any more and no other fault is found.
 *
 * @example
 * ```ts
 * import { deadAfterFault, twinReceiver } from '@sansws/testing';
 * deadAfterFault(twinReceiver('frames'), { runs: 20 });
 * ```
 */
export function deadAfterFault<State>(receiver: Receiver<State>, trial: Trial): void {
  tryLaw('dead after a fault', hostilePair(), ([input, after]) => staysDead(receiver, input, after), trial);
}

function staysDead<State>(receiver: Receiver<State>, input: Input, after: Uint8Array): Judgement {
  const first = receiver.receive(receiver.open(input.setting), input.octets);
  if (first.fault === null) return null;
  let { state } = first;
  for (const chunk of cut(after, input.way)) {
    const next = receiver.receive(state, chunk);
    if (!same(answer(next), silence)) return `after ${first.fault.name} it gave ${shown(answer(next))}`;
    state = next.state;
  }
  return null;
}

/** What a receiver is tried on. */
interface Input {
  readonly setting: Setting;
  readonly octets: Uint8Array;
  readonly way: Cutting;
}

function hostileInput(): fc.Arbitrary<Input> {
  return fc.oneof(inputOf('client'), inputOf('server'));
}

function inputOf(role: Role): fc.Arbitrary<Input> {
  return fc.record({ setting: setting(role), octets: anyWire(role), way: cutting() });
}

/** An input, and other octets for a detour or an aftermath. */
function hostilePair(): fc.Arbitrary<readonly [Input, Uint8Array]> {
  return fc.tuple(hostileInput(), fc.oneof(anyWire('client'), anyWire('server')));
}

/** Everything that chunks say, and what the caller does with a chunk once it has been received. */
function receiveAll<State>(
  receiver: Receiver<State>,
  how: Setting,
  chunks: readonly Uint8Array[],
  afterwards?: (chunk: Uint8Array) => void,
): Answer {
  const said: (Frame | Heard)[] = [];
  let fault: Fault | null = null;
  let state = receiver.open(how);
  for (const chunk of chunks) {
    const received = receiver.receive(state, chunk);
    afterwards?.(chunk);
    said.push(...received.said);
    fault ??= received.fault;
    state = received.state;
  }
  return { said: wholeMessages(said), fault };
}

interface Answer {
  readonly said: readonly unknown[];
  readonly fault: Fault | null;
}

function answer({ said, fault }: Received<unknown>): Answer {
  return { said, fault };
}

const silence: Answer = { said: [], fault: null };
