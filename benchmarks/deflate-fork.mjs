// What a fork of an old value costs with permessage-deflate: a message from a value whose stream has gone on, less the
// same kind of message straight on, against making a stream and going through a window with it, which is the most that
// it may add.
//
//   node benchmarks/deflate-fork.mjs [--rounds=400] [--streams=4]
//
// All four are measured in turn, in one loop, so that a noisy machine and cold caches disturb all alike. No message meets
// itself again in its window. The caches are small and full, as those of a busy server are: a fork then takes a stream
// that would be given up. With a large one, which never fills, it makes one, in memory that nobody has touched.

import { encode, receive, send } from '@sansws/core';
import { streamCache } from '@sansws/core/permessage-deflate';
import { pakoEngine } from '@sansws/deflate-pako';
import { zlibEngine } from '@sansws/deflate-zlib';
import { connectionOf, extensionOfOurs } from './deflate-contenders.mjs';
import { market } from './market.mjs';
import { median, table } from './measure.mjs';

const parameters = { takeover: true, bits: 15, level: 6 };
const valueOf = (name, otherwise) =>
  Number(process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise);
const rounds = valueOf('rounds', 400);
const streams = valueOf('streams', 4);
/** So many rounds are not counted: the compiler is not done. */
const warmUp = rounds >> 2;
const texts = market(1_024, 64);
const window = new TextEncoder().encode(texts.join('').slice(-32_768));
const settings = { level: 6, memLevel: 8, strategy: 'default', windowBits: 15 };
const keys = new Uint32Array(1);

/** A connection whose cache has room for the stream that goes straight on, and for little more. */
function standing(role, engine) {
  return connectionOf(role, engine, parameters, extensionOfOurs(engine, parameters, streamCache(streams)));
}

/** A message more on each of two connections: what it takes is not counted. */
function spoken(pair, text) {
  const step = send(pair.sender, { type: 'text', text }, 1).value;
  const [chunk] = encode(step.outbound, keys).value;
  return { sender: step.connection, receiver: receive(pair.receiver, chunk, 1).connection, chunk };
}

/** Rounds of microseconds, by name. */
function stopwatch() {
  const took = new Map();
  const time = (name, run) => {
    const begin = process.hrtime.bigint();
    const result = run();
    const microseconds = Number(process.hrtime.bigint() - begin) / 1_000;
    took.set(name, [...(took.get(name) ?? []), microseconds]);
    return result;
  };
  return { time, of: (name) => median(took.get(name).slice(warmUp)) };
}

const told = (microseconds) => microseconds.toFixed(0);

async function rowsOf(engine) {
  let pair = { sender: standing('client', engine), receiver: standing('server', engine) };
  for (const text of texts) pair = spoken(pair, text);
  // These have no stream any more: somebody goes on from them.
  const old = pair;
  const [next] = texts;
  const { chunk } = spoken(old, next);
  let source = old;
  let sending = old.sender;
  let receiving = old.receiver;
  const { time, of } = stopwatch();
  for (let round = 0; round < rounds; round++) {
    const text = texts[round % texts.length];
    sending = time('straight out', () => send(sending, { type: 'text', text }, 1).value.connection);
    time('fork out', () => send(old.sender, { type: 'text', text: next }, 1));
    const deflater = time('make out', () => engine.deflater(settings));
    time('prime out', () => deflater.prime(window));
    deflater.free();
    source = spoken(source, text);
    receiving = time('straight in', () => receive(receiving, source.chunk, 1).connection);
    time('fork in', () => receive(old.receiver, chunk, 1));
    const inflater = time('make in', () => engine.inflater());
    time('prime in', () => inflater.prime(window));
    inflater.free();
    // zlib frees what was freed in the next turn.
    await new Promise(setImmediate);
  }
  return ['out', 'in'].map((way) => {
    const [straight, fork] = [of(`straight ${way}`), of(`fork ${way}`)];
    const priming = of(`make ${way}`) + of(`prime ${way}`);
    const cells = [straight, fork, fork - straight, priming].map(told);
    return [`${engine.name}, ${way}`, ...cells, ((fork - straight) / priming).toFixed(2)];
  });
}

const rows = [...(await rowsOf(zlibEngine())), ...(await rowsOf(pakoEngine()))];
console.log(`node ${process.version}: µs for a message of 1 KiB, window 15, level 6\n`);
const head = ['', 'straight on', 'from an old value', 'more', 'making and priming a stream', 'share'];
console.log(table(head, rows));
