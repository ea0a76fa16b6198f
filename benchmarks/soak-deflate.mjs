// Many connections with permessage-deflate, mixed traffic and churn, for as long as one likes: what the server holds
// must stay flat once it is warm. Every message comes back and is compared.
//
//   node benchmarks/soak-deflate.mjs [--kind=ours|ws] [--connections=10000] [--minutes=10] [--seed=1] [--growth=0.05]
//
// The server is a process of its own; needs as many open files as connections, in each of the two (`ulimit -n`).

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { permessageDeflate, streamCache } from '@sansws/core/permessage-deflate';
import { zlibEngine } from '@sansws/deflate-zlib';
import { connect } from '@sansws/node';
import { market, seeded } from './market.mjs';
import { median, table } from './measure.mjs';

const valueOf = (name, otherwise) =>
  process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise;
const kind = valueOf('kind', 'ours');
const connections = Number(valueOf('connections', 10_000));
const milliseconds = Number(valueOf('minutes', 10)) * 60_000;
const random = seeded(Number(valueOf('seed', 1)));
const below = (count) => Math.floor(random() * count);
const pick = (all) => all[below(all.length)];

/** So many conversations go on at once. */
const workers = Math.min(50, connections);
/** What is seen is told so often in all. */
const samples = 30;
/** Of the samples so many come before the server is warm. */
const warmUp = 10;
/** What may be noise. A short run is hardly warm: it needs more. */
const mostGrowth = Number(valueOf('growth', 0.05));

// All windows, with takeover and without; one cache for all, so that this end stays small, too.
const cache = streamCache(500);
const deflates = [
  {},
  { clientMaxWindowBits: true },
  { serverNoContextTakeover: true, clientNoContextTakeover: true },
  { serverMaxWindowBits: 12, clientMaxWindowBits: 12 },
].map((offer) => permessageDeflate({ engine: zlibEngine(), cache, threshold: 64, offers: [offer] }));
const texts = [16, 64, 250, 1_024, 4_096, 16_384].flatMap((size) => market(size, 8));
const binaries = texts.map((text) => new TextEncoder().encode(text));

const server = fork(fileURLToPath(new URL('soak-server.mjs', import.meta.url)), [kind], {
  execArgv: ['--expose-gc'],
});
const [{ port }] = await once(server, 'message');
const counts = { messages: 0, opened: 0, closed: 0, broken: 0 };
const sockets = [];

async function open() {
  counts.opened++;
  const socket = await connect(`ws://127.0.0.1:${port}/`, { extensions: [pick(deflates)] });
  const line = { socket, answer: null, lost: null };
  socket.onMessage((message) => line.answer?.(message));
  void socket.closed.then(() => line.lost?.(new Error('A connection ended by itself')));
  return line;
}

const mebibytes = (octets) => (octets / 1_048_576).toFixed(0);
const percent = (share) => `${(100 * share).toFixed(1)} %`;
const isSame = (sent, come) => (typeof sent === 'string' ? sent === come : Buffer.compare(sent, come) === 0);

/** One message and its echo. */
async function converse(line) {
  const message = random() < 0.7 ? pick(texts) : pick(binaries);
  const come = new Promise((resolve, reject) => {
    line.answer = resolve;
    line.lost = reject;
  });
  await line.socket.send(message, { compress: random() < 0.9 });
  if (!isSame(message, await come)) throw new Error('What came back is not what was sent');
  line.lost = null;
  counts.messages++;
}

/** Talks on one connection after the other, and replaces one in fifty: closed in order, or broken off. */
async function work(own, until) {
  while (Date.now() < until) {
    const index = below(own.length);
    await converse(own[index]);
    if (random() > 0.02) continue;
    const { socket } = own[index];
    if (random() < 0.5) {
      counts.closed++;
      await socket.close();
    } else {
      counts.broken++;
      socket.abort();
    }
    own[index] = await open();
  }
}

async function held() {
  server.send('held');
  const [seen] = await once(server, 'message');
  return seen;
}

const empty = await held();
while (sockets.length < connections) {
  const batch = Math.min(200, connections - sockets.length);
  sockets.push(...(await Promise.all(Array.from({ length: batch }, open))));
}
console.error(`${connections} connections stand`);
const until = Date.now() + milliseconds;
const all = Promise.all(
  Array.from({ length: workers }, (_, index) =>
    work(
      sockets.filter((line, place) => place % workers === index),
      until,
    ),
  ),
);
const seen = [];
for (let sample = 1; sample <= samples; sample++) {
  await Promise.race([
    sleep(Math.max(0, until - ((samples - sample) * milliseconds) / samples - Date.now())),
    all,
  ]);
  seen.push(await held());
}
await all;
server.disconnect();
tell();
process.exit();

/** Flat is: from the middle third to the last one, resident memory grows by no more than noise. */
function tell() {
  const rows = seen.map(({ rss, heapUsed, external, streams, sockets: standing }, index) => [
    (((index + 1) * milliseconds) / samples / 60_000).toFixed(1),
    ...[rss, heapUsed, external].map(mebibytes),
    streams ?? '',
    standing,
  ]);
  console.log(table(['minute', 'resident MiB', 'heap', 'external', 'live streams', 'connections'], rows));
  const [warm, late] = [seen.slice(warmUp, 2 * warmUp), seen.slice(2 * warmUp)];
  const between = (of) => {
    const [before, after] = [warm, late].map((part) => median(part.map(of)));
    return { after, growth: after / before - 1 };
  };
  const resident = between(({ rss }) => rss);
  const used = between(({ heapUsed, external }) => heapUsed + external);
  console.log(`\n${kind}, node ${process.version}: ${JSON.stringify(counts)}`);
  console.log(
    `after warm-up: resident ${percent(resident.growth)}, heap and external ${percent(used.growth)}`,
  );
  const kibibytes = (resident.after - empty.rss) / connections / 1024;
  console.log(`${kibibytes.toFixed(1)} KiB a connection, sockets and all`);
  const isFlat = resident.growth <= mostGrowth && used.growth <= mostGrowth;
  console.log(isFlat ? 'flat' : 'NOT FLAT');
  if (!isFlat) process.exitCode = 1;
}
