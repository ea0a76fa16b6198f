/**
 * Arbitrary roles and limits.
 *
 * @module
 */

import fc from 'fast-check';
import { anySession } from '@sansws/core/extension';
import type { Limits, Role } from '@sansws/core/vocabulary';
import type { Setting } from '../subject.ts';
import { xPieces } from '../toy-extensions.ts';

/**
 * Either role.
 *
 * @example
 * ```ts
 * import { role } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { ok } from 'node:assert/strict';
 * fc.assert(fc.property(role(), (either) => ok(either === 'client' || either === 'server')));
 * ```
 */
export function role(): fc.Arbitrary<Role> {
  return fc.constantFrom('client', 'server');
}

/**
 * A setting for the given role: the default limits, limits just above what is sent here, or limits so small
 * that they bite; messages whole or in parts, chunks borrowed or owned, keepalive, and an extension that gives
 * all payloads in several pieces.
 *
 * @example
 * ```ts
 * import { setting } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { equal } from 'node:assert/strict';
 * fc.assert(fc.property(setting('server'), (how) => equal(how.role, 'server')));
 * ```
 */
export function setting(of: Role): fc.Arbitrary<Setting> {
  const small: fc.Arbitrary<Partial<Limits>> = fc.record(
    {
      framePayload: fc.nat(40),
      messagePayload: fc.nat(60),
      fragments: fc.integer({ min: 1, max: 4 }),
      // So few that octets are held back for later calls.
      eventsPerCall: fc.integer({ min: 1, max: 3 }),
    },
    { requiredKeys: [] },
  );
  const limits = fc.oneof(
    { weight: 1, arbitrary: fc.constant<Partial<Limits>>({}) },
    // A codec may set memory aside for what a header announces: a low limit keeps thousands of runs quick.
    { weight: 40, arbitrary: fc.constant<Partial<Limits>>({ messagePayload: 2_000 }) },
    { weight: 15, arbitrary: small },
  );
  const ways: fc.Arbitrary<Omit<Setting, 'role' | 'limits'>> = fc.record(
    {
      delivery: fc.constantFrom('messages', 'parts'),
      chunks: fc.constantFrom('borrowed', 'owned'),
      keepalive: fc.record({ interval: fc.nat(3_000), timeout: fc.nat(3_000) }),
      sessions: fc.constant([anySession(xPieces)]),
    },
    { requiredKeys: [] },
  );
  return fc.tuple(limits, ways).map(([some, way]) => ({ ...way, role: of, limits: some }));
}
