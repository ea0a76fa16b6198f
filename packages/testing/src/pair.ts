/**
 * Two endpoints and the links between them: a whole connection in memory, as a value.
 *
 * @module
 */

import type { Command } from '@sansws/core/connection';
import type { Role } from '@sansws/core/vocabulary';
import { carry, deliver, emptyLink, type Link } from './link.ts';
import type { Endpoint, Fault, Heard, Reaction, Setting } from './subject.ts';

/** One end, with the link that leads away from it. */
export interface End<State> {
  readonly state: State;
  readonly away: Link;
  readonly heard: readonly Heard[];
  readonly fault: Fault | null;
}

/** Both ends. */
export interface Pair<State> {
  readonly client: End<State>;
  readonly server: End<State>;
  readonly now: number;
}

/**
 * Two fresh endpoints over links that the seed governs.
 *
 * @example
 * ```ts
 * import { openPair, type Endpoint } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * const simple = { open: () => 0 } as unknown as Endpoint<number>;
 * equal(openPair(simple, 1, {}).client.heard.length, 0);
 * ```
 */
export function openPair<State>(
  endpoint: Endpoint<State>,
  seed: number,
  setting: Omit<Partial<Setting>, 'role'>,
): Pair<State> {
  return {
    client: freshEnd(endpoint, seed, { limits: {}, ...setting, role: 'client' }),
    server: freshEnd(endpoint, seed + 1, { limits: {}, ...setting, role: 'server' }),
    now: 0,
  };
}

function freshEnd<State>(endpoint: Endpoint<State>, seed: number, setting: Setting): End<State> {
  return { state: endpoint.open(setting), away: emptyLink(seed), heard: [], fault: null };
}

/**
 * Has one end do what its application asks; `null` where it refuses to.
 *
 * @example
 * ```ts
 * import { ask, openPair, type Endpoint } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * const mute = { open: () => 0, send: () => null } as unknown as Endpoint<number>;
 * equal(ask(mute, openPair(mute, 1, {}), 'client', { type: 'close' }), null);
 * ```
 */
export function ask<State>(
  endpoint: Endpoint<State>,
  pair: Pair<State>,
  role: Role,
  command: Command,
): Pair<State> | null {
  const reaction = endpoint.send(pair[role].state, command, pair.now);
  return reaction === null ? null : { ...pair, [role]: after(pair[role], reaction) };
}

/**
 * Lets each link deliver once.
 *
 * @example
 * ```ts
 * import { openPair, pass, type Endpoint } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * const nothing = { state: 0, heard: [], written: new Uint8Array(0), fault: null };
 * const simple = { open: () => 0, receive: () => nothing } as unknown as Endpoint<number>;
 * equal(pass(simple, openPair(simple, 1, {})).now, 1);
 * ```
 */
export function pass<State>(endpoint: Endpoint<State>, pair: Pair<State>): Pair<State> {
  const now = pair.now + 1;
  const toServer = deliver(pair.client.away);
  const toClient = deliver(pair.server.away);
  const client = endpoint.receive(pair.client.state, toClient.chunk, now);
  const server = endpoint.receive(pair.server.state, toServer.chunk, now);
  return {
    client: after({ ...pair.client, away: toServer.link }, client),
    server: after({ ...pair.server, away: toClient.link }, server),
    now,
  };
}

/**
 * Lets the links deliver until nothing is under way.
 *
 * @example
 * ```ts
 * import { openPair, settle, type Endpoint } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * const simple = { open: () => 0 } as unknown as Endpoint<number>;
 * equal(settle(simple, openPair(simple, 1, {})).now, 0);
 * ```
 */
export function settle<State>(endpoint: Endpoint<State>, pair: Pair<State>): Pair<State> {
  let current = pair;
  while (current.client.away.underWay.length > 0 || current.server.away.underWay.length > 0) {
    current = pass(endpoint, current);
  }
  return current;
}

function after<State>(end: End<State>, reaction: Reaction<State>): End<State> {
  return {
    state: reaction.state,
    away: carry(end.away, reaction.written),
    heard: [...end.heard, ...reaction.heard],
    fault: end.fault ?? reaction.fault,
  };
}
