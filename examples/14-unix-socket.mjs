// WebSockets over a Unix socket: no port, and the file system says who may connect.
//
//   node examples/14-unix-socket.mjs

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, listen } from '@sansws/node';

// Only this user may look into a folder that `mkdtemp` makes, so only this user may connect.
const folder = await mkdtemp(join(tmpdir(), 'sansws-'));
const path = join(folder, 'app.sock');

const server = await listen({
  path,
  origins: 'any',
  onSocket: (socket, { target }) => socket.send(`Welcome to ${target}`),
});

const socket = await connect(`ws+unix:${path}:/chat?room=1`);
for await (const message of socket) {
  console.log(message);
  break;
}
console.log(`closed, clean: ${(await socket.close()).clean}`);
await server.close();
await rm(folder, { recursive: true });
