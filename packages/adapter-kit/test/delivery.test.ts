import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Message } from '../src/inbox.ts';
import { inboxMark } from '../src/inbox.ts';
import { concat } from './helpers/fake.ts';
import { closeFrame, frame, served, text, wordsIn } from './helpers/peer.ts';

const keepalive = { interval: 100, timeout: 100 };

/** Fewer events a call than by default, so that a few messages are many. */
const limits = { eventsPerCall: 1_024 };

function manyTexts(count: number): Uint8Array {
  return concat(Array.from({ length: count }, (_, index) => text(String(index))));
}

test('a slow reader gets all 3,000 messages that came before the end, however that came', async () => {
  const ends: readonly ((transport: ReturnType<typeof served>['transport']) => void)[] = [
    (transport) => transport.listener?.ended(),
    (transport) => transport.listener?.broken(new Error('ECONNRESET')),
    (transport) => {
      transport.listener?.ended();
      transport.listener?.closed();
    },
    (transport) => transport.listener?.closed(),
    (transport) => {
      transport.deliver(closeFrame(1000));
      transport.listener?.ended();
    },
  ];
  for (const end of ends) {
    const { socket, transport, world } = served({ limits });
    const seen: Message[] = [];
    const reading = (async () => {
      for await (const message of socket) {
        seen.push(message);
        world.clock.breathe();
        if (seen.length % 100 === 0) await turn();
      }
    })();
    transport.deliver(manyTexts(3_000));
    end(transport);
    world.clock.breathe();
    await reading;
    expect(seen).toEqual(Array.from({ length: 3_000 }, (_, index) => String(index)));
    expect(socket.state).not.toBe('open');
  }
});

test('after a close of our own, what nobody takes is lost beyond the inbox', async () => {
  const { socket, transport, world } = served();
  void socket.close();
  transport.deliver(concat([manyTexts(3_000), closeFrame(1000)]));
  transport.listener?.closed();
  world.clock.breathe();
  let count = 0;
  for await (const message of socket) expect(message).toBe(String(count++));
  expect(count).toBe(inboxMark.messages);
});

test('a slow loop gets all that came before a close of our own', async () => {
  const { socket, transport, world } = served({ limits });
  const loop = socket[Symbol.asyncIterator]();
  transport.deliver(manyTexts(3_000));
  const seen = [(await loop.next()).value];
  void socket.close();
  world.clock.pass(5_000);
  expect(transport.orders).toEqual(['abort']);
  transport.listener?.closed();
  for await (const message of loop) seen.push(message);
  expect(seen).toEqual(Array.from({ length: 3_000 }, (_, index) => String(index)));
  expect(await socket.closed).toMatchObject({ cause: 'close-timeout' });
});

test('the close timeout passes while octets are held: a listener gets what came, in order, then the end', async () => {
  const { socket, transport, world } = served({ limits });
  const seen: unknown[] = [];
  socket.on('closed', ({ cause }) => seen.push(cause));
  transport.isFull = true;
  const room = socket.send(new Uint8Array(100_000));
  world.clock.breathe();
  // Closes, and then asks to be left in peace until there is room: which never comes.
  socket.onMessage((message) => {
    seen.push(message);
    if (message === '0') void socket.close();
    return room;
  });
  Promise.resolve(room).catch(() => {});
  transport.deliver(manyTexts(3_000));
  world.clock.breathe();
  expect(seen.length).toBeLessThan(3_000);
  world.clock.pass(5_000);
  expect(transport.orders).toEqual(['abort']);
  transport.listener?.closed();
  world.clock.breathe();
  expect(seen).toEqual([...Array.from({ length: 3_000 }, (_, index) => String(index)), 'close-timeout']);
});

