import { connect, listen, type Server } from '@sansws/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClientFuzzer, startClientFuzzer } from '../src/fuzzer/fuzz-client.ts';
import { fuzzServer } from '../src/fuzzer/fuzz-server.ts';
import { pool } from '../src/fuzzer/pool.ts';
import type { ConformanceCase } from '../src/vectors/case.ts';
import { allCases, limitCases, protocolCases } from '../src/vectors/index.ts';

/** As much as the largest case needs. */
const limits = { messagePayload: 16 * 1024 * 1024 };
/** Cases at once. Those of group 9 are heavy, and the clock runs for all: they go nearly alone. */
const width = 24;
const heavyWidth = 2;
/** Milliseconds for all cases of one role. */
const patience = 120_000;
let strict = 0;

describe('the Node adapter as a server', () => {
  let server: Server;
  beforeAll(async () => {
    server = await listen({
      port: 0,
      host: '127.0.0.1',
      origins: 'any',
      limits,
      onSocket: (socket) => socket.onMessage((message) => socket.send(message)),
    });
  });
  afterAll(() => server.close());
  declare('server', (row) => fuzzServer(row, server.port));
});

describe('the Node adapter as a client', () => {
  let fuzzer: ClientFuzzer;
  beforeAll(async () => {
    fuzzer = await startClientFuzzer();
  });
  afterAll(() => fuzzer.stop());
  declare('client', (row) => fuzzer.fuzz(row, echoAt));
});

afterAll(() => {
  const all = allCases.length * 2;
  console.log(
    `conformance: ${allCases.length} cases × 2 roles × socket: ${strict} strict OK, ${all - strict} not`,
  );
});

/** One test a case; the cases themselves run side by side before the first test looks at its own. */
function declare(role: string, play: (row: ConformanceCase) => Promise<readonly string[]>): void {
  const verdicts = new Map<string, readonly string[]>();
  const playAndNote = async (row: ConformanceCase): Promise<void> => {
    verdicts.set(row.id, await play(row));
  };
  beforeAll(async () => {
    await pool(protocolCases, width, playAndNote);
    await pool(limitCases, heavyWidth, playAndNote);
  }, patience);
  for (const { id, title } of allCases) {
    test(`${id} ${role}`, () => {
      expect(verdicts.get(id), title).toEqual([]);
      strict++;
    });
  }
}

async function echoAt(url: string): Promise<void> {
  const socket = await connect(url, { limits });
  socket.onMessage((message) => socket.send(message));
}
