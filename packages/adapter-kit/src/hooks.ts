/**
 * Where the errors of an application's own callbacks go.
 *
 * @module
 */

import type { Runtime } from './ports.ts';
import type { Socket } from './socket.ts';

/** Told of every error that a callback of the application throws or rejects with. */
export type ErrorCallback = (error: unknown, socket: Socket | null) => void;

/** `onError`, or the runtime's own way to report; if `onError` itself throws, both errors are reported. */
export function errorCallback(runtime: Runtime, onError: ErrorCallback | undefined): ErrorCallback {
  if (onError === undefined) return (error) => runtime.report(error);
  return (error, socket) => {
    try {
      onError(error, socket);
    } catch (another) {
      runtime.report(error);
      runtime.report(another);
    }
  };
}
