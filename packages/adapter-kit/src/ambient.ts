/**
 * The few words of the platform that the language's own library does not name.
 *
 * @module
 */

/** As much of an `AbortSignal` as is needed here; every runtime's own one fits. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * Calls `aborted` when the signal aborts, at once if it has; gives back how to forget it.
 *
 * @example
 * ```ts
 * import { whenAborted } from '@sansws/adapter-kit';
 * import { equal } from 'node:assert/strict';
 * let count = 0;
 * whenAborted(AbortSignal.abort(), () => count++);
 * equal(count, 1);
 * ```
 */
export function whenAborted(signal: AbortSignalLike | undefined, aborted: () => void): () => void {
  if (signal === undefined) return forgetNothing;
  if (signal.aborted) {
    aborted();
    return forgetNothing;
  }
  signal.addEventListener('abort', aborted);
  return () => signal.removeEventListener('abort', aborted);
}

function forgetNothing(): void {}

/** Whether a callback gave a promise of whatever make. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}
