/** The part of `websocket-driver` that is used here; the package has no types of its own. */
declare module 'websocket-driver' {
  import type { IncomingMessage } from 'node:http';
  import type { Duplex } from 'node:stream';

  export interface Driver {
    readonly io: Duplex;
    addExtension(extension: object): this;
    on(event: 'open', listener: () => void): this;
    on(event: 'message', listener: (event: { readonly data: string | Uint8Array }) => void): this;
    on(event: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    start(): boolean;
    text(message: string): boolean;
    binary(message: Uint8Array): boolean;
    ping(message: string, onPong: () => void): boolean;
    close(reason: string, code: number): boolean;
  }

  const websocket: {
    isWebSocket(request: IncomingMessage): boolean;
    http(request: IncomingMessage): Driver;
    client(url: string): Driver;
  };
  export default websocket;
}

/** An extension for `websocket-driver`, to be handed on. */
declare module 'permessage-deflate' {
  const deflate: object;
  export default deflate;
}
