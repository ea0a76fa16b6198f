/**
 * Laws of a whole endpoint, whatever happens to it: value semantics, snapshots, and what leaves it.
 *
 * @module
 */

import fc from 'fast-check';
import type { Frame } from '@sansws/core/frame';
import type { Role } from '@sansws/core/vocabulary';
import { happen, script, type Happening } from '../arbitraries/script.ts';
import { setting } from '../arbitraries/setting.ts';
import { deepFreeze, watch } from '../freeze.ts';
import { joined, same } from '../same.ts';
import type { Endpoint, Reaction, Setting } from '../subject.ts';
import { twinEncode } from '../twin/encode.ts';
import { twinReceive } from '../twin/receive.ts';
import { shown, tryLaw, type Judgement, type Trial } from './law.ts';

/**
 * All laws of this file, each on every life.
 *
 * @example
 * ```ts
 * import { coreConnections, everyLivingLaw } from '@sansws/testing';
 * everyLivingLaw(coreConnections, { runs: 20 });
 * ```
 */
export function everyLivingLaw<State>(endpoint: Endpoint<State>, trial: Trial): void {
  tryLaw(
    'everything that lives',
    life(),
    (some) => {
      const judgements: readonly (readonly [string, (some: Life) => Judgement])[] = [
        ['persistence', (input) => keepsStates(endpoint, input)],
        ['snapshots', (input) => resumesAnywhere(endpoint, input)],
        ['one Close', (input) => leavesStrictly(endpoint, input)],
      ];
      for (const [name, judge] of judgements) {
        const wrong = judge(some);
        if (wrong !== null) return `${name}: ${wrong}`;
      }
      return null;
    },
    trial,
  );
}

/**
 * Persistence and determinism: states are deep-frozen, each is asked twice, the second time after all the
 * rest has happened; both answers are alike to the last detail, and nothing given or taken has changed.
 *
 * @example
 * ```ts
 * import { coreConnections, endpointPersistence } from '@sansws/testing';
 * endpointPersistence(coreConnections, { runs: 20 });
 * ```
 */
export function endpointPersistence<State>(endpoint: Endpoint<State>, trial: Trial): void {
  tryLaw('persistence', life(), (some) => keepsStates(endpoint, some), trial);
}

function keepsStates<State>(endpoint: Endpoint<State>, { setting: how, happenings }: Life): Judgement {
  const untouched = watch(happenings);
  const asked: Asked<State>[] = [];
  let state = deepFreeze(endpoint.open(how));
  let now = 0;
  for (const happening of happenings) {
    now += passing(happening);
    const [before, time] = [state, now];
    const first = deepFreeze(happen(endpoint, before, happening, time));
    const unchanged = watch(answer(first));
    asked.push({ first, unchanged, again: () => happen(endpoint, before, happening, time) });
    state = first?.state ?? state;
  }
  if (!untouched()) return 'what was given has changed';
  for (const { first, again, unchanged } of asked.reverse()) {
    const second = answer(again());
    if (!unchanged()) return 'what was answered has changed';
    if (!same(answer(first), second)) return `first ${shown(answer(first))}, then ${shown(second)}`;
  }
  return null;
}

interface Asked<State> {
  readonly first: Reaction<State> | null;
  readonly unchanged: () => boolean;
  readonly again: () => Reaction<State> | null;
}

/**
 * Snapshots: a state that went through JSON after everything that happened answers as the one that did not,
 * to the last detail.
 *
 * @example
 * ```ts
 * import { coreConnections, snapshots } from '@sansws/testing';
 * snapshots(coreConnections, { runs: 20 });
 * ```
 */
export function snapshots<State>(endpoint: Endpoint<State>, trial: Trial): void {
  tryLaw('snapshots', life(), (some) => resumesAnywhere(endpoint, some), trial);
}

function resumesAnywhere<State>(endpoint: Endpoint<State>, { setting: how, happenings }: Life): Judgement {
  let lasting = endpoint.open(how);
  let moved = lasting;
  let now = 0;
  for (const happening of happenings) {
    now += passing(happening);
    const json = JSON.stringify(endpoint.snapshot(moved));
    moved = endpoint.resume(JSON.parse(json), how);
    const here = happen(endpoint, lasting, happening, now);
    const there = happen(endpoint, moved, happening, now);
    if (!same(answer(here), answer(there))) {
      return `resumed from ${json} it is ${shown(answer(there))}, else ${shown(answer(here))}`;
    }
    lasting = here?.state ?? lasting;
    moved = there?.state ?? moved;
  }
  return null;
}

/**
 * One Close, and masks on the right side: what leaves an endpoint is whole frames that a strict peer takes
 * (§5.1: a client's all masked, a server's none), with at most one Close and nothing after it (§5.5.1); the
 * end is told at most once, and nothing is heard after it.
 *
 * @example
 * ```ts
 * import { coreConnections, oneClose } from '@sansws/testing';
 * oneClose(coreConnections, { runs: 20 });
 * ```
 */
export function oneClose<State>(endpoint: Endpoint<State>, trial: Trial): void {
  tryLaw('one Close', life(), (some) => leavesStrictly(endpoint, some), trial);
}

function leavesStrictly<State>(endpoint: Endpoint<State>, { setting: how, happenings }: Life): Judgement {
  const written: Uint8Array[] = [];
  let state = endpoint.open(how);
  let now = 0;
  let ended = false;
  for (const happening of happenings) {
    now += passing(happening);
    const reaction = happen(endpoint, state, happening, now);
    if (reaction === null) continue;
    const silent = reaction.heard.length === 0 && reaction.written.length === 0 && reaction.fault === null;
    if (ended && (!silent || reaction.closed)) return `after the end: ${shown(answer(reaction))}`;
    ended = reaction.closed || ended;
    written.push(reaction.written);
    state = reaction.state;
  }
  return strangeness(joined(written), how.role);
}

/** What a strict peer finds wrong with the octets of an endpoint. */
function strangeness(octets: Uint8Array, from: Role): Judgement {
  const peer: Setting = {
    role: from === 'client' ? 'server' : 'client',
    limits: { messagePayload: Infinity, fragments: Infinity },
  };
  const strict = twinReceive(octets, peer, 'messages');
  if (strict.fault !== null) return `its peer finds ${shown(strict.fault)} in ${shown(octets)}`;
  const { frames } = twinReceive(octets, peer, 'frames');
  const closes = frames.filter((frame: Frame) => frame.opcode === 0x8).length;
  if (closes > 1) return `${closes} Close frames left`;
  if (closes === 1 && frames.at(-1)?.opcode !== 0x8) return 'frames left after the Close';
  const key = from === 'client' ? 0 : null;
  const length = frames.reduce((sum, frame) => sum + twinEncode(frame, key).length, 0);
  return length === octets.length ? null : 'an unfinished frame left';
}

/** A setting, and what happens under it. */
interface Life {
  readonly setting: Setting;
  readonly happenings: readonly Happening[];
}

function life(): fc.Arbitrary<Life> {
  return fc.oneof(lifeOf('client'), lifeOf('server'));
}

function lifeOf(role: Role): fc.Arbitrary<Life> {
  return fc.record({ setting: setting(role), happenings: script(role) });
}

function passing(happening: Happening): number {
  return happening.type === 'elapse' ? happening.milliseconds : 1;
}

/** All of a reaction but the state, which may take another form and still be the same. */
function answer(reaction: Reaction<unknown> | null): unknown {
  if (reaction === null) return null;
  const { heard, written, fault, closed, details } = reaction;
  return { heard, written, fault, closed, details };
}
