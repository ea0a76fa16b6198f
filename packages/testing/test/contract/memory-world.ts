/** The contract in memory, on a clock of its own. */
import type { ReaderLike, StreamPair, WriterLike } from '@sansws/duplex';
import type { RawPeer, World } from '../../src/contract/index.ts';
import { Memory, openOver, scriptedStreams } from '../../src/in-memory/index.ts';
import type { LinkScript } from '../../src/in-memory/index.ts';

/** Bends the streams of an adapter's end. */
export type Bend = (streams: StreamPair) => StreamPair;

/** A world in memory whose links behave as a script says; `bend` makes the adapter's ends faulty. */
export function memoryWorld(name = 'in memory', script: LinkScript = {}, bend: Bend = (it) => it): World {
  const memory = new Memory();
  const { clock, engine } = memory;
  return {
    name,
    abilities: { halfClose: true, reset: true, addresses: true, secure: false, handshakeDrop: false },
    clock: {
      now: () => clock.now(),
      after(milliseconds, callback) {
        const timer = clock.setTimer(clock.now() + milliseconds, callback, undefined);
        return () => clock.clearTimer(timer);
      },
    },
    carry: (running) => clock.until(running),
    async listen(options) {
      const server = memory.listen(options);
      const dial = (): StreamPair => {
        const [near, far] = scriptedStreams(clock, script, script);
        server.accept(bend(far));
        return near;
      };
      return {
        get connections() {
          return server.connections;
        },
        connect: (asked = {}) => openOver(engine, () => bend(dial()), asked),
        dial: async () => rawPeer(dial()),
        close: (how) => server.close(how),
      };
    },
    async listenRaw(serve) {
      return {
        async connect(asked = {}) {
          const [near, far] = scriptedStreams(clock, script, script);
          serve(rawPeer(far));
          return openOver(engine, () => bend(near), asked);
        },
        async close() {},
      };
    },
  };
}

function rawPeer({ readable, writable }: StreamPair): RawPeer {
  const reader: ReaderLike = readable.getReader();
  const writer: WriterLike = writable.getWriter();
  return {
    async write(octets) {
      await writer.write(octets).catch(ignore);
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

function ignore(): void {}
