/**
 * Messages that were heard in parts, put together: where they were cut must make no difference.
 *
 * @module
 */

import type { Frame } from '@sansws/core/frame';
import { joined } from './same.ts';
import type { Heard } from './subject.ts';

/**
 * What was said, each message in parts as one where its last part stands. Parts of a message that has no end
 * are left out: how many have come by then is not a question of what was sent.
 *
 * @example
 * ```ts
 * import { wholeMessages } from '@sansws/testing';
 * import { deepEqual } from 'node:assert/strict';
 * const parts = ['H', 'i', ''].map((text, index) => ({ type: 'text-part', text, final: index === 2 }) as const);
 * deepEqual(wholeMessages(parts), [{ type: 'text', text: 'Hi' }]);
 * ```
 */
export function wholeMessages<Said extends Frame | Heard>(said: readonly Said[]): readonly (Said | Heard)[] {
  const whole: (Said | Heard)[] = [];
  let texts: string[] = [];
  let runs: Uint8Array[] = [];
  for (const one of said) {
    if (isPart(one)) {
      if (one.type === 'text-part') texts.push(one.text);
      else runs.push(one.data);
      if (!one.final) continue;
      if (one.type === 'text-part') whole.push({ type: 'text', text: texts.join('') });
      else whole.push({ type: 'binary', data: joined(runs) });
      texts = [];
      runs = [];
    } else whole.push(one);
  }
  return whole;
}

function isPart(said: Frame | Heard): said is Extract<Heard, { type: 'text-part' | 'binary-part' }> {
  return 'type' in said && (said.type === 'text-part' || said.type === 'binary-part');
}
