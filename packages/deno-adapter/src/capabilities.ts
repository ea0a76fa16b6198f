/**
 * What Deno can do and others cannot, and the other way round.
 *
 * @module
 */

import type { Capabilities } from '@sansws/adapter-kit';

/**
 * No HTTP server of Deno hands its connection out, so there is no `attach`; `Deno.startTls` takes TCP only. An attempt
 * to connect with a certificate of the client's own is the one that cannot be ended.
 */
export const capabilities: Capabilities = {
  attach: false,
  createConnection: true,
  tlsOverUnix: false,
  tlsWithinTls: false,
  abortAttempt: true,
  backlog: true,
};
