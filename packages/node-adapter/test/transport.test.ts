import { once } from 'node:events';
import * as net from 'node:net';
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

/** As many octets as Node reads at a time. */
const fullRead = 65_536;

/** A transport whose listener says how many octets it misses, and what it was told: lengths, and sums of octets. */
function missing(
  count: number,
  stream: Duplex = new net.Socket(),
): {
  stream: Duplex;
  transport: NodeTransport;
  told: (number | string)[];
} {
  const told: (number | string)[] = [];
  const transport = new NodeTransport(stream, false);
  transport.start({
    chunk: (octets) => void told.push(octets.length, octets[0] as number, octets.at(-1) as number),
    missing: (octets) => (octets[0] === 1 ? count : 0),
    drained: () => {},
    ended: () => void told.push('ended'),
    broken: () => void told.push('broken'),
    closed: () => void told.push('closed'),
  });
  return { stream, transport, told };
}

const begun = Buffer.alloc(fullRead, 1);

test('a read that was filled waits for the next, if that is missing from what it begins', async () => {
  const { stream, told } = missing(14);
  stream.emit('data', begun);
  expect(told).toEqual([]);
  stream.emit('data', Buffer.alloc(14, 2));
  expect(told.splice(0)).toEqual([fullRead + 14, 1, 2]);
  // And once more, with what comes behind it, before Node has looked.
  stream.emit('data', begun);
  stream.emit('data', Buffer.alloc(fullRead, 3));
  expect(told.splice(0)).toEqual([2 * fullRead, 1, 3]);
  await turn();
  expect(told).toEqual([]);
});

test('what does not come at once, or not all of it, or too much, is not waited for', async () => {
  const { stream, told } = missing(14);
  stream.emit('data', begun);
  await turn();
  expect(told.splice(0)).toEqual([fullRead, 1, 1]);
  stream.emit('data', begun);
  stream.emit('data', Buffer.alloc(13, 2));
  expect(told.splice(0)).toEqual([fullRead, 1, 1, 13, 2, 2]);
  stream.emit('data', begun);
  stream.emit('data', Buffer.alloc(fullRead + 1, 2));
  expect(told.splice(0)).toEqual([fullRead, 1, 1, fullRead + 1, 2, 2]);
  // A read that was not filled, one that begins nothing, one that begins more than another read gives.
  stream.emit('data', begun.subarray(1));
  stream.emit('data', Buffer.alloc(fullRead, 2));
  expect(told.splice(0)).toEqual([fullRead - 1, 1, 1, fullRead, 2, 2]);
  const large = missing(fullRead + 1);
  large.stream.emit('data', begun);
  expect(large.told).toEqual([fullRead, 1, 1]);
  // A stream that may deliver more while it is written to.
  const duplex = missing(14, new PassThrough());
  duplex.stream.emit('data', begun);
  expect(duplex.told).toEqual([fullRead, 1, 1]);
});

test('what waits on one stream goes on when something comes on another', async () => {
  const one = missing(14);
  const other = missing(14);
  one.stream.emit('data', begun);
  other.stream.emit('data', begun);
  expect(one.told).toEqual([fullRead, 1, 1]);
  one.stream.emit('data', Buffer.alloc(14, 2));
  expect(one.told).toEqual([fullRead, 1, 1, 14, 2, 2]);
  expect(other.told).toEqual([fullRead, 1, 1]);
  one.stream.emit('data', begun);
  other.stream.emit('end');
  one.stream.emit('data', Buffer.alloc(14, 2));
  expect(one.told.slice(6)).toEqual([fullRead + 14, 1, 2]);
  await turn();
});

test('what waits comes before the end, whatever that is', async () => {
  const ended = missing(14);
  ended.stream.emit('data', begun);
  ended.stream.emit('end');
  expect(ended.told).toEqual([fullRead, 1, 1, 'ended']);
  const broken = missing(14);
  broken.stream.emit('data', begun);
  broken.stream.emit('error', new Error('reset'));
  expect(broken.told).toEqual([fullRead, 1, 1, 'broken']);
  const closed = missing(14);
  closed.stream.emit('data', begun);
  closed.stream.emit('close');
  expect(closed.told).toEqual([fullRead, 1, 1, 'closed']);
  const text = missing(14);
  text.stream.emit('data', begun);
  text.stream.emit('data', 'text');
  await turn();
  expect(text.told).toEqual([fullRead, 1, 1, 'broken', 'closed']);
  expect(closed.told).toEqual([fullRead, 1, 1, 'closed']);
});

test('a header and its payload leave as one, and stay what they are while others write, too', async () => {
  const server = net.createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pair = async (): Promise<readonly [net.Socket, net.Socket]> => {
    const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
    const [[peer]] = await Promise.all([once(server, 'connection'), once(socket, 'connect')]);
    return [socket, peer];
  };
  const [socket, peer] = await pair();
  const [another] = await pair();
  const transport = new NodeTransport(socket, false);
  const other = new NodeTransport(another, false);
  const sent: Buffer[] = [];
  // Until the kernel takes no more, and three more that wait.
  for (let number = 1, waiting = 0; waiting < 3; number++) {
    const head = Buffer.of(number, number >> 8);
    const payload = Buffer.alloc(number % 7 === 0 ? 65_551 : 65_536 - (number & 1), number);
    sent.push(head, payload);
    transport.write([head, payload]);
    if (transport.bufferedOctets === 0) continue;
    waiting++;
    other.write([Buffer.alloc(2), Buffer.alloc(40_000)]);
    expect(other.bufferedOctets).toBe(0);
  }
  const all = Buffer.concat(sent);
  const came: Buffer[] = [];
  let octets = 0;
  peer.on('data', (chunk: Buffer) => {
    came.push(chunk);
    octets += chunk.length;
    if (octets === all.length) socket.destroy();
  });
  peer.resume();
  await once(peer, 'close');
  expect(Buffer.concat(came).equals(all)).toBe(true);
  another.destroy();
  server.close();
});
