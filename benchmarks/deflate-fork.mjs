// What a fork of an old value costs with permessage-deflate: a message from a value whose stream has gone on, against
// the same message from the newest value, and against going through a window once, which is the most it may add.
//
//   node benchmarks/deflate-fork.mjs

import { encode, receive, send } from '@sansws/core';
import { pakoEngine } from '@sansws/deflate-pako';
import { zlibEngine } from '@sansws/deflate-zlib';
import { connectionOf } from './deflate-contenders.mjs';
import { market } from './market.mjs';
import { median, table } from './measure.mjs';

const parameters = { takeover: true, bits: 15, level: 6 };
const texts = market(1_024, 64);
const [next] = market(1_024, 1);
const rounds = 200;
const window = new TextEncoder().encode(texts.join('').slice(-32_768));
const settings = { level: 6, memLevel: 8, strategy: 'default', windowBits: 15 };

/** Microseconds of CPU time: the median of rounds; `prepare` is not counted. */
function cost(prepare, run) {
  const took = [];
  for (let round = 0; round < rounds; round++) {
    const input = prepare();
    const begin = process.hrtime.bigint();
    run(input);
    took.push(Number(process.hrtime.bigint() - begin) / 1_000);
  }
  return median(took);
}

const told = (microseconds) => microseconds.toFixed(0);

function sent(connection, text) {
  return send(connection, { type: 'text', text }, 1).value;
}

function rowsOf(engine) {
  let sender = connectionOf('client', engine, parameters);
  let receiver = connectionOf('server', engine, parameters);
  const keys = new Uint32Array(1);
  for (const text of texts) {
    const step = sent(sender, text);
    sender = step.connection;
    receiver = receive(receiver, encode(step.outbound, keys).value[0], 1).connection;
  }
  const chunk = Buffer.concat(encode(sent(sender, next).outbound, keys).value);
  // An old value has no stream any more: somebody has gone on from it.
  const [oldSender, oldReceiver] = [sender, receiver];
  receive(oldReceiver, chunk, 1);
  const forkOut = cost(
    () => oldSender,
    (from) => sent(from, next),
  );
  const forkIn = cost(
    () => oldReceiver,
    (from) => receive(from, chunk, 1),
  );
  let straight = sent(oldSender, next).connection;
  const straightOut = cost(
    () => straight,
    (from) => (straight = sent(from, next).connection),
  );
  // As a fork does: a new stream, in memory that nobody has touched, that goes through the window once.
  const primed = (make) => {
    const kept = [];
    const took = cost(make, (stream) => {
      kept.push(stream);
      stream.prime(window);
    });
    for (const stream of kept) stream.free();
    return took;
  };
  return [
    [`${engine.name}, send`, ...[straightOut, forkOut, primed(() => engine.deflater(settings))].map(told)],
    [`${engine.name}, receive`, '', ...[forkIn, primed(() => engine.inflater())].map(told)],
  ];
}

console.log(`node ${process.version}: µs for a message of 1 KiB, window 15, level 6\n`);
console.log(
  table(
    ['', 'straight on', 'from an old value', 'priming a new stream'],
    [zlibEngine(), pakoEngine()].flatMap(rowsOf),
  ),
);
