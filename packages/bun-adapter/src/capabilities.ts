/**
 * What Bun can do and others cannot, and the other way round.
 *
 * @module
 */

import type { Capabilities } from '@sansws/adapter-kit';

/**
 * No HTTP server of Bun hands its socket out, so there is no `attach`; sockets of Bun have one reader from the
 * beginning, so there is no `createConnection`; `Bun.connect` takes no signal and hands out no socket before it is
 * connected, so there is nothing by which to end an attempt.
 */
export const capabilities: Capabilities = {
  attach: false,
  createConnection: false,
  tlsOverUnix: true,
  tlsWithinTls: false,
  abortAttempt: false,
  backlog: false,
};
