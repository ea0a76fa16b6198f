/**
 * Who listens to which event of a socket.
 *
 * @module
 */

import type { SocketEvents } from './socket-events.ts';

type Name = keyof SocketEvents;
type Listener = (value: never) => unknown;

/** Lists are replaced, never changed: whoever is being told keeps the list that it began with. */
export class Listeners {
  readonly #lists = new Map<Name, readonly Listener[]>();

  /** Adds a listener; gives back how to take it away. The same function twice is two listeners. */
  add(name: Name, callback: Listener): () => void {
    const listener: Listener = (value) => callback(value);
    this.#lists.set(name, [...this.of(name), listener]);
    return () => {
      const others = this.of(name).filter((other) => other !== listener);
      this.#lists.set(name, others);
    };
  }

  /** The listeners as they are now. */
  of(name: Name): readonly Listener[] {
    return this.#lists.get(name) ?? none;
  }
}

const none: readonly Listener[] = [];
