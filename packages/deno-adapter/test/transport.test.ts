import type { TransportListener } from '@sansws/adapter-kit';
import { expect, test } from 'vitest';
import { DenoTransport } from '../src/transport.ts';
import type { DenoStream } from '../src/transport.ts';

/** A stream that does what it is told to: each read and write waits for its outcome. */
class ScriptedStream implements DenoStream {
  readonly orders: string[] = [];
  readonly written: number[] = [];
  #reads: ((outcome: Uint8Array | null | Error) => void)[] = [];
  #writes: ((outcome: number | Error) => void)[] = [];
  #ends: ((outcome: Error | null) => void)[] = [];

  read(target: Uint8Array): Promise<number | null> {
    return new Promise((resolve, reject) => {
      this.#reads.push((outcome) => {
        if (outcome instanceof Error) reject(outcome);
        else if (outcome === null) resolve(null);
        else {
          target.set(outcome);
          resolve(outcome.length);
        }
      });
    });
  }

  write(octets: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#writes.push((outcome) => {
        if (outcome instanceof Error) return reject(outcome);
        const count = Math.min(outcome, octets.length);
        this.written.push(...octets.subarray(0, count));
        resolve(count);
      });
    });
  }

  closeWrite(): Promise<void> {
    this.orders.push('end');
    return new Promise((resolve, reject) => {
      this.#ends.push((outcome) => (outcome === null ? resolve() : reject(outcome)));
    });
  }

  close(): void {
    this.orders.push('close');
  }

  get reads(): number {
    return this.#reads.length;
  }

  get writes(): number {
    return this.#writes.length;
  }

  async gives(outcome: Uint8Array | null | Error): Promise<void> {
    this.#reads.shift()?.(outcome);
    await settled();
  }

  async takes(outcome: number | Error): Promise<void> {
    this.#writes.shift()?.(outcome);
    await settled();
  }

  async ends(outcome: Error | null = null): Promise<void> {
    this.#ends.shift()?.(outcome);
    await settled();
  }
}

class Diary implements TransportListener {
  readonly told: string[] = [];
  chunk = (octets: Uint8Array): void => void this.told.push(`chunk ${[...octets].join(' ')}`);
  drained = (): void => void this.told.push('drained');
  ended = (): void => void this.told.push('ended');
  broken = (problem: unknown): void => void this.told.push(`broken ${(problem as Error).message}`);
  closed = (): void => void this.told.push('closed');
}