test('pausing while waiting messages are handed out stops them, until resume or the end', async () => {
  for (const goOn of ['resume', 'close', 'closed'] as const) {
    const { socket, transport, world } = served();
    const seen: unknown[] = [];
    transport.deliver(manyTexts(5));
    socket.on('closed', () => seen.push('closed'));
    socket.onMessage((message) => {
      seen.push(message);
      if (message === '1') socket.pause();
    });
    await turn();
    world.clock.breathe();
    expect(seen).toEqual(['0', '1']);
    if (goOn === 'closed') transport.listener?.closed();
    else {
      void socket[goOn]();
      transport.deliver(text('5'));
    }
    await turn();
    world.clock.breathe();
    expect(seen).toEqual(['0', '1', '2', '3', '4', goOn === 'closed' ? 'closed' : '5']);
  }
});

test('whoever paused and never listened resumes nothing', () => {
  const { socket, transport } = served();
  socket.pause();
  socket.resume();
  transport.deliver(text('a'));
  expect(socket.state).toBe('open');
});

test('TM3 (a) nobody reads, the peer falls silent: told 1008, gone soon after', async () => {
  const { socket, transport, world } = served({ keepalive });
  transport.deliver(concat(Array.from({ length: 64 }, () => text(''))));
  expect(transport.isPaused).toBe(true);
  world.clock.pass(199);
  expect(transport.written.length).toBe(0);
  world.clock.pass(1);
  expect(wordsIn(transport.written)).toEqual(['close 1008']);
  expect(transport.isPaused).toBe(false);
  expect(transport.orders).toEqual([]);
  world.clock.pass(100);
  expect(transport.orders).toEqual(['abort']);
  transport.listener?.closed();
  expect(await socket.closed).toMatchObject({ clean: false, sent: { statusCode: 1008 } });
});

test('(b) nobody reads, an orderly peer closes: its Close is found behind what nobody took', async () => {
  for (const shape of [null, { interval: 20_000, timeout: 20_000 }]) {
    const { service, socket, transport, world } = served({ keepalive: shape });
    for (let count = 0; count < 70; count++) transport.deliver(text(String(count)));
    transport.deliver(closeFrame(1000));
    world.clock.pass(4_999);
    expect(socket.state).toBe('open');
    world.clock.pass(1);
    expect(transport.orders).toEqual(['end-writing']);
    transport.listener?.ended();
    transport.listener?.closed();
    expect(service.connections).toBe(0);
    expect((await socket.closed).received).toMatchObject({ statusCode: 1000 });
  }
});

test('(c) nobody reads, frames and Close in one chunk, then FIN: gone', () => {
  const { service, socket, transport, world } = served();
  transport.deliver(concat([manyTexts(64), closeFrame(1000)]));
  transport.listener?.ended();
  world.clock.pass(5_000);
  expect(socket.state).toBe('closed');
  transport.listener?.closed();
  expect(service.connections).toBe(0);
});

test('whoever began to take messages may be slow: now and then a Pong, and keepalive rests', async () => {
  const { socket, transport, world } = served({ keepalive });
  const loop = socket[Symbol.asyncIterator]();
  transport.deliver(concat([manyTexts(100), frame(9, 'p')]));
  transport.take();
  await loop.next();
  world.clock.pass(1_000);
  expect(wordsIn(transport.take())).toEqual(Array.from({ length: 5 }, () => 'pong 0'));
  // What waits already will show whether the peer is there.
  transport.isFull = true;
  world.clock.pass(399);
  expect(wordsIn(transport.take())).toEqual(['pong 0']);
  // A write that breaks ends it.
  transport.listener?.broken(new Error('EPIPE'));
  transport.listener?.closed();
  expect(await socket.closed).toMatchObject({ cause: 'transport-broken' });
});

test('a pause that was asked for lasts as long as it is asked for', () => {
  const { socket, transport, world } = served({ keepalive });
  transport.deliver(manyTexts(64));
  socket.pause();
  world.clock.pass(60_000);
  expect(socket.state).toBe('open');
  expect(transport.written.length).toBe(0);
  socket.resume();
  world.clock.pass(199);
  expect(transport.written.length).toBe(0);
  world.clock.pass(1);
  expect(wordsIn(transport.written)).toEqual(['close 1008']);
});
