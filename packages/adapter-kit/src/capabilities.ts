/**
 * What one runtime can do and another cannot. Everything else is the same on all.
 *
 * @module
 */

/** What an adapter offers beyond what all of them do. */
export interface Capabilities {
  /** `attach`: taking the upgrades of an HTTP server that the application has. */
  readonly attach: boolean;
  /** `createConnection`: a client on a stream of one's own. */
  readonly createConnection: boolean;
  /** `wss+unix:`, and a server with TLS on a Unix socket. */
  readonly tlsOverUnix: boolean;
  /** `wss:` through a proxy that itself is reached by TLS. */
  readonly tlsWithinTls: boolean;
  /** An attempt to connect can be ended: otherwise it goes on unseen until it fails, or ends when it is connected. */
  readonly abortAttempt: boolean;
  /** `backlog`: how many connections may wait to be taken in. */
  readonly backlog: boolean;
}
