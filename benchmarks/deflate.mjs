// permessage-deflate against `ws`, in memory: the connection floor, same messages, level, window and memLevel.
//
//   node benchmarks/deflate.mjs [--engine=zlib|pako] [--rows=send|receive|100] [--sizes=64,1024,16384] [--level=6] [--bits=15]
//
// `ws` compresses on the thread pool and answers later: what is compared is CPU time of all threads, and its
// contender hands over a round of messages and waits until the last of them is done. A round is 64 KiB of plain
// octets, twice the window, so that no message meets itself again.

import { receive } from '@sansws/core';
import { pakoEngine } from '@sansws/deflate-pako';
import { zlibEngine } from '@sansws/deflate-zlib';
import {
  connectionOf,
  nothing,
  oursReceiving,
  oursSending,
  wsReceiving,
  wsSending,
} from './deflate-contenders.mjs';
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
const level = Number(valueOf('level') ?? 6);
const bits = Number(valueOf('bits') ?? 15);
/** Both senders say the same: what each wrote is read back, on one connection. */
async function checkSending(engine, parameters, texts) {
  for (const contender of [
    (keep) => oursSending(engine, parameters, texts, 1, keep),
    (keep) => wsSending(parameters, texts, 1, keep),
  ]) {
    const octets = [];
    await contender(octets).run(2);
    let step = receive(connectionOf('client', zlibEngine(), parameters), Buffer.concat(octets), 1);
    const told = [];
    for (;;) {
      for (const event of step.events) told.push(event.text);
      if (!step.more) break;
      step = receive(step.connection, nothing, 1);
    }
    if (told.join() !== [...texts, ...texts].join()) throw new Error('What was sent is not what is read');
  }
}

async function cell(way, engine, parameters, size, connections) {
  const count = connections === 1 ? Math.ceil(roundOctets / size) : 4;
  const texts = market(size, count);
  const messages = texts.length * connections;
  if (way === 'receive') {
    const ours = oursReceiving(engine, parameters, texts, connections);
    return compare(ours, wsReceiving(parameters, texts, connections), messages, turnMilliseconds);
  }
  await checkSending(engine, parameters, texts);
  const ours = oursSending(engine, parameters, texts, connections);
  return compare(ours, wsSending(parameters, texts, connections), messages, turnMilliseconds);
}

const told = (nanoseconds) => `${(nanoseconds / 1000).toFixed(1)} µs`;
const rows = [];
for (const engine of engines) {
  for (const takeover of [true, false]) {
    const parameters = { takeover, bits, level };
    for (const way of ['send', 'receive']) {
      for (const connections of [1, 100]) {
        const label = `${way}${takeover ? '' : ', no takeover'}, ${engine.name}${connections === 1 ? '' : ', 100 at once'}`;
        if (!wantedRows.test(label)) continue;
        const cells = [];
        for (const size of sizes) {
          const { ratio, ours, theirs } = await cell(way, engine, parameters, size, connections);
          cells.push(`${ratio.toFixed(2)} (${told(ours)}, ${told(theirs)})`);
        }
        rows.push([label, ...cells]);
        if (process.stderr.isTTY) console.error(rows.at(-1).join(' | '));
      }
    }
  }
}
console.log(`node ${process.version}, ws 8.23, level ${level}, window ${bits}, memLevel 8`);
console.log('CPU time relative to ws, all threads (in brackets: ours, theirs, for one message).\n');
console.log(
  table(['work', ...sizes.map((size) => (size < 1024 ? `${size} B` : `${size / 1024} KiB`))], rows),
);
