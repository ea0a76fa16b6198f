// What a connection at rest holds with permessage-deflate, against `ws` with the same parameters: resident memory, each
// case in a process of its own, without sockets, which cost the same for both.
//
//   node benchmarks/deflate-memory.mjs [--connections=4000] [--octets=60000] [--bits=15]
//
// 1,000 connections come first and fill what all share: pools, our cache of 100 live streams, memory that garbage lies in.
// What is told is what each further connection takes, once it was sent `octets` octets of JSON and has sent as many.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Receiver, Sender } from 'ws';
import { encode, receive, send } from '@sansws/core';
import { streamCache } from '@sansws/core/permessage-deflate';
import { zlibEngine } from '@sansws/deflate-zlib';
import { connectionOf, extensionOf, extensionOfOurs, limits, sink, source } from './deflate-contenders.mjs';
import { market } from './market.mjs';
import { table } from './measure.mjs';

const valueOf = (name, otherwise) =>
  Number(process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise);
const connections = valueOf('connections', 4_000);
const octets = valueOf('octets', 60_000);
const before = 1_000;

if (process.argv[2] === 'hold') await hold(JSON.parse(process.argv[3]));
else await tell();

/** In a process of its own: makes connections, and tells what each takes. */
async function hold({ kind, ...parameters }) {
  const texts = market(1_024, Math.ceil(octets / 1_024));
  const chunk = source(parameters, texts, 1)(1)[0][0][0];
  const begin = { ours, ws: theirs }[kind](parameters);
  const held = [];
  for (let index = 0; index < before; index++) held.push(await tidied(begin(texts, chunk), index));
  const start = await resident();
  for (let index = 0; index < connections; index++) held.push(await tidied(begin(texts, chunk), index));
  process.send(((await resident()) - start) / connections);
  // Whoever holds nothing has nothing to measure.
  if (held.length !== before + connections) throw new Error('A connection is missing');
  process.disconnect();
}

/** What making connections leaves behind is garbage of no connection: it is collected on the way, for both. */
async function tidied(connection, index) {
  const made = await connection;
  await turn();
  if (index % 50 === 0) globalThis.gc();
  return made;
}

/** Our connection is a value: it is all that is held, but for the streams of the one cache. */
function ours(parameters) {
  const engine = zlibEngine();
  const extension = extensionOfOurs(engine, parameters, streamCache(100));
  return (texts, chunk) => {
    let connection = connectionOf('server', engine, parameters, extension);
    for (const text of texts) {
      const step = send(connection, { type: 'text', text }, 1).value;
      encode(step.outbound, new Uint32Array(0));
      connection = step.connection;
    }
    let left = texts.length;
    let step = receive(connection, chunk, 1);
    for (;;) {
      left -= step.events.length;
      if (!step.more) break;
      step = receive(step.connection, new Uint8Array(0), 1);
    }
    if (left !== 0) throw new Error('A message is missing');
    return step.connection;
  };
}

/** A connection of `ws` is its receiver and its sender, which share an extension. */
function theirs(parameters) {
  return async (texts, chunk) => {
    const extensions = extensionOf(parameters);
    const sender = new Sender(sink(), extensions);
    const options = { binary: false, mask: false, fin: true, compress: true };
    await Promise.all(texts.map((text) => new Promise((done) => sender.send(text, options, done))));
    const receiver = new Receiver({ isServer: true, extensions, maxPayload: limits.messagePayload });
    let left = texts.length;
    await new Promise((done) => {
      receiver.on('message', () => {
        if (--left === 0) done();
      });
      // It takes the mask off in place.
      receiver.write(Buffer.from(chunk));
    });
    return [sender, receiver];
  };
}

async function resident() {
  for (let round = 0; round < 4; round++) {
    globalThis.gc();
    await sleep(50);
  }
  return process.memoryUsage().rss;
}

async function measured(kind, parameters) {
  const file = fileURLToPath(import.meta.url);
  const options = [`--connections=${connections}`, `--octets=${octets}`];
  const child = fork(file, ['hold', JSON.stringify({ kind, ...parameters }), ...options], {
    execArgv: ['--expose-gc'],
  });
  const [perConnection] = await once(child, 'message');
  return perConnection / 1024;
}

async function tell() {
  const rows = [];
  for (const takeover of [true, false]) {
    for (const bits of [15, 12, 9].filter((some) => valueOf('bits', some) === some)) {
      const parameters = { takeover, bits, level: 6 };
      const other = await measured('ws', parameters);
      // Strict windows are another case only where a small one is taken over.
      for (const strictWindows of takeover && bits < 15 ? [false, true] : [false]) {
        const mine = await measured('ours', { ...parameters, strictWindows });
        const share = `${((100 * mine) / other).toFixed(0)} %`;
        const label = strictWindows ? `${bits}, strict` : bits;
        rows.push([takeover ? 'yes' : 'no', label, mine.toFixed(0), other.toFixed(0), share]);
      }
    }
  }
  console.log(`node ${process.version}, ws 8.23, level 6, memLevel 8: KiB a connection at rest\n`);
  console.log(table(['takeover', 'window', 'ours', 'ws', 'ours of ws'], rows));
}
