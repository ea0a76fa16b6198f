/** The contract is a judge: adapters with a fault each, and what it says of them. */
import type { ReaderLike, StreamPair, WriterLike } from '@sansws/duplex';
import { expect, test } from 'vitest';
import { contractCases, runContract, testsOf } from '../../src/contract/index.ts';
import { memoryWorld } from './memory-world.ts';
import type { Bend } from './memory-world.ts';

/** Streams whose reader or writer does something else than it should. */
function bent(change: {
  read?: (reader: ReaderLike) => Partial<ReaderLike>;
  write?: (writer: WriterLike) => Partial<WriterLike>;
}): Bend {
  return ({ readable, writable }: StreamPair) => {
    const [reader, writer] = [readable.getReader(), writable.getWriter()];
    const plainReader: ReaderLike = {
      read: () => reader.read(),
      cancel: (why) => reader.cancel(why),
    };
    const plainWriter: WriterLike = {
      get desiredSize() {
        return writer.desiredSize;
      },
      get ready() {
        return writer.ready;
      },
      write: (octets) => writer.write(octets),
      close: () => writer.close(),
      abort: (why) => writer.abort(why),
    };
    const bentReader = Object.create(
      plainReader,
      Object.getOwnPropertyDescriptors(change.read?.(reader) ?? {}),
    );
    const bentWriter = Object.create(
      plainWriter,
      Object.getOwnPropertyDescriptors(change.write?.(writer) ?? {}),
    );
    return {
      readable: { getReader: () => bentReader as ReaderLike },
      writable: { getWriter: () => bentWriter as WriterLike },
    };
  };
}

let reads = 0;

const faults: readonly (readonly [fault: string, bend: Bend, noticed: RegExp])[] = [
  [
    'loses an octet of large chunks',
    bent({
      read: (reader) => ({
        async read() {
          const { done, value } = await reader.read();
          return {
            done,
            value: value instanceof Uint8Array && value.length > 10_000 ? value.slice(1) : value,
          };
        },
      }),
    }),
    /octets of every size/u,
  ],
  [
    'delivers in memory that it uses again',
    (() => {
      const memory = new Uint8Array(1_100_000);
      return bent({
        read: (reader) => ({
          async read() {
            const { done, value } = await reader.read();
            if (!(value instanceof Uint8Array) || value.length > memory.length) return { done, value };
            memory.set(value);
            return { done, value: memory.subarray(0, value.length) };
          },
        }),
      });
    })(),
    /what was received stays as it was/u,
  ],
  [
    'never says that it is full',
    bent({ write: () => ({ desiredSize: Infinity, ready: Promise.resolve() }) }),
    /overloaded|RS17|waits for a (client|server) that reads nothing/u,
  ],
  [
    'reads on although nobody takes what came',
    bent({
      read: (reader) => {
        const ahead: unknown[] = [];
        let wake = (): void => {};
        void (async () => {
          for (;;) {
            const result = await reader.read().catch((problem: unknown) => ({ problem }));
            ahead.push(result);
            wake();
            if ('problem' in result || result.done) return;
          }
        })();
        return {
          async read() {
            while (ahead.length === 0) await new Promise<void>((resolve) => (wake = resolve));
            const result = ahead.shift() as { problem: unknown } | { done: boolean };
            if ('problem' in result) throw result.problem;
            return result;
          },
        };
      },
    }),
    /takes nothing makes its (client|server) wait/u,
  ],
  [
    'never ends its side',
    bent({ write: () => ({ close: () => new Promise(() => {}) }) }),
    /the server ends its side first/u,
  ],
  [
    'takes a reset for an end in order',
    bent({
      read: (reader) => ({
        read: () => reader.read().catch(() => ({ done: true })),
      }),
      write: (writer) => ({ write: (octets) => writer.write(octets).catch(() => {}) }),
    }),
    /TR2 a reset is told from an end in order/u,
  ],
  [
    'lets go without telling the other end',
    bent({ read: () => ({ cancel: async () => {} }), write: () => ({ abort: async () => {} }) }),
    /abort lets go at once/u,
  ],
  [
    'stops reading now and then',
    bent({
      read: (reader) => ({
        read: () => (++reads % 1_000 === 0 ? new Promise(() => {}) : reader.read()),
      }),
    }),
    /./u,
  ],
];

test.each(faults)('the contract notices an adapter that %s', async (_, bend, noticed) => {
  const { failed, passed } = await runContract(testsOf(memoryWorld('bent', {}, bend), contractCases));
  const names = failed.map(({ name }) => name);
  expect(
    names.some((name) => noticed.test(name)),
    names.join('\n'),
  ).toBe(true);
  // A fault is not the end of everything.
  expect(passed.length).toBeGreaterThan(10);
});

test('a report tells what held, what was left out and what did not hold', async () => {
  const lines: string[] = [];
  const world = memoryWorld('here');
  const report = await runContract(
    testsOf({ ...world, abilities: { ...world.abilities, reset: false } }, [
      { name: 'holds', run: async () => {} },
      { name: 'cannot be', needs: ['reset'], run: async () => {} },
      { name: 'breaks', run: () => Promise.reject(new Error('why')) },
    ]),
    (line) => lines.push(line),
  );
  expect(report).toMatchObject({
    passed: ['here: holds'],
    leftOut: ['here: cannot be'],
    failed: [{ name: 'here: breaks', error: { message: 'why' } }],
  });
  expect(lines.map((line) => line.slice(0, 1))).toEqual(['✓', '-', '✗']);
});

test('a case that never ends is ended', async () => {
  const [one] = testsOf(memoryWorld(), [{ name: 'for ever', run: () => new Promise(() => {}) }]);
  await expect(one?.run()).rejects.toThrow('more than 30000 ms');
});
