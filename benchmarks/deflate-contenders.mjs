// Two ends with permessage-deflate and without sockets, for deflate.mjs and its kin: ours and that of `ws`. Parameters are
// `{ takeover, bits, level }`, the same for both directions and both contenders; memLevel is 8.

import { Writable } from 'node:stream';
import { PerMessageDeflate, Receiver, Sender } from 'ws';
import { encode, establish, receive, send } from '@sansws/core';
import { permessageDeflate, streamCache } from '@sansws/core/permessage-deflate';
import { WriteMemory } from '@sansws/adapter-kit';
import { zlibEngine } from '@sansws/deflate-zlib';
import { nodeMemory, nodePrimitives } from '@sansws/node';

export const limits = { messagePayload: 100 * 1024 * 1024 };
export const nothing = new Uint8Array(0);
const noKeys = new Uint32Array(0);

/** What both have agreed on, as an answer carries it. */
function agreement({ takeover, bits }) {
  const agreed = [];
  for (const side of ['server', 'client']) {
    if (!takeover) agreed.push([`${side}_no_context_takeover`, true]);
    if (bits < 15) agreed.push([`${side}_max_window_bits`, String(bits)]);
  }
  return agreed;
}

/** A connection of ours of the given role, with permessage-deflate in use; `extension` is shared, as on a server. */
export function connectionOf(role, engine, parameters, extension = extensionOfOurs(engine, parameters)) {
  const session = extension.revive(role, agreement(parameters));
  const options = { role, limits, chunks: 'owned', primitives: nodePrimitives, sessions: [session] };
  return establish(options, 0).connection;
}

/** permessage-deflate as our connections share it. */
export function extensionOfOurs(engine, { level, strictWindows = false }, cache = streamCache(1_000)) {
  return permessageDeflate({ engine, cache, threshold: 0, level, strictWindows });
}

/** The same of `ws`, a server's. */
export function extensionOf(parameters) {
  const zlibDeflateOptions = { level: parameters.level, memLevel: 8 };
  const { messagePayload: maxPayload } = limits;
  const deflate = new PerMessageDeflate({ isServer: true, threshold: 0, zlibDeflateOptions, maxPayload });
  deflate.accept([Object.fromEntries(agreement(parameters).map(([name, value]) => [name, [value]]))]);
  return { 'permessage-deflate': deflate };
}

/** Counts octets, as a socket that is never full; with `keep`, the octets too. */
export function sink(keep) {
  const stream = new Writable({
    decodeStrings: false,
    write(data, encoding, done) {
      keep?.push(Uint8Array.from(data));
      done();
    },
    writev(all, done) {
      for (const { chunk } of all) keep?.push(Uint8Array.from(chunk));
      done();
    },
  });
  return stream;
}

/** Each message through `send` and `encode` to the socket, as it is given. */
export function oursSending(engine, parameters, texts, connections, keep) {
  const all = Array.from({ length: connections }, () => ({
    connection: connectionOf('server', engine, parameters),
    memory: new WriteMemory(nodePrimitives, nodeMemory),
    socket: sink(keep),
  }));
  return {
    prepare: (count) => count,
    run: (count) => {
      for (let round = 0; round < count; round++) {
        for (const text of texts) {
          for (const one of all) {
            const step = send(one.connection, { type: 'text', text }, 1).value;
            one.connection = step.connection;
            one.memory.begin();
            for (const segment of encode(step.outbound, noKeys, 0, one.memory.primitives).value) {
              one.socket.write(segment);
            }
            one.memory.end(true);
          }
        }
      }
      return count;
    },
  };
}

/** A round at once on one connection; on many, one message on each at once. Then it waits for the last. */
export function wsSending(parameters, texts, connections, keep) {
  const all = Array.from({ length: connections }, () => new Sender(sink(keep), extensionOf(parameters)));
  const options = { binary: false, mask: false, fin: true, compress: true };
  const sent = (sender, text) => new Promise((done) => sender.send(text, options, done));
  return {
    prepare: (count) => count,
    run: async (count) => {
      for (let round = 0; round < count; round++) {
        if (connections === 1) await Promise.all(texts.map((text) => sent(all[0], text)));
        else for (const text of texts) await Promise.all(all.map((sender) => sent(sender, text)));
      }
      return count;
    },
  };
}

/**
 * Chunks as a client sends them, each contender's own: they go on where the last ones ended. One connection gets a
 * round in a chunk, many get a message in each.
 */
export function source(parameters, texts, connections) {
  const clients = Array.from({ length: connections }, () => connectionOf('client', zlibEngine(), parameters));
  const keys = Uint32Array.of(0x37fa213d);
  const wire = (index, text) => {
    const step = send(clients[index], { type: 'text', text }, 1).value;
    clients[index] = step.connection;
    return Buffer.concat(encode(step.outbound, keys).value);
  };
  const round = () => {
    if (connections === 1) return [[Buffer.concat(texts.map((text) => wire(0, text)))]];
    return texts.map((text) => clients.map((client, index) => wire(index, text)));
  };
  return (count) => Array.from({ length: count }, round);
}

/** Reads a text as much as both must: so that neither leaves it as octets. */
const read = (text) => text.length + text.charCodeAt(text.length >> 1);

export function oursReceiving(engine, parameters, texts, connections) {
  const all = Array.from({ length: connections }, () => connectionOf('server', engine, parameters));
  return {
    prepare: source(parameters, texts, connections),
    run: (rounds) => {
      let sum = 0;
      for (const round of rounds) {
        for (const chunks of round) {
          for (const [index, chunk] of chunks.entries()) {
            let step = receive(all[index], chunk, 1);
            for (;;) {
              for (const event of step.events) sum += read(event.text);
              if (!step.more) break;
              step = receive(step.connection, nothing, 1);
            }
            all[index] = step.connection;
          }
        }
      }
      return sum;
    },
  };
}

export function wsReceiving(parameters, texts, connections) {
  let sum = 0;
  let awaited = 0;
  let done;
  const all = Array.from({ length: connections }, () => {
    const extensions = extensionOf(parameters);
    const receiver = new Receiver({ isServer: true, extensions, maxPayload: limits.messagePayload });
    receiver.on('message', (data) => {
      sum += read(data.toString());
      if (--awaited === 0) done();
    });
    receiver.on('error', (error) => {
      throw error;
    });
    return receiver;
  });
  return {
    prepare: source(parameters, texts, connections),
    run: async (rounds) => {
      sum = 0;
      for (const round of rounds) {
        for (const chunks of round) {
          const finished = new Promise((resolve) => (done = resolve));
          awaited = connections === 1 ? texts.length : connections;
          for (const [index, chunk] of chunks.entries()) all[index].write(chunk);
          await finished;
        }
      }
      return sum;
    },
  };
}
