import type { TransportListener } from '@sansws/adapter-kit';
import { expect, test } from 'vitest';
import { BunTransport } from '../src/transport.ts';
import type { BunSocket } from '../src/transport.ts';

/** A socket that takes as many octets as it is told to. */
class ScriptedSocket {
  readonly orders: string[] = [];
  readonly written: number[] = [];
  /** How many octets each write takes; all, when it is empty. Below 0 the socket is gone. */
  takes: number[] = [];
  remoteAddress = '192.0.2.1';

  write(octets: Uint8Array): number {
    const count = Math.min(this.takes.shift() ?? Infinity, octets.length);
    if (count > 0) this.written.push(...octets.subarray(0, count));
    return count;
  }
  end = (): void => void this.orders.push('end');
  shutdown = (): void => void this.orders.push('shutdown');
  terminate = (): void => void this.orders.push('terminate');
  pause = (): void => void this.orders.push('pause');
  resume = (): void => void this.orders.push('resume');
}

class Diary implements TransportListener {
  readonly told: string[] = [];
  chunk = (octets: Uint8Array): void => void this.told.push(`chunk ${[...octets].join(' ')}`);
  drained = (): void => void this.told.push('drained');
  ended = (): void => void this.told.push('ended');
  broken = (problem: unknown): void => void this.told.push(`broken ${(problem as Error).message}`);
  closed = (): void => void this.told.push('closed');
}

function soon(): Promise<void> {
  return Promise.resolve();
}

function started(): { socket: ScriptedSocket; transport: BunTransport; told: string[] } {
  const socket = new ScriptedSocket();
  const transport = new BunTransport(false);
  transport.take(socket as unknown as BunSocket);
  const diary = new Diary();
  transport.start(diary);
  return { socket, transport, told: diary.told };
}

test('TR6 TR15 short writes and none at all: every octet leaves once, in order, and then there is room', () => {
  const { socket, transport, told } = started();
  socket.takes = [3, 0];
  expect(transport.write([Uint8Array.of(1, 2, 3, 4, 5), Uint8Array.of(6)])).toBe(false);
  expect(transport.bufferedOctets).toBe(3);
  expect(transport.write([Uint8Array.of(7, 8)])).toBe(false);
  for (const count of [0, 1, 1]) {
    socket.takes = [count, 0];
    transport.drained();
  }
  expect([socket.written, transport.bufferedOctets, told]).toEqual([[1, 2, 3, 4, 5], 3, []]);
  transport.drained();
  expect([socket.written, transport.bufferedOctets]).toEqual([[1, 2, 3, 4, 5, 6, 7, 8], 0]);
  expect(told).toEqual(['drained']);
  // Bun says so after a handshake too, when nobody waits.
  transport.drained();
  expect(told).toEqual(['drained']);
});

test('TR15 a write that gives -1: the socket is gone, which its close tells', async () => {
  const { socket, transport, told } = started();
  socket.takes = [-1];
  expect(transport.write([Uint8Array.of(1)])).toBe(false);
  expect([transport.bufferedOctets, told]).toEqual([1, []]);
  transport.closed(new Error('ECONNRESET'));
  await soon();
  expect(told).toEqual(['broken ECONNRESET', 'closed']);
  expect(transport.bufferedOctets).toBe(0);
});

test('TR4 the writing direction ends behind what waits; both ended, the socket ends', async () => {
  const { socket, transport, told } = started();
  socket.takes = [1, 0];
  transport.write([Uint8Array.of(1, 2)]);
  transport.endWriting();
  transport.endWriting();
  expect(transport.write([Uint8Array.of(3)])).toBe(true);
  expect(socket.orders).toEqual([]);
  socket.takes = [];
  transport.drained();
  expect(socket.orders).toEqual(['shutdown']);
  transport.chunk(Uint8Array.of(9));
  transport.ended();
  transport.ended();
  expect([socket.written, socket.orders]).toEqual([
    [1, 2],
    ['shutdown', 'end'],
  ]);
  transport.closed(undefined);
  transport.closed(undefined);
  await soon();
  expect(told).toEqual(['drained', 'chunk 9', 'ended', 'closed']);
});

test('the peer ended first: what is written still leaves, and its end is the end', () => {
  const { socket, transport, told } = started();
  transport.ended();
  transport.write([Uint8Array.of(1)]);
  transport.endWriting();
  expect([socket.written, socket.orders, told]).toEqual([[1], ['end'], ['ended']]);
});

test('closing throws away what comes, and reads on though it was paused', () => {
  const { socket, transport, told } = started();
  transport.pause();
  transport.pause();
  transport.close();
  transport.chunk(Uint8Array.of(1));
  expect([socket.orders, told]).toEqual([['pause', 'shutdown', 'resume'], []]);
});

test('TR17 TR18 abort: nothing is told within the call, one end, and what is asked afterwards does nothing', async () => {
  const { socket, transport, told } = started();
  socket.takes = [0];
  transport.write([new Uint8Array(10)]);
  transport.abort();
  transport.abort();
  expect([transport.bufferedOctets, told]).toEqual([0, []]);
  transport.close();
  transport.endWriting();
  transport.pause();
  transport.resume();
  expect(transport.write([Uint8Array.of(1)])).toBe(true);
  transport.drained();
  transport.chunk(Uint8Array.of(1));
  transport.ended();
  transport.broken(new Error('late'));
  transport.closed(new Error('late'));
  await soon();
  await soon();
  expect([socket.orders, told]).toEqual([['terminate'], ['closed']]);
});

test('gone before anybody listened, or before it was open: told once somebody listens', async () => {
  const early = new BunTransport(true);
  early.abort();
  const socket = new ScriptedSocket();
  early.take(socket as unknown as BunSocket);
  expect([socket.orders, early.remoteAddress, early.secure]).toEqual([['terminate'], '192.0.2.1', true]);
  const failed = new BunTransport(false);
  failed.closed(new Error('ECONNRESET'));
  expect((failed.problem as Error).message).toBe('ECONNRESET');
  const told: string[][] = [];
  for (const transport of [early, failed]) {
    await soon();
    const diary = new Diary();
    transport.start(diary);
    expect(diary.told).toEqual([]);
    await soon();
    told.push(diary.told);
  }
  expect(told).toEqual([['closed'], ['broken ECONNRESET', 'closed']]);
  // And once only, if both fall together.
  const { transport, told: once } = started();
  transport.abort();
  const diary = new Diary();
  diary.closed = () => void once.push('closed');
  transport.start(diary);
  await soon();
  expect(once).toEqual(['closed']);
});
