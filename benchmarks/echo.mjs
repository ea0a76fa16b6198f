// The whole stack over loopback against `ws`: servers in processes of their own, one load generator on raw
// TCP that writes ready-made frames and counts what comes back.
//
//   node benchmarks/echo.mjs [pipelined|pingpong|idle]
//
// Figures are relative to `ws`, from turns that lie side by side: messages a second, and in brackets CPU time
// a message of the server (above 1: less of it).

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { randomFillSync } from 'node:crypto';
import { encode, establish, send } from '@sansws/core';
import { median, table } from './measure.mjs';

const only = process.argv[2];
const turns = Number(process.env.BENCH_TURNS ?? 5);
const turnMilliseconds = Number(process.env.BENCH_TURN ?? 700);
const oneSize = process.env.BENCH_SIZE === undefined ? null : [Number(process.env.BENCH_SIZE)];
const pingPongSizes = oneSize ?? [16, 125, 1024, 65_536];
const pipelinedSizes = oneSize ?? [16, 125, 1024, 16_384];
const name = (size) => (size < 1024 ? `${size} B` : `${size / 1024} KiB`);

async function startServer(kind) {
  const child = fork(new URL('./echo-server.mjs', import.meta.url), [kind], {
    execArgv: ['--expose-gc', ...(process.env.BENCH_SERVER_FLAGS ?? '').split(' ').filter(Boolean)],
  });
  const [{ port }] = await once(child, 'message');
  const ask = async (what) => {
    child.send(what);
    return (await once(child, 'message'))[0];
  };
  return { kind, port, ask, stop: () => child.disconnect() };
}

function frame(size) {
  const limits = { messagePayload: 100 * 1024 * 1024 };
  const data = new Uint8Array(randomFillSync(Buffer.alloc(size)));
  const sent = send(establish({ role: 'client', limits }, 0).connection, { type: 'binary', data }, 0);
  return Buffer.concat(
    encode(sent.value.outbound, new Uint32Array(randomFillSync(new Uint8Array(4)).buffer)).value,
  );
}

const request = `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`;

/** A socket behind the opening handshake; a plain one for `tcp`. */
async function open(server) {
  const socket = connect({ port: server.port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  socket.setNoDelay(true);
  await once(socket, 'connect');
  if (server.kind === 'tcp') return socket;
  socket.write(request);
  let head = '';
  while (!head.endsWith('\r\n\r\n')) {
    const [chunk] = await once(socket, 'data');
    head += chunk.toString('latin1');
  }
  return socket;
}

/** Octets of the answer to one message. */
function answerLength(server, size) {
  if (server.kind === 'tcp') return frame(size).length;
  return size + (size < 126 ? 2 : size < 65_536 ? 4 : 10);
}

/** Messages that come back in a turn, with always `window` octets under way on each connection. */
async function turn(server, sockets, size, window) {
  const one = frame(size);
  const answer = answerLength(server, size);
  const count = Math.max(1, Math.floor(window / one.length));
  const batch = Buffer.concat(Array.from({ length: count }, () => one));
  const half = count > 1 ? Buffer.concat(Array.from({ length: count >> 1 }, () => one)) : one;
  const before = await server.ask('cpu');
  const begin = performance.now();
  let got = 0;
  let going = true;
  const ends = sockets.map(
    (socket) =>
      new Promise((resolve) => {
        let owed = batch.length === one.length ? 1 : count;
        let rest = 0;
        const onData = (chunk) => {
          rest += chunk.length;
          const whole = Math.floor(rest / answer);
          rest -= whole * answer;
          owed -= whole;
          got += whole;
          if (going && owed <= count >> 1) {
            socket.write(half);
            owed += count > 1 ? count >> 1 : 1;
          }
          if (!going && owed === 0) {
            socket.off('data', onData);
            resolve();
          }
        };
        socket.on('data', onData);
        socket.write(batch);
      }),
  );
  await new Promise((resolve) => setTimeout(resolve, turnMilliseconds));
  going = false;
  await Promise.all(ends);
  const seconds = (performance.now() - begin) / 1000;
  const after = await server.ask('cpu');
  const cpu = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system;
  return { rate: got / seconds, cpu: cpu / got };
}

async function row(label, kinds, connections, window) {
  const cells = [];
  for (const size of window === 0 ? pingPongSizes : pipelinedSizes) {
    const servers = [];
    for (const kind of kinds) servers.push(await startServer(kind));
    const results = servers.map(() => []);
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
    const base = kinds.indexOf('ws');
    const ratio = (index, what) =>
      median(results[index].map((result, turnIndex) => what(result, results[base][turnIndex])));
    cells.push(
      kinds
        .map((kind, index) => {
          if (index === base)
            return `ws ${Math.round(median(results[index].map((result) => result.rate)))}/s`;
          const rate = ratio(index, (mine, theirs) => mine.rate / theirs.rate).toFixed(2);
          const cpu = ratio(index, (mine, theirs) => theirs.cpu / mine.cpu).toFixed(2);
          return `${kind} **${rate}** (${cpu})`;
        })
        .join(', '),
    );
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
    await row('1 connection', (process.env.BENCH_KINDS ?? 'ours,iterator,ws,tcp').split(','), 1, 131_072),
  ];
  console.log(table(['', ...pipelinedSizes.map(name)], rows));
}
if (only === undefined || only === 'pingpong') {
  console.log('\nEcho, ping-pong: one message under way on each connection\n');
  const rows = [];
  for (const connections of [1, 10, 100])
    rows.push(await row(`${connections}`, ['ours', 'ws', 'tcp'], connections, 0));
  console.log(table(['connections', ...pingPongSizes.map(name)], rows));
}
if (only === undefined || only === 'idle') {
  console.log('\nResident memory of an idle connection, KiB\n');
  console.log(table(['', 'KiB'], await idle()));
}
process.exit(0);
