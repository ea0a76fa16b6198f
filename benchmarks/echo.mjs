// The whole stack over loopback against `ws`: servers in processes of their own, one load generator on raw
// TCP that writes ready-made frames and counts what comes back.
//
//   node benchmarks/echo.mjs [pipelined|pingpong|idle]
//
// Figures are relative to `ws`, from turns that lie side by side: messages a second, and in brackets CPU time
// a message of the server (above 1: less of it) and the share of the time that it was busy.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { name, onOneProcessor, open, pipelined, turn } from './load.mjs';
import { median, table } from './measure.mjs';

const only = process.argv[2];
const starts = Number(process.env.BENCH_STARTS ?? 3);
const turns = Number(process.env.BENCH_TURNS ?? 3);
const oneSize = process.env.BENCH_SIZE === undefined ? null : [Number(process.env.BENCH_SIZE)];
const pingPongSizes = oneSize ?? [16, 125, 1024, 65_536];
const pipelinedSizes = oneSize ?? [16, 125, 1024, 16_384];

async function startServer(kind) {
  const child = fork(new URL('./echo-server.mjs', import.meta.url), [kind], {
    execArgv: ['--expose-gc', ...(process.env.BENCH_SERVER_FLAGS ?? '').split(' ').filter(Boolean)],
  });
  const [{ port }] = await once(child, 'message');
  const ask = async (what) => {
    child.send(what);
    return (await once(child, 'message'))[0];
  };
  return { kind, port, pid: child.pid, ask, stop: () => child.disconnect() };
}

/** What each kind did in turns that lie side by side, of several starts: where a process lies in memory is luck. */
async function measure(kinds, size, connections, window, together) {
  const results = kinds.map(() => []);
  for (let start = 0; start < starts; start++) {
    const servers = [];
    for (const kind of kinds) servers.push(await startServer(kind));
    if (together) onOneProcessor(servers.map(({ pid }) => pid));
    const lines = [];
    for (const server of servers)
      lines.push(await Promise.all(Array.from({ length: connections }, () => open(server))));
    for (let round = 0; round <= turns; round++) {
      for (const index of round % 2 === 0 ? servers.keys() : [...servers.keys()].toReversed()) {
        const result = await turn(servers[index], lines[index], size, window);
        // The first round warms up.
        if (round > 0) results[index].push(result);
      }
    }
    for (const socket of lines.flat()) socket.destroy();
    for (const server of servers) server.stop();
  }
  return results;
}

async function row(label, kinds, connections, window, together = false) {
  const cells = [];
  for (const size of window === 0 ? pingPongSizes : pipelinedSizes) {
    const results = await measure(kinds, size, connections, window, together);
    const base = kinds.indexOf('ws');
    const ratio = (index, what) =>
      median(results[index].map((result, turnIndex) => what(result, results[base][turnIndex]))).toFixed(2);
    const middle = (index, what) => median(results[index].map(what));
    const parts = kinds.map((kind, index) => {
      const busy = window === 0 ? '' : `, busy ${middle(index, (result) => result.busy).toFixed(2)}`;
      if (index === base) return `ws ${Math.round(middle(index, (result) => result.rate))}/s${busy}`;
      const rate = ratio(index, (mine, theirs) => mine.rate / theirs.rate);
      const cpu = ratio(index, (mine, theirs) => theirs.cpu / mine.cpu);
      return `${kind} **${rate}** (${cpu}${busy})`;
    });
    cells.push(parts.join(', '));
  }
  return [label, ...cells];
}

/**
 * What 3,000 more connections take once 1,000 are held, in a server that has had 6,000 before: what is the same
 * for any number, compiled code above all, stays out of it.
 */
async function idle() {
  const rows = [];
  for (const kind of ['tcp', 'ws', 'ours']) {
    const figures = [];
    for (let round = 0; round < 3; round++) {
      const server = await startServer(kind);
      const sockets = [];
      const hold = async (count) => {
        while (sockets.length < count) {
          sockets.push(...(await Promise.all(Array.from({ length: 100 }, () => open(server)))));
        }
        await new Promise((resolve) => setTimeout(resolve, 500));
        return (await server.ask('memory')).rss;
      };
      // Never many at once, so that no memory is there for those that count.
      for (let batch = 0; batch < 60; batch++) {
        const some = await Promise.all(Array.from({ length: 100 }, () => open(server)));
        for (const socket of some) socket.destroy();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      const before = await hold(1_000);
      figures.push(((await hold(4_000)) - before) / 3_000 / 1024);
      for (const socket of sockets) socket.destroy();
      server.stop();
    }
    rows.push([kind, median(figures).toFixed(1)]);
  }
  return rows;
}

if (only === undefined || only === 'pipelined') {
  console.log('Echo, pipelined on one connection: messages a second (CPU a message), relative to ws\n');
  const rows = [
    await row('1 connection', (process.env.BENCH_KINDS ?? 'ours,iterator,ws,tcp').split(','), 1, pipelined),
  ];
  console.log(table(['', ...pipelinedSizes.map(name)], rows));
}
if (only === undefined || only === 'idle') {
  console.log('\nResident memory of an idle connection, KiB\n');
  console.log(table(['', 'KiB'], await idle()));
}
if (only === undefined || only === 'pingpong') {
  console.log('\nEcho, ping-pong: one message under way on each connection\n');
  const rows = [];
  for (const connections of [1, 10, 100])
    rows.push(await row(`${connections}`, ['ours', 'ws', 'tcp'], connections, 0));
  // From here on this process, too, keeps to one processor.
  if (onOneProcessor([])) rows.push(await row('1, all on one processor', ['ours', 'ws', 'tcp'], 1, 0, true));
  console.log(table(['connections', ...pingPongSizes.map(name)], rows));
}
process.exit(0);