/** Long enough for promises that lean on promises. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}

function started(): { stream: ScriptedStream; transport: DenoTransport; told: string[] } {
  const stream = new ScriptedStream();
  const transport = new DenoTransport(stream, false, '192.0.2.1');
  const diary = new Diary();
  transport.start(diary);
  return { stream, transport, told: diary.told };
}

test('TR6 short writes, one octet at a time: every octet leaves once, in order', async () => {
  const { stream, transport, told } = started();
  const octets = Uint8Array.from({ length: 50 }, (_, index) => index);
  expect(transport.write([octets.subarray(0, 20), octets.subarray(20)])).toBe(true);
  expect(transport.bufferedOctets).toBe(50);
  while (stream.writes > 0) await stream.takes(1);
  expect(stream.written).toEqual([...octets]);
  expect(transport.bufferedOctets).toBe(0);
  expect(told).toEqual([]);
});

test('TR6 an error after n octets, for all n: told once, then the end', async () => {
  for (let count = 0; count < 5; count++) {
    const { stream, transport, told } = started();
    transport.write([Uint8Array.of(1, 2, 3, 4, 5)]);
    for (let index = 0; index < count; index++) await stream.takes(1);
    await stream.takes(new Error('EPIPE'));
    expect(told).toEqual(['broken EPIPE', 'closed']);
    expect(stream.orders).toEqual(['close']);
    await stream.gives(new Error('BadResource'));
    expect(told).toHaveLength(2);
  }
});

test('a peer that takes nothing: false from the mark on, drained once all has left', async () => {
  const { stream, transport, told } = started();
  expect(transport.write([new Uint8Array(65_535)])).toBe(true);
  expect(transport.write([new Uint8Array(1)])).toBe(false);
  await stream.takes(65_535);
  expect(told).toEqual([]);
  await stream.takes(1);
  expect(told).toEqual(['drained']);
});

test('what waits while a write is under way leaves together, large pieces by themselves', async () => {
  const { stream, transport } = started();
  transport.write([Uint8Array.of(1)]);
  for (let index = 2; index < 10; index++) transport.write([Uint8Array.of(index)]);
  transport.write([new Uint8Array(100_000)]);
  await stream.takes(1);
  await stream.takes(1_000_000);
  expect(stream.written).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(stream.writes).toBe(1);
});

test('TR16 a read that gives null is the end, one that rejects a failure, whatever it says', async () => {
  const ended = started();
  await ended.stream.gives(null);
  expect(ended.told).toEqual(['ended']);
  expect(ended.stream.reads).toBe(0);
  for (const problem of [new Deno.errors.Interrupted('Interrupted'), new Deno.errors.BadResource('Bad')]) {
    const { stream, told } = started();
    await stream.gives(problem);
    expect(told).toEqual([`broken ${problem.message}`, 'closed']);
  }
});

test('while it is paused nothing is told, and what was on its way comes first afterwards', async () => {
  const { stream, transport, told } = started();
  transport.pause();
  await stream.gives(Uint8Array.of(1, 2));
  expect([told, stream.reads]).toEqual([[], 0]);
  transport.resume();
  expect(told).toEqual([]);
  await settled();
  expect(told).toEqual(['chunk 1 2']);
  await stream.gives(Uint8Array.of(3));
  transport.pause();
  transport.resume();
  await stream.gives(null);
  expect(told).toEqual(['chunk 1 2', 'chunk 3', 'ended']);
});

test('an end that comes while it is paused waits too, and so does one that is paused again', async () => {
  const { stream, transport, told } = started();
  transport.pause();
  await stream.gives(null);
  transport.resume();
  transport.pause();
  await settled();
  expect(told).toEqual([]);
  transport.resume();
  await settled();
  expect(told).toEqual(['ended']);
});

test('TR4 half-close: reading goes on, and once both directions have ended it is gone', async () => {
  const { stream, transport, told } = started();
  transport.write([Uint8Array.of(7)]);
  transport.endWriting();
  transport.endWriting();
  expect(stream.orders).toEqual([]);
  await stream.takes(1);
  await stream.ends();
  expect(transport.write([Uint8Array.of(8)])).toBe(true);
  await stream.gives(Uint8Array.of(9));
  await stream.gives(null);
  expect(stream.written).toEqual([7]);
  expect(stream.orders).toEqual(['end', 'close']);
  expect(told).toEqual(['chunk 9', 'ended', 'closed']);
});

test('closing: what was written leaves first, what comes is thrown away', async () => {
  const { stream, transport, told } = started();
  transport.pause();
  transport.write([Uint8Array.of(7)]);
  transport.close();
  await stream.gives(Uint8Array.of(1));
  await stream.takes(1);
  await stream.ends();
  await stream.gives(Uint8Array.of(2));
  await stream.gives(null);
  expect([stream.written, stream.orders]).toEqual([[7], ['end', 'close']]);
  expect(told).toEqual(['ended', 'closed']);
});

test('a FIN that cannot be sent is a failure', async () => {
  const { stream, transport, told } = started();
  transport.endWriting();
  await stream.ends(new Error('ENOTCONN'));
  expect(told).toEqual(['broken ENOTCONN', 'closed']);
});

test('TR17 TR18 abort: nothing is told within the call, one end, and what is asked afterwards does nothing', async () => {
  const { stream, transport, told } = started();
  transport.write([new Uint8Array(100)]);
  transport.abort();
  expect(told).toEqual([]);
  // What is being written is still somebody's.
  expect(transport.bufferedOctets).toBe(0 + 100);
  transport.abort();
  transport.close();
  transport.endWriting();
  transport.resume();
  expect(transport.write([Uint8Array.of(1)])).toBe(true);
  await stream.gives(new Error('Interrupted'));
  await stream.takes(new Error('Interrupted'));
  expect(told).toEqual(['closed']);
  expect(stream.orders).toEqual(['close']);
});

test('a stream that throws when it is closed is closed', async () => {
  const { stream, transport, told } = started();
  stream.close = () => {
    throw new Deno.errors.BadResource('gone');
  };
  transport.abort();
  await settled();
  expect(told).toEqual(['closed']);
});

test('TR20 reads of one octet and of all there is room for: the room follows', async () => {
  const { stream, told } = started();
  let room = 0;
  const read = stream.read.bind(stream);
  stream.read = (target) => {
    room = target.length;
    return read(target);
  };
  await stream.gives(new Uint8Array(4_096));
  await stream.gives(new Uint8Array(1));
  expect(room).toBe(16_384);
  await stream.gives(new Uint8Array(16_384));
  await stream.gives(new Uint8Array(65_536));
  await stream.gives(new Uint8Array(65_536));
  expect(room).toBe(65_536);
  for (let count = 0; count < 200; count++) await stream.gives(Uint8Array.of(count));
  expect(room).toBe(4_096);
  expect(told).toHaveLength(205);
});
