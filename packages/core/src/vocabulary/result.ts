/**
 * A value, or the reason why there is none. Nothing in the core throws on what a peer sends.
 *
 * @module
 */

/** Either a value or a problem. */
export type Result<Value, Problem> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem };

/**
 * A result that holds a value.
 *
 * @example
 * ```ts
 * import { success } from '@sansws/core/vocabulary';
 * import { deepEqual } from 'node:assert/strict';
 * deepEqual(success(1), { ok: true, value: 1 });
 * ```
 */
export function success<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

/**
 * A result that holds a problem.
 *
 * @example
 * ```ts
 * import { failure } from '@sansws/core/vocabulary';
 * import { deepEqual } from 'node:assert/strict';
 * deepEqual(failure('no'), { ok: false, problem: 'no' });
 * ```
 */
export function failure<Problem>(problem: Problem): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem };
}
