/**
 * A turn of the event loop later, without the milliseconds that a timer takes at least.
 *
 * @module
 */

interface Port {
  addEventListener(type: 'message', listener: () => void): void;
  start(): void;
  postMessage(message: null): void;
  unref?(): void;
}

/** The words of the platform of which one is used. */
interface Platform {
  readonly setImmediate?: <Target>(callback: (target: Target) => void, target: Target) => unknown;
  readonly MessageChannel?: new () => { readonly port1: Port; readonly port2: Port };
  readonly setTimeout: (callback: () => void, delay: number) => unknown;
}

/** Calls a callback with its target soon. */
export type Soon = <Target>(callback: (target: Target) => void, target: Target) => void;

/** The way that a platform has: `setImmediate`, else a message to oneself, else a timer. */
export function soonOn(platform: Platform): Soon {
  const { setImmediate, MessageChannel } = platform;
  if (setImmediate !== undefined) return (callback, target) => void setImmediate(callback, target);
  if (MessageChannel === undefined) {
    return (callback, target) => void platform.setTimeout(() => callback(target), 0);
  }
  const { port1, port2 } = new MessageChannel();
  const tasks: (() => void)[] = [];
  // One message, one task: what a task puts off waits for the next.
  port1.addEventListener('message', () => tasks.shift()?.());
  port1.start();
  port1.unref?.();
  return (callback, target) => {
    tasks.push(() => callback(target));
    port2.postMessage(null);
  };
}

let found: Soon | null = null;

/** Looked up when it is first needed: importing this runs nothing. */
export const soon: Soon = (callback, target) => {
  found ??= soonOn(globalThis as unknown as Platform);
  found(callback, target);
};
