// permessage-deflate against `ws`, in memory: the connection floor, same messages, level, window and memLevel.
//
//   node benchmarks/deflate.mjs [--engine=zlib|pako] [--rows=send|receive|100] [--sizes=64,1024,16384]
//
// `ws` compresses on the thread pool and answers later: what is compared is CPU time of all threads, and its
// contender hands over a round of messages and waits until the last of them is done. A round is 64 KiB of plain
// octets, twice the window, so that no message meets itself again.

import { Writable } from 'node:stream';
import { PerMessageDeflate, Receiver, Sender } from 'ws';
import { encode, establish, receive, send } from '@sansws/core';
import { permessageDeflate, streamCache } from '@sansws/core/permessage-deflate';
import { WriteMemory } from '@sansws/adapter-kit';
import { pakoEngine } from '@sansws/deflate-pako';
import { zlibEngine } from '@sansws/deflate-zlib';
import { nodeMemory, nodePrimitives } from '@sansws/node';
import { market } from './market.mjs';
import { compare, table } from './measure.mjs';

const valueOf = (name) =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const engines = [zlibEngine(), pakoEngine()].filter(({ name }) => name === (valueOf('engine') ?? name));
const wantedRows = new RegExp(valueOf('rows') ?? '', 'u');
const sizes = (valueOf('sizes') ?? '64,1024,16384').split(',').map(Number);
const roundOctets = 65_536;
/** Waiting for other threads takes a while: turns are longer than in memory alone. */
const turnMilliseconds = Number(process.env.BENCH_TURN ?? 8);
const limits = { messagePayload: 100 * 1024 * 1024 };
const level = Number(valueOf('level') ?? 6);
const nothing = new Uint8Array(0);
const noKeys = new Uint32Array(0);

/** What both have agreed on. */
function agreement(takeover) {
  return takeover
    ? []
    : [
        ['server_no_context_takeover', true],
        ['client_no_context_takeover', true],
      ];
}

/** A connection of ours of the given role, with permessage-deflate in use. */
function connectionOf(role, engine, takeover) {
  const deflate = permessageDeflate({ engine, cache: streamCache(1_000), threshold: 0, level });
  const session = deflate.revive(role, agreement(takeover));
  const options = { role, limits, chunks: 'owned', primitives: nodePrimitives, sessions: [session] };
  return establish(options, 0).connection;
}

function extensionOf(takeover) {
  const options = { isServer: true, threshold: 0, zlibDeflateOptions: { level, memLevel: 8 } };
  const deflate = new PerMessageDeflate({ ...options, maxPayload: limits.messagePayload });
  deflate.accept([Object.fromEntries(agreement(takeover).map(([name]) => [name, [true]]))]);
  return { 'permessage-deflate': deflate };
}

/** Counts octets, as a socket that is never full; with `keep`, the octets too. */
function sink(keep) {
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
function oursSending(engine, takeover, texts, connections, keep) {
  const all = Array.from({ length: connections }, () => ({
    connection: connectionOf('server', engine, takeover),
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
function wsSending(takeover, texts, connections, keep) {
  const all = Array.from({ length: connections }, () => new Sender(sink(keep), extensionOf(takeover)));
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
function source(takeover, texts, connections) {
  const clients = Array.from({ length: connections }, () => connectionOf('client', zlibEngine(), takeover));
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

function oursReceiving(engine, takeover, texts, connections) {
  const all = Array.from({ length: connections }, () => connectionOf('server', engine, takeover));
  return {
    prepare: source(takeover, texts, connections),
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

function wsReceiving(takeover, texts, connections) {
  let sum = 0;
  let awaited = 0;
  let done;
  const all = Array.from({ length: connections }, () => {
    const extensions = extensionOf(takeover);
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
    prepare: source(takeover, texts, connections),
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

/** Both senders say the same: what each wrote is read back, on one connection. */
async function checkSending(engine, takeover, texts) {
  for (const contender of [
    (keep) => oursSending(engine, takeover, texts, 1, keep),
    (keep) => wsSending(takeover, texts, 1, keep),
  ]) {
    const octets = [];
    await contender(octets).run(2);
    let step = receive(connectionOf('client', zlibEngine(), takeover), Buffer.concat(octets), 1);
    const told = [];
    for (;;) {
      for (const event of step.events) told.push(event.text);
      if (!step.more) break;
      step = receive(step.connection, nothing, 1);
    }
    if (told.join() !== [...texts, ...texts].join()) throw new Error('What was sent is not what is read');
  }
}

async function cell(way, engine, takeover, size, connections) {
  const count = connections === 1 ? Math.ceil(roundOctets / size) : 4;
  const texts = market(size, count);
  const messages = texts.length * connections;
  if (way === 'receive') {
    const ours = oursReceiving(engine, takeover, texts, connections);
    return compare(ours, wsReceiving(takeover, texts, connections), messages, turnMilliseconds);
  }
  await checkSending(engine, takeover, texts);
  const ours = oursSending(engine, takeover, texts, connections);
  return compare(ours, wsSending(takeover, texts, connections), messages, turnMilliseconds);
}

const told = (nanoseconds) => `${(nanoseconds / 1000).toFixed(1)} µs`;
const rows = [];
for (const engine of engines) {
  for (const takeover of [true, false]) {
    for (const way of ['send', 'receive']) {
      for (const connections of [1, 100]) {
        const label = `${way}${takeover ? '' : ', no takeover'}, ${engine.name}${connections === 1 ? '' : ', 100 at once'}`;
        if (!wantedRows.test(label)) continue;
        const cells = [];
        for (const size of sizes) {
          const { ratio, ours, theirs } = await cell(way, engine, takeover, size, connections);
          cells.push(`${ratio.toFixed(2)} (${told(ours)}, ${told(theirs)})`);
        }
        rows.push([label, ...cells]);
        if (process.stderr.isTTY) console.error(rows.at(-1).join(' | '));
      }
    }
  }
}
console.log(`node ${process.version}, ws 8.23, level ${level}, window 15, memLevel 8`);
console.log('CPU time relative to ws, all threads (in brackets: ours, theirs, for one message).\n');
console.log(
  table(['work', ...sizes.map((size) => (size < 1024 ? `${size} B` : `${size / 1024} KiB`))], rows),
);
