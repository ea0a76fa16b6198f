/**
 * Where the errors of an application's own callbacks go.
 *
 * @module
 */

import type { Runtime } from './ports.ts';
import type { Socket } from './socket.ts';

/** Told of every error that a callback of the application throws or rejects with. */
export type ErrorCallback = (error: unknown, socket: Socket | null) => void;

/**
 * `onError`, or the runtime's own way to report; if `onError` itself throws, both errors are reported. Never
 * throws: if reporting fails too, nobody is left to tell.
 */
export function errorCallback(runtime: Runtime, onError: ErrorCallback | undefined): ErrorCallback {
  const report = (error: unknown): void => {
    try {
      runtime.report(error);
    } catch {
      // The loop goes on: it serves other connections too.
    }
  };
  if (onError === undefined) return report;
  return (error, socket) => {
    try {
      onError(error, socket);
    } catch (another) {
      report(error);
      report(another);
    }
  };
}

/**
 * A runtime's way to report an error that no `onError` took. `inspect` shows values as the runtime does, `tell` gets
 * what happened and what was thrown.
 */
export function reporterOf(
  inspect: (value: unknown) => string,
  tell: (what: string, thrown: string) => void,
): Runtime['report'] {
  return (error) => {
    tell('A callback of the application failed; give `onError` to handle that', described(error, inspect));
  };
}

/** Anything can be thrown, also what cannot be shown. */
function described(error: unknown, inspect: (value: unknown) => string): string {
  try {
    return typeof error === 'string' ? error : inspect(error);
  } catch {
    return 'what it threw cannot be shown';
  }
}
