/**
 * Arbitrary lives of an endpoint: what its peer sends, what its application asks, how time passes.
 *
 * @module
 */

import fc from 'fast-check';
import type { Command } from '@sansws/core/connection';
import type { Role } from '@sansws/core/vocabulary';
import type { Endpoint, Reaction } from '../subject.ts';
import { command } from './command.ts';
import { cut, cutting } from './octets.ts';
import { anyWire } from './wire.ts';

/** One thing that happens to an endpoint. */
export type Happening =
  | { readonly type: 'receive'; readonly octets: Uint8Array }
  | { readonly type: 'send'; readonly command: Command }
  | { readonly type: 'elapse'; readonly milliseconds: number }
  | { readonly type: 'end' };

/**
 * What happens to an endpoint in the given role, in order.
 *
 * @example
 * ```ts
 * import { script } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { ok } from 'node:assert/strict';
 * fc.assert(fc.property(script('server'), (happenings) => ok(Array.isArray(happenings))), { numRuns: 20 });
 * ```
 */
export function script(role: Role): fc.Arbitrary<readonly Happening[]> {
  const chunks = fc
    .tuple(anyWire(role), cutting())
    .map(([octets, way]) => cut(octets, way).map((chunk): Happening => ({ type: 'receive', octets: chunk })));
  const other = fc.oneof(
    { weight: 6, arbitrary: command().map((asked): Happening => ({ type: 'send', command: asked })) },
    {
      weight: 1,
      arbitrary: fc.nat(6_000).map((milliseconds): Happening => ({ type: 'elapse', milliseconds })),
    },
    { weight: 1, arbitrary: fc.constant<Happening>({ type: 'end' }) },
  );
  const others = fc.array(fc.tuple(fc.nat(9_999), other), { maxLength: 6 });
  return fc.tuple(chunks, others).map(([received, between]) => {
    const happenings: Happening[] = [...received];
    for (const [place, happening] of between) {
      happenings.splice(Math.floor((place * (happenings.length + 1)) / 10_000), 0, happening);
    }
    return happenings;
  });
}

/**
 * Lets one thing happen; `null` where the endpoint refuses a command.
 *
 * @example
 * ```ts
 * import { happen, type Endpoint } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * const deaf = { send: () => null } as unknown as Endpoint<number>;
 * equal(happen(deaf, 0, { type: 'send', command: { type: 'close' } }, 0), null);
 * ```
 */
export function happen<State>(
  endpoint: Endpoint<State>,
  state: State,
  happening: Happening,
  now: number,
): Reaction<State> | null {
  switch (happening.type) {
    case 'receive':
      return endpoint.receive(state, happening.octets, now);
    case 'send':
      return endpoint.send(state, happening.command, now);
    case 'elapse':
      return endpoint.elapse(state, now);
    default:
      return endpoint.receiveEnd(state, now);
  }
}
