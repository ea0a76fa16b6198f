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
