/**
 * The two roles of RFC 6455 §2 and who masks (§5.1).
 *
 * @module
 */

/** Which end of the connection this is: the one that asked for it, or the one that was asked (RFC 6455 §2). */
export type Role = 'client' | 'server';

/**
 * Whether frames sent by this role are masked: a client's always, a server's never (RFC 6455 §5.1).
 *
 * @example
 * ```ts
 * import { masks } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * equal(masks('client'), true);
 * equal(masks('server'), false);
 * ```
 */
export function masks(role: Role): boolean {
  return role === 'client';
}
