// WebSockets over the standard input and output of a child process, both ends by @sansws/duplex.
//
//   node examples/12-child-process.mjs

import { spawn } from 'node:child_process';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { connect, serve } from '@sansws/duplex';

if (process.argv.includes('--child')) {
  const server = serve({
    origins: 'any', // whoever has our standard input is trusted
    onSocket: (socket) => socket.onMessage((message) => socket.send(`${message}, says process 2`)),
  });
  server.accept(streamsOf(process.stdin, process.stdout), { remoteAddress: 'standard input' });
} else {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), '--child'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exit = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  const socket = await connect(streamsOf(child.stdout, child.stdin));
  void socket.send('Hello');
  for await (const message of socket) {
    console.log(message);
    break;
  }
  const { clean } = await socket.close();
  // The streams have ended with the connection, so the child has nothing left to do.
  console.log(`closed, clean: ${clean}; the child exits with ${await exit}`);
}

/** Streams of Node as web streams. */
function streamsOf(input, output) {
  return { readable: Readable.toWeb(input), writable: Writable.toWeb(output) };
}
