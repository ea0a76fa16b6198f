/** Bare ends of streams and of ports, octets by hand. */
import type { MessagePort } from 'node:worker_threads';
import type { RawPeer } from '@sansws/testing/contract';
import type { StreamPair } from '../../src/index.ts';
import { portWindow } from '../../src/index.ts';

/** Two stream pairs that lead to each other. */
export function streamPairs(): readonly [StreamPair, StreamPair] {
  const there = new TransformStream<Uint8Array, Uint8Array>();
  const back = new TransformStream<Uint8Array, Uint8Array>();
  return [
    { readable: back.readable, writable: there.writable },
    { readable: there.readable, writable: back.writable },
  ];
}

/** A stream pair without any WebSocket. */
export function rawStreams({ readable, writable }: StreamPair): RawPeer {
  const reader = readable.getReader();
  const writer = writable.getWriter();
  return {
    async write(octets) {
      writer.write(octets.slice()).catch(ignore);
      await writer.ready.catch(ignore);
    },
    async read() {
      const { done, value } = await reader.read();
      return done ? null : (value as Uint8Array);
    },
    end: () => void writer.close().catch(ignore),
    reset() {
      writer.abort(new Error('reset')).catch(ignore);
      reader.cancel(new Error('reset')).catch(ignore);
    },
  };
}

/** A port without any WebSocket, which speaks the port protocol in the plainest way there is: credit at once. */
export function rawPort(port: MessagePort): RawPeer {
  const came: unknown[] = [];
  const waiting: Uint8Array[] = [];
  let credit = portWindow;
  let isClosed = false;
  let wake: () => void = ignore;
  const more = (): Promise<void> => {
    const before = wake;
    return new Promise((resolve) => {
      wake = () => {
        before();
        resolve();
      };
    });
  };
  const flush = (): void => {
    for (; waiting.length > 0 && (waiting[0] as Uint8Array).length <= credit; waiting.shift()) {
      credit -= (waiting[0] as Uint8Array).length;
      port.postMessage(waiting[0]);
    }
  };
  port.on('message', (message) => {
    if (typeof message === 'number') credit += message;
    else came.push(message);
    flush();
    wake();
  });
  port.on('close', () => {
    isClosed = true;
    wake();
  });
  return {
    async write(octets) {
      for (let at = 0; at < octets.length; at += 65_536) waiting.push(octets.slice(at, at + 65_536));
      flush();
      for (; waiting.length > 0; await more()) if (isClosed) return;
    },
    async read() {
      while (came.length === 0) {
        if (isClosed) throw new Error('closed');
        await more();
      }
      const message = came[0];
      if (message === null) return null;
      if (!(message instanceof Uint8Array)) throw new Error(message as string);
      came.shift();
      port.postMessage(message.length);
      return message;
    },
    end: () => port.postMessage(null),
    reset() {
      port.postMessage('reset');
      port.close();
    },
  };
}

function ignore(): void {}
