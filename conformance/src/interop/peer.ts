/**
 * What every peer of the interop tests does, whoever wrote it.
 *
 * In either role a peer is an echo: each message comes back as it was. Three texts are orders instead.
 *
 * @module
 */

/** The orders. */
export const orders = {
  /** Send the text `fragmented` in at least two frames. */
  fragments: '!fragments',
  /** Send a ping with the payload `are you there`, and when its pong has come the text `pong: are you there`. */
  ping: '!ping',
  /** Start the closing handshake with 4001 and `as you wish`. */
  close: '!close',
} as const;

/** What the peer's application program cannot ask of it, so that there is nothing to try. */
export type Lack = 'fragments from peer' | 'ping from peer';

/** A close as the peer's application was told it. */
export interface CloseSeen {
  readonly statusCode: number;
  readonly reason: string;
}

/** A peer that runs: as a server until it is stopped, as a client until its one connection is over. */
export interface RunningPeer {
  /** Where a server is reached. */
  readonly url: string;
  /** The next close that the peer's application is told of. */
  readonly nextClose: () => Promise<CloseSeen>;
  readonly stop: () => Promise<void> | void;
}

/** One implementation to talk to. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  readonly lacks: readonly Lack[];
  readonly startServer?: () => Promise<RunningPeer>;
  readonly startClient?: (url: string) => Promise<RunningPeer>;
}

/** Closes in the order of their arrival, for whoever asks next. */
export class Closes {
  readonly #seen: CloseSeen[] = [];
  readonly #asking: ((seen: CloseSeen) => void)[] = [];

  add(statusCode: number, reason: string): void {
    const seen = { statusCode, reason };
    const asking = this.#asking.shift();
    if (asking === undefined) this.#seen.push(seen);
    else asking(seen);
  }

  next(): Promise<CloseSeen> {
    const seen = this.#seen.shift();
    if (seen !== undefined) return Promise.resolve(seen);
    return new Promise((resolve) => this.#asking.push(resolve));
  }
}
