// Our server on Deno and Bun against the runtime's own, native WebSocket server, over loopback.
//
//   node benchmarks/runtimes.mjs [deno|bun] [pipelined|pingpong]
//
// Messages a second relative to the native server, from turns that lie side by side; in brackets CPU time a
// message of the server (above 1: less of it); pipelined, also the share of the time that ours and theirs were busy.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { name, open, pipelined, turn } from './load.mjs';
import { median, table } from './measure.mjs';

const words = process.argv.slice(2);
const isAsked = (word, all) => words.includes(word) || !all.some((one) => words.includes(one));
const turns = Number(process.env.BENCH_TURNS ?? 5);
const sizes = process.env.BENCH_SIZE === undefined ? null : [Number(process.env.BENCH_SIZE)];
const programs = {
  deno: ['../packages/deno-adapter/node_modules/.bin/deno', ['run', '-A']],
  bun: ['../packages/bun-adapter/node_modules/.bin/bun', []],
};

async function startServer(runtime, kind) {
  const [path, options] = programs[runtime];
  const program = fileURLToPath(new URL(path, import.meta.url));
  const script = fileURLToPath(new URL('./runtime-server.mjs', import.meta.url));
  const child = spawn(program, [...options, script, kind], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const { port } = JSON.parse((await once(lines, 'line'))[0]);
  const ask = async () => {
    child.stdin.write('\n');
    return JSON.parse((await once(lines, 'line'))[0]);
  };
  return { kind, port, ask, stop: () => child.stdin.end() };
}

async function cell(runtime, size, connections, window) {
  const servers = [await startServer(runtime, 'ours'), await startServer(runtime, 'native')];
  const sockets = [];
  for (const server of servers) {
    sockets.push(await Promise.all(Array.from({ length: connections }, () => open(server))));
  }
  const results = [[], []];
  for (let round = 0; round <= turns; round++) {
    for (const index of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const result = await turn(servers[index], sockets[index], size, window);
      // The first round warms up.
      if (round > 0) results[index].push(result);
    }
  }
  for (const socket of sockets.flat()) socket.destroy();
  for (const server of servers) server.stop();
  const ratio = (what) => median(results[0].map((mine, at) => what(mine, results[1][at]))).toFixed(2);
  const speed = Math.round(median(results[0].map(({ rate }) => rate)));
  const busy = (index) => median(results[index].map((result) => result.busy)).toFixed(2);
  const times = window === 0 ? '' : `, busy ${busy(0)} and ${busy(1)}`;
  return `**${ratio((mine, theirs) => mine.rate / theirs.rate)}** (${ratio((mine, theirs) => theirs.cpu / mine.cpu)}), ${speed}/s${times}`;
}

for (const runtime of Object.keys(programs)) {
  if (!isAsked(runtime, Object.keys(programs))) continue;
  if (isAsked('pipelined', ['pipelined', 'pingpong'])) {
    const columns = sizes ?? [16, 125, 1_024, 16_384];
    const row = ['1 connection'];
    for (const size of columns) row.push(await cell(runtime, size, 1, pipelined));
    console.log(`\n${runtime}, echo, pipelined, relative to the runtime's own server\n`);
    console.log(table(['', ...columns.map(name)], [row]));
  }
  if (isAsked('pingpong', ['pipelined', 'pingpong'])) {
    const columns = sizes ?? [16, 125, 1_024];
    const rows = [];
    for (const connections of [1, 100]) {
      const row = [String(connections)];
      for (const size of columns) row.push(await cell(runtime, size, connections, 0));
      rows.push(row);
    }
    console.log(`\n${runtime}, echo, ping-pong, relative to the runtime's own server\n`);
    console.log(table(['connections', ...columns.map(name)], rows));
  }
}
process.exit(0);
