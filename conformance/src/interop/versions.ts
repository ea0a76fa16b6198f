/**
 * Which versions the peers from npm have.
 *
 * @module
 */

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The version of an installed package. */
export function versionOf(name: string): string {
  const { version } = require(`${name}/package.json`) as { version: string };
  return version;
}
