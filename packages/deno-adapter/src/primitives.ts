/**
 * The primitives that Deno has faster than plain JavaScript.
 *
 * @module
 */

import { simdMasking } from '@sansws/adapter-kit';
import { plainPrimitives } from '@sansws/core';
import type { Primitives } from '@sansws/core';

/** The core's own, but segments are costly: each is a write of its own, so most payloads are copied together. */
export const primitives: Primitives = {
  ...plainPrimitives,
  copyBelow: 65_536,
  copyMasked: simdMasking(plainPrimitives.copyMasked),
};
