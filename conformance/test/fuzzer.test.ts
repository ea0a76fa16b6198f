// The fuzzer is itself tried on a peer whose weak points are known: a judge that finds nothing is no judge.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { startClientFuzzer } from '../src/fuzzer/fuzz-client.ts';
import { fuzzServer } from '../src/fuzzer/fuzz-server.ts';
import { pool } from '../src/fuzzer/pool.ts';
import { protocolCases } from '../src/vectors/index.ts';

const width = 16;
/** `ws` looks at UTF-8 only when a message is whole. */
const lateUtf8 = ['6.4.1', '6.4.2', '6.4.3', '6.4.4'];

test('finds what is known of ws as a server', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const verdicts = await pool(protocolCases, width, (row) => fuzzServer(row, port));
  server.close();
  expect(idsWithProblems(verdicts)).toEqual(lateUtf8);
});

test('finds what is known of ws as a client', async () => {
  const fuzzer = await startClientFuzzer();
  const verdicts = await pool(protocolCases, width, (row) => fuzzer.fuzz(row, echoing));
  fuzzer.stop();
  expect(idsWithProblems(verdicts)).toEqual(lateUtf8);
});

function echoing(url: string): void {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.on('error', () => undefined);
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
}

function idsWithProblems(verdicts: readonly (readonly string[])[]): readonly string[] {
  return protocolCases.filter((_, index) => verdicts[index]?.length !== 0).map(({ id }) => id);
}
