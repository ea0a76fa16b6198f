// Every case against the adapter of one runtime, as a server and as a client, over loopback TCP.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startClientFuzzer, type ClientFuzzer } from '../src/fuzzer/fuzz-client.ts';
import { fuzzServer } from '../src/fuzzer/fuzz-server.ts';
import { pool } from '../src/fuzzer/pool.ts';
import type { Runtime } from '../src/runtimes.ts';
import { compressionCases } from '../src/vectors/12-compression.ts';
import type { ConformanceCase } from '../src/vectors/case.ts';
import { limitCases, protocolCases } from '../src/vectors/index.ts';
import { chosen, chosenMessages, isWhole } from './chosen.ts';

/** An adapter at work. */
export interface World {
  /** Starts a server that echoes and compresses, or does not; its port. */
  readonly serve: (deflate: boolean) => Promise<number>;
  /** Brings a client that echoes to the URL. */
  readonly echoAt: (url: string, deflate: boolean) => Promise<unknown>;
  readonly stop: () => Promise<unknown>;
}

/** Cases at once. Those of groups 9, 12 and 13 are heavy, and the clock runs for all: they go nearly alone. */
const width = 24;
const heavyWidth = 2;
const light = chosen(protocolCases);
const heavy = chosen([...limitCases, ...compressionCases(chosenMessages)]);
/** Milliseconds for all cases of one role. */
const patience = isWhole ? 3_600_000 : 240_000;

/** Declares all cases against the adapter called `name`; `start` begins its work. */
export function overSockets(name: string, start: () => World): void {
  const rows = [...light, ...heavy];
  let strict = 0;
  const declare = (
    role: 'server' | 'client',
    begin: (world: World) => Promise<(row: ConformanceCase) => Promise<readonly string[]>>,
  ): void => {
    describe(`${name} as a ${role}`, () => {
      const verdicts = new Map<string, readonly string[]>();
      let world: World;
      // One test a case; the cases themselves run side by side before the first test looks at its own.
      beforeAll(async () => {
        world = start();
        const play = await begin(world);
        const playAndNote = async (row: ConformanceCase): Promise<void> => {
          verdicts.set(row.id, await play(row));
        };
        await pool(light, width, playAndNote);
        await pool(heavy, heavyWidth, playAndNote);
      }, patience);
      afterAll(() => world.stop());
      for (const { id, title } of rows) {
        test(`${id} ${role} ${name}`, () => {
          expect(verdicts.get(id), title).toEqual([]);
          strict++;
        });
      }
    });
  };

  declare('server', async ({ serve }) => {
    const plain = await serve(false);
    const deflate = await serve(true);
    return (row) => fuzzServer(row, row.deflate === undefined ? plain : deflate);
  });

  let fuzzer: ClientFuzzer;
  beforeAll(async () => {
    fuzzer = await startClientFuzzer();
  });
  afterAll(() => fuzzer.stop());
  declare('client', ({ echoAt }) =>
    Promise.resolve((row) => fuzzer.fuzz(row, (url) => echoAt(url, row.deflate !== undefined))),
  );

  afterAll(() => {
    const all = rows.length * 2;
    console.log(
      `conformance: ${rows.length} cases × 2 roles × sockets of ${name}: ${strict} strict OK, ${all - strict} not`,
    );
  });
}

/** The same for an adapter whose runtime may be missing here. */
export function overSocketsOf(name: string, runtime: Runtime | null): void {
  if (runtime === null) {
    console.log(`  left out: cases on ${name}, which is not there for this machine`);
    test(`${name} is not asked for`, () => expect(process.env['SANSWS_ALL_PEERS']).not.toBe('1'));
    return;
  }
  overSockets(name, () => {
    const endpoint = runtime.start();
    return {
      serve: async (deflate) => (await endpoint.ask({ type: 'serve', kind: 'ours', deflate })).port ?? 0,
      echoAt: (url, deflate) => endpoint.ask({ type: 'echo', url, deflate }),
      stop: endpoint.stop,
    };
  });
}
