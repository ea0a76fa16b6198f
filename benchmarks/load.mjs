// The load generator of echo.mjs and runtimes.mjs: raw TCP, ready-made frames, and a count of what comes back.

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { randomFillSync } from 'node:crypto';
import { encode, establish, send } from '@sansws/core';

const turnMilliseconds = Number(process.env.BENCH_TURN ?? 700);

/**
 * Octets under way on a connection that is pipelined. With few, a server that answers a read at a time and this generator
 * wait for each other in turn; the share of the time that servers were busy is told beside the figures, and
 * `BENCH_WINDOW=131072` shows the difference.
 */
export const pipelined = Number(process.env.BENCH_WINDOW ?? 524_288);

/** A size in words. */
export const name = (size) => (size < 1024 ? `${size} B` : `${size / 1024} KiB`);

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
export async function open(server) {
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

/**
 * Keeps processes, and this one, on one processor; false where that cannot be had (it takes Linux and `taskset`). With one message under way, nobody works while another does; on two
 * processors most of the time is that of waking the other one up.
 */
export function onOneProcessor(pids) {
  try {
    for (const pid of [process.pid, ...pids]) execFileSync('taskset', ['-a', '-p', '-c', '0', String(pid)]);
    return true;
  } catch {
    return false;
  }
}

/** Octets of the answer to one message. */
function answerLength(server, size) {
  if (server.kind === 'tcp') return frame(size).length;
  return size + (size < 126 ? 2 : size < 65_536 ? 4 : 10);
}

/** Messages that come back in a turn, with always `window` octets under way on each connection. */
export async function turn(server, sockets, size, window) {
  const one = frame(size);
  const answer = answerLength(server, size);
  const count = Math.max(1, Math.floor(window / one.length));
  const batch = Buffer.concat(Array.from({ length: count }, () => one));
  const half = count > 1 ? Buffer.concat(Array.from({ length: count >> 1 }, () => one)) : one;
  const step = Math.max(1, count >> 1);
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
          // What came may be more than a half: one alone would let the window shrink to it, and both sides wait in turn.
          if (going) for (; owed <= count >> 1; owed += step) socket.write(half);
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
  return { rate: got / seconds, cpu: cpu / got, busy: cpu / seconds / 1e6 };
}
