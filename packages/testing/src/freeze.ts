/**
 * Values made unchangeable, and octets watched for changes: how persistence is proven.
 *
 * @module
 */

/**
 * Freezes `value` and everything it holds, so that changing it in place throws. Typed arrays have no frozen
 * form (ECMA-262 forbids it): `watch` them.
 *
 * @example
 * ```ts
 * import { deepFreeze } from '@sansws/testing';
 * import { throws } from 'node:assert/strict';
 * const list = deepFreeze({ inner: [1] }).inner as number[];
 * throws(() => list.push(2), TypeError);
 * ```
 */
export function deepFreeze<Value>(value: Value): Value {
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (!freezable(next) || Object.isFrozen(next)) continue;
    Object.freeze(next);
    for (const name of Object.keys(next)) waiting.push((next as Record<string, unknown>)[name]);
  }
  return value;
}

/**
 * Remembers every octet that `value` holds now; the function that comes back tells whether all are still
 * the same.
 *
 * @example
 * ```ts
 * import { watch } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * const octets = Uint8Array.of(1);
 * const untouched = watch({ octets });
 * equal(untouched(), true);
 * octets[0] = 2;
 * equal(untouched(), false);
 * ```
 */
export function watch(value: unknown): () => boolean {
  const seen: (readonly [live: Uint8Array, copy: Uint8Array])[] = [];
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (next instanceof Uint8Array) seen.push([next, next.slice()]);
    else if (freezable(next)) waiting.push(...Object.values(next));
  }
  return () => seen.every(([live, copy]) => live.every((octet, index) => octet === copy[index]));
}

function freezable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}
