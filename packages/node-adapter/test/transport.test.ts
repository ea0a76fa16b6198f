import { once } from 'node:events';
import { Duplex, PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { TransportListener } from '@sansws/adapter-kit';
import { expect, test } from 'vitest';
import { NodeTransport } from '../src/transport.ts';

/** A listener that keeps what it is told, as words. */
interface Kept extends TransportListener {
  readonly told: string[];
}

function listener(): Kept {
  const told: string[] = [];
  const note = (word: string): void => {
    told.push(word);
  };
  return {
    told,
    chunk: (octets) => note(`chunk ${octets.constructor.name} ${octets.join()}`),
    drained: () => note('drained'),
    ended: () => note('ended'),
    broken: (problem) => note(`broken ${(problem as Error).message}`),
    closed: () => note('closed'),
  };
}

/** A stream that takes writes only when it is told to. */
class Slow extends Duplex {
  written: Buffer[] = [];
  writes = 0;
  proceed: () => void = () => {};

  constructor() {
    super({ writableHighWaterMark: 10 });
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written.push(chunk);
    this.writes++;
    this.proceed = done;
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.written.push(...chunks.map(({ chunk }) => chunk));
    this.writes++;
    this.proceed = done;
  }
}

test('chunks are plain octets; the end and the close are told once, in order', async () => {
  const stream = new PassThrough();
  const transport = new NodeTransport(stream, false);
  const { told, ...rest } = listener();
  transport.start(rest);
  stream.write(Buffer.of(1, 2));
  await turn();
  transport.close();
  await once(stream, 'close');
  stream.emit('close');
  stream.emit('error', new Error('late'));
  stream.emit('end');
  stream.emit('drain');
  stream.emit('data', Buffer.of(3));
  expect(told).toEqual(['chunk Uint8Array 1,2', 'ended', 'closed']);
  expect(transport.remoteAddress).toBe('');
});

test('several segments are one write; a full stream says so, and when there is room again', async () => {
  const stream = new Slow();
  const transport = new NodeTransport(stream, true);
  const { told, ...rest } = listener();
  transport.start(rest);
  expect(transport.secure).toBe(true);
  expect(transport.write([Buffer.from('abcdef')])).toBe(true);
  expect(transport.write([Buffer.from('0123'), Buffer.from('4567'), Buffer.from('89')])).toBe(false);
  expect(transport.bufferedOctets).toBe(16);
  stream.proceed();
  await turn();
  expect(stream.writes).toBe(2);
  stream.proceed();
  await turn();
  expect(Buffer.concat(stream.written).toString()).toBe('abcdef0123456789');
  expect(told).toEqual(['drained']);
});

test('TR18 after the end every order is taken and does nothing', async () => {
  const stream = new PassThrough();
  const transport = new NodeTransport(stream, false);
  transport.start(listener());
  transport.endWriting();
  expect(transport.write([Buffer.of(1)])).toBe(true);
  transport.abort();
  await once(stream, 'close');
  expect(transport.write([Buffer.of(1), Buffer.of(2)])).toBe(true);
  transport.endWriting();
  transport.close();
  transport.abort();
  transport.pause();
  transport.resume();
});

test('TR17 a stream that was gone, broken or at its end before anybody listened', async () => {
  const gone = new PassThrough();
  const first = new NodeTransport(gone, false);
  gone.destroy();
  await once(gone, 'close');
  const one = listener();
  first.start(one);
  expect(one.told).toEqual([]);
  await turn();
  expect(one.told).toEqual(['closed']);

  const broken = new PassThrough();
  const second = new NodeTransport(broken, false);
  broken.destroy(new Error('reset'));
  await turn();
  const two = listener();
  second.start(two);
  await turn();
  expect(two.told).toEqual(['broken reset', 'closed']);

  const ended = new PassThrough({ allowHalfOpen: true });
  ended.push(null);
  ended.resume();
  await once(ended, 'end');
  const three = listener();
  new NodeTransport(ended, false).start(three);
  await turn();
  expect(three.told).toEqual(['ended']);
});

test('an error before anybody listens ends nothing', async () => {
  const stream = new PassThrough();
  const transport = new NodeTransport(stream, false);
  stream.destroy(new Error('nobody hears'));
  await turn();
  expect(transport.bufferedOctets).toBe(0);
});

test('TR17 the error of a stream that failed before the transport was made is told', async () => {
  const stream = new PassThrough();
  stream.on('error', () => {});
  stream.destroy(new Error('long ago'));
  await turn();
  expect(stream.closed).toBe(true);
  const late = listener();
  new NodeTransport(stream, false).start(late);
  await turn();
  expect(late.told).toEqual(['broken long ago', 'closed']);
});

test('after a pause it begins once more with another listener, which alone is told what follows', async () => {
  const stream = new PassThrough();
  const transport = new NodeTransport(stream, false);
  const first = listener();
  const second = listener();
  transport.start(first);
  stream.write(Buffer.of(1));
  await turn();
  transport.pause();
  stream.write(Buffer.of(2));
  await turn();
  transport.start(second);
  expect(second.told).toEqual([]);
  await turn();
  stream.destroy(new Error('reset'));
  await turn();
  expect(first.told).toEqual(['chunk Uint8Array 1']);
  expect(second.told).toEqual(['chunk Uint8Array 2', 'broken reset', 'closed']);
  // And if it broke in between, whoever begins is told of it.
  const third = listener();
  transport.start(third);
  await turn();
  expect(third.told).toEqual(['broken reset', 'closed']);
});
