/**
 * Bun as the runtime of the kit: clock, entropy, primitives; one for the whole process.
 *
 * @module
 */

import { clockOf, engineOf, reporterOf } from '@sansws/adapter-kit';
import type { Engine } from '@sansws/adapter-kit';
import { entropy } from './entropy.ts';
import { primitives } from './primitives.ts';

/** Time since the process began, which nobody can set back. */
const clock = clockOf({
  // A connection keeps the process alive by its socket, not by its timer.
  setTimer: (callback, delay, target) => setTimeout(callback, delay, target).unref(),
  // What waits to be read is read first.
  soon: (callback, target) => void setImmediate(callback, target),
});

/** An application that gave no `onError` still hears of its errors. */
const report = reporterOf(
  (value) => Bun.inspect(value),
  (what, thrown) => console.error(what, thrown),
);

/** What all connections of this process share. */
export const engine: Engine = engineOf({ clock, entropy, primitives, report });
