/**
 * What Node can do and others cannot.
 *
 * @module
 */

import type { Capabilities } from '@sansws/adapter-kit';

/** All there is. */
export const capabilities: Capabilities = {
  attach: true,
  createConnection: true,
  tlsOverUnix: true,
  tlsWithinTls: true,
  abortAttempt: true,
  backlog: true,
};
