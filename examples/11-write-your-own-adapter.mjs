// An adapter for another kind of transport: the kit has the run loop, backpressure, the one timer and the
// socket; what is left is to name the primitives. Here: web streams, `{ readable, writable }`, as WebTransport
// and other runtimes have them.
//
//   node examples/11-write-your-own-adapter.mjs

import { firstStep, MaskingKeys, openSocket, Service, WriteMemory } from '@sansws/adapter-kit';
import { plainPrimitives } from '@sansws/core';

/** A pair of web streams as a `Transport`. */
class StreamTransport {
  remoteAddress = '';
  secure = false;
  bufferedOctets = 0;
  copies = false; // a web stream hands octets on as they are, so their memory stays theirs
  #reader;
  #writer;
  #listener = null;
  #paused = false;
  #resumed = () => {};
  #ending = null;
  #over = false;

  constructor({ readable, writable }) {
    this.#reader = readable.getReader();
    this.#writer = writable.getWriter();
  }

  start(listener) {
    this.#listener = listener;
    void this.#read();
  }

  write(segments) {
    for (const segment of segments) {
      this.bufferedOctets += segment.length;
      this.#writer.write(segment).then(
        () => (this.bufferedOctets -= segment.length),
        (problem) => this.#break(problem),
      );
    }
    if (this.#over || this.#writer.desiredSize > 0) return true;
    this.#writer.ready.then(
      () => this.#tell('drained'),
      (problem) => this.#break(problem),
    );
    return false;
  }

  endWriting() {
    this.#ending ??= this.#writer.close();
    this.#ending.catch((problem) => this.#break(problem));
  }

  close() {
    this.endWriting();
    this.#ending.then(
      () => this.#finish(),
      () => {},
    );
  }

  abort() {
    this.#writer.abort().catch(() => {});
    this.#finish();
  }

  pause() {
    this.#paused = true;
  }

  resume() {
    this.#paused = false;
    this.#resumed();
  }

  async #read() {
    try {
      for (;;) {
        while (this.#paused) await new Promise((resolve) => (this.#resumed = resolve));
        const { done, value } = await this.#reader.read();
        if (done) break;
        this.#tell('chunk', value);
      }
      this.#tell('ended');
    } catch (problem) {
      this.#break(problem);
    }
  }

  #break(problem) {
    this.#tell('broken', problem);
    this.#finish();
  }

  /** `closed` is the last that is told, and it is told once. */
  #finish() {
    if (this.#over) return;
    this.#reader.cancel().catch(() => {});
    this.#tell('closed');
    this.#over = true;
  }

  #tell(what, value) {
    if (!this.#over) this.#listener[what](value);
  }
}

/** What the runtime brings besides: time, entropy, and native primitives where it has faster ones. */
const entropy = { fillRandomly: (octets) => crypto.getRandomValues(octets) };
const engine = {
  keys: new MaskingKeys(entropy),
  memory: new WriteMemory(plainPrimitives),
  runtime: {
    entropy,
    primitives: plainPrimitives,
    clock: {
      now: () => performance.now(),
      setTimer: (at, callback, target) => setTimeout(() => callback(target), at - performance.now()),
      clearTimer: (timer) => clearTimeout(timer),
      soon: (callback, target) => setTimeout(() => callback(target), 0),
    },
    report: (error) => console.error(error),
  },
};

/** A client, as every adapter writes it. */
function connect(streams, options) {
  const first = firstStep(engine, options);
  const dial = { transport: Promise.resolve(new StreamTransport(streams)), abandon() {} };
  return openSocket(engine, first, dial, {});
}

// Two ends in one process, the server on one of them.
const [there, back] = [new TransformStream(), new TransformStream()];
const service = new Service(engine, {
  origins: 'any',
  onSocket: async (socket) => {
    for await (const message of socket) await socket.send(`heard over streams: ${message}`);
  },
});
service.accept(new StreamTransport({ readable: there.readable, writable: back.writable }));

const socket = await connect(
  { readable: back.readable, writable: there.writable },
  { host: 'example.com', resourceName: '/' },
);
await socket.send('Hello');
for await (const message of socket) {
  console.log(message);
  break;
}
await service.close();
console.log(`the client hears ${(await socket.closed).statusCode}`);
