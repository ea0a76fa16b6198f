/**
 * What Deno can do and others cannot, and the other way round.
 *
 * @module
 */

import type { Capabilities } from '@sansws/adapter-kit';

/**
 * No HTTP server of Deno hands its connection out, so there is no `attach`; `Deno.startTls` takes TCP only.
 */
export const capabilities: Capabilities = {
  attach: false,
  createConnection: true,
  tlsOverUnix: false,
  tlsWithinTls: false,
  backlog: true,
};
