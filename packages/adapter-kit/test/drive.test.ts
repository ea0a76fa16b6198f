import { expect, test } from 'vitest';
import { concat, fakeWorld, FakeTransport } from './helpers/fake.ts';
import { closeFrame, frame, request, served, text, wordsIn } from './helpers/peer.ts';
import { Service } from '../src/service.ts';

const keepalive = { interval: 20_000, timeout: 20_000 };

/** Fewer events a call than by default, so that a few messages are many. */
const limits = { eventsPerCall: 1_024 };

test('what a chunk leads to leaves in one write, at the end of the chunk', () => {
  const { socket, transport } = served();
  socket.onMessage((message) => socket.send(`${String(message)}!`));
  transport.deliver(concat([text('a'), frame(9, 'p'), text('b'), text('c')]));
  expect(transport.writes.length).toBe(1);
  expect(wordsIn(transport.written)).toEqual(['pong 1', 'text a!', 'text b!', 'text c!']);
});

test('what is sent in one tick leaves in one write, soon', () => {
  const { socket, transport, world } = served();
  void socket.send('a');
  void socket.send('b');
  expect(transport.writes).toEqual([]);
  expect(world.clock.tasks.length).toBe(1);
  world.clock.breathe();
  expect(transport.writes.length).toBe(1);
  expect(wordsIn(transport.written)).toEqual(['text a', 'text b']);
});

test('a transport may ask what is missing from what it has', () => {
  const { transport } = served();
  const message = text('one message');
  expect(transport.listener?.missing?.(message.subarray(0, -3))).toBe(3);
  expect(transport.listener?.missing?.(message)).toBe(0);
});

test('a message right before a Close frame can still be answered', () => {
  const { socket, transport } = served();
  socket.onMessage((message) => socket.send(`${String(message)}!`));
  transport.deliver(concat([text('a'), text('b'), closeFrame(1000), text('ignored')]));
  expect(wordsIn(transport.written)).toEqual(['text a!', 'text b!', 'close 1000']);
  expect(transport.orders).toEqual(['end-writing']);
});

test('a message right before a violation can still be answered, chunks cut anywhere', () => {
  const octets = concat([text('a'), frame(0x3, '')]);
  for (let cut = 0; cut <= octets.length; cut++) {
    const { socket, transport } = served();
    socket.onMessage((message) => socket.send(`${String(message)}!`));
    transport.deliver(octets.subarray(0, cut), octets.subarray(cut));
    expect(wordsIn(transport.written)).toEqual(['text a!', 'close 1002']);
  }
});

test('V-C7 a flood of messages in one chunk: others have their turn, the peer waits', () => {
  const { socket, transport, world } = served({ limits });
  let count = 0;
  socket.onMessage(() => count++);
  transport.deliver(concat(Array.from({ length: 10_000 }, () => text(''))));
  expect(count).toBe(4 * 1_024);
  expect(transport.isPaused).toBe(true);
  world.clock.breatheOnce();
  expect(count).toBeGreaterThan(4 * 1_024);
  expect(count).toBeLessThan(10_000);
  world.clock.breathe();
  expect(count).toBe(10_000);
  expect(transport.isPaused).toBe(false);
});

test('the end of the transport comes after all that came before it', () => {
  const { socket, transport, world } = served({ limits });
  const seen: string[] = [];
  socket.onMessage(() => seen.push('message'));
  socket.on('closed', ({ cause }) => seen.push(cause));
  transport.deliver(concat(Array.from({ length: 9_000 }, () => text(''))));
  transport.listener?.ended();
  transport.listener?.closed();
  world.clock.breathe();
  expect(seen.length).toBe(9_001);
  expect(seen.at(-1)).toBe('transport-ended');
});

test('TR17 ended, broken and closed in any order and number: one terminal event', () => {
  const tellings = ['ended', 'broken', 'closed'] as const;
  for (const first of tellings) {
    for (const second of tellings) {
      const { socket, transport, service } = served();
      let closed = 0;
      socket.on('closed', () => closed++);
      for (const telling of [first, first, second, second, 'closed', 'broken', 'ended'] as const) {
        if (telling === 'broken') transport.listener?.broken(new Error('reset'));
        else transport.listener?.[telling]();
      }
      expect(closed).toBe(1);
      expect(socket.state).toBe('closed');
      expect(service.connections).toBe(0);
    }
  }
});

test('what broke the transport is known afterwards, the first of it', () => {
  const { socket, transport } = served();
  const problem = new Error('ECONNRESET');
  transport.listener?.broken(problem);
  transport.listener?.broken(new Error('later'));
  expect(socket.problem).toBe(problem);
});

test('one timer: a deadline that moves later does not touch it', () => {
  const { transport, world } = served({ keepalive });
  const before = world.clock.timersSet;
  for (let second = 0; second < 10; second++) {
    world.clock.time += 1_000;
    transport.deliver(text('still here'));
  }
  expect(world.clock.timersSet).toBe(before);
  expect(world.clock.timers.size).toBe(1);
  transport.take();
  // The timer fires where the deadline once was, finds that it moved, and is set again.
  world.clock.pass(19_000);
  expect(transport.written.length).toBe(0);
  world.clock.pass(1_500);
  expect(wordsIn(transport.written)).toEqual(['ping 11']);
});

test('TM2 nothing after the handshake: ping at 20 s, dead at 40 s', async () => {
  const { socket, transport, world } = served({ keepalive });
  world.clock.pass(19_999);
  expect(transport.written.length).toBe(0);
  world.clock.pass(1);
  expect(wordsIn(transport.written)).toEqual(['ping 11']);
  world.clock.pass(20_000);
  expect(transport.orders).toEqual(['abort']);
  expect(await socket.closed).toMatchObject({ cause: 'keepalive-timeout', statusCode: 1006, clean: false });
});

test('TM11 TM16 a pong in the same moment as the deadline: data first, the peer lives', () => {
  const { socket, transport, world } = served({ keepalive });
  world.clock.pass(20_000);
  const [ping] = [transport.take()];
  world.clock.time += 20_000;
  world.clock.fire();
  // The loop reads what waits before it judges.
  transport.deliver(frame(0xa, ping.slice(2)));
  world.clock.breathe();
  expect(socket.state).toBe('open');
  expect(transport.orders).toEqual([]);
});

test('TM12 TM15 we stood still for a minute: one ping, and what waited is read before any verdict', () => {
  const { socket, transport, world } = served({ keepalive });
  world.clock.time += 60_000;
  world.clock.fire();
  world.clock.breathe();
  expect(wordsIn(transport.take())).toEqual(['ping 11']);
  world.clock.time += 3_600_000;
  world.clock.fire();
  transport.deliver(text('I was here all the time'));
  world.clock.breathe();
  expect(socket.state).toBe('open');
  expect(transport.written.length).toBe(0);
  world.clock.pass(20_000);
  expect(wordsIn(transport.take())).toEqual(['ping 11']);
});

test('TM9 the clock stands still or goes back: nothing fires early, nothing is negative', () => {
  const { socket, transport, world } = served({ keepalive });
  world.clock.time = -5_000;
  transport.deliver(text('a'));
  world.clock.fire();
  world.clock.breathe();
  expect(socket.state).toBe('open');
  expect(transport.written.length).toBe(0);
});

test('TM10 after the end no timer is left, and one that fires is ignored', () => {
  const { socket, transport, world } = served({ keepalive });
  const [timer] = world.clock.timers;
  transport.listener?.closed();
  expect(world.clock.timers.size).toBe(0);
  world.clock.time += 100_000;
  timer?.run();
  world.clock.breathe();
  expect(socket.state).toBe('closed');
  expect(transport.orders).toEqual([]);
});

test('V-T1 TM1 one octet every 9.9 s: the handshake has ten seconds, whatever comes', () => {
  const world = fakeWorld();
  const transport = new FakeTransport();
  const service = new Service(world, { origins: 'any' });
  service.accept(transport);
  transport.deliver(request.subarray(0, 1));
  world.clock.pass(9_900);
  transport.deliver(request.subarray(1, 2));
  expect(transport.orders).toEqual([]);
  world.clock.pass(100);
  expect(transport.written.length).toBeGreaterThan(0);
  expect(transport.orders.length).toBe(1);
});

test('V-J1 CL16 TM8 the peer never answers our Close: let go after five seconds', async () => {
  const { socket, transport, world } = served();
  const record = socket.close(1000);
  world.clock.breathe();
  expect(wordsIn(transport.written)).toEqual(['close 1000']);
  world.clock.pass(4_999);
  expect(transport.orders).toEqual([]);
  world.clock.pass(1);
  expect(transport.orders).toEqual(['abort']);
  expect(await record).toMatchObject({ clean: false, statusCode: 1006, cause: 'close-timeout' });
});

test('CL22 our Close waits behind messages that nobody reads: the time runs from the moment it was asked for', async () => {
  const { socket, transport, world } = served();
  transport.isFull = true;
  void socket.send(new Uint8Array(1_000_000));
  void socket.send(new Uint8Array(1_000_000));
  const record = socket.close(1000);
  world.clock.pass(5_000);
  expect(transport.orders).toEqual(['abort']);
  expect((await record).clean).toBe(false);
});

test('the end of the transport waits for what was said before it, but not for ever', () => {
  const { socket, transport, world } = served();
  transport.isFull = true;
  void socket.send(new Uint8Array(100_000));
  void socket.send('last words');
  transport.deliver(closeFrame(1000));
  expect(transport.orders).toEqual([]);
  transport.drain();
  expect(wordsIn(transport.written).slice(-2)).toEqual(['text last words', 'close 1000']);
  expect(transport.orders).toEqual(['end-writing']);
  transport.listener?.ended();
  expect(transport.orders).toEqual(['end-writing', 'close']);
  // A transport that does not end in order is let go.
  world.clock.pass(5_000);
  expect(transport.orders).toEqual(['end-writing', 'close', 'abort']);
});

test.each([
  ['with keepalive', keepalive, 40_000],
  ['without', null, 120_000],
] as const)(
  'a live peer that never reads while a callback waits for room, %s: ended in time',
  async (_, how, base) => {
    const { service, socket, transport, world } = served({ keepalive: how, limits });
    const seen: unknown[] = [];
    transport.isFull = true;
    socket.onMessage((message) => {
      seen.push(message);
      return socket.send(new Uint8Array(200));
    });
    transport.deliver(concat(Array.from({ length: 2_000 }, (_none, index) => text(String(index)))));
    const told = seen.length;
    expect([told < 2_000, transport.isPaused]).toEqual([true, true]);
    world.clock.pass(base);
    expect([transport.orders, seen.length]).toEqual([[], told]);
    // Each octet that waits gets some time of its own.
    world.clock.pass((told * 214) / 8);
    expect(transport.orders).toEqual(['abort']);
    transport.listener?.closed();
    world.clock.breathe();
    // What had come before is told first.
    expect(seen).toEqual(Array.from({ length: 2_000 }, (_none, index) => String(index)));
    expect(await socket.closed).toMatchObject({ cause: 'transport-stalled', statusCode: 1006, clean: false });
    expect(service.connections).toBe(0);
  },
);

test('once the transport is gone, answers to what had come before are forgotten and never too many', () => {
  const { socket, transport } = served({ limits });
  const sent: unknown[] = [];
  transport.isFull = true;
  socket.pause();
  transport.listener?.chunk(concat(Array.from({ length: 2_000 }, () => text(''))));
  socket.onMessage(() => sent.push(socket.send(new Uint8Array(80_000))));
  transport.listener?.closed();
  expect(sent).toEqual(Array.from({ length: 2_000 }, () => true));
  expect(socket.bufferedOctets).toBe(0);
  expect(socket.state).toBe('closed');
});

test('whatever leaves begins the time anew in which something has to leave', async () => {
  const { socket, transport, world } = served();
  transport.isFull = true;
  void socket.send(new Uint8Array(80_000));
  world.clock.breathe();
  for (let minute = 0; minute < 10; minute++) {
    world.clock.pass(60_000);
    transport.bufferedOctets -= 1_000;
  }
  expect(transport.orders).toEqual([]);
  transport.drain();
  // Once the transport takes everything again, silence says nothing.
  world.clock.pass(600_000);
  expect(socket.state).toBe('open');
  transport.isFull = true;
  void socket.send('last');
  world.clock.pass(121_000);
  expect(transport.orders).toEqual(['abort']);
  transport.listener?.closed();
  expect(await socket.closed).toMatchObject({ cause: 'transport-stalled' });
});

test('a peer that said its last word and reads nothing is let go in time, too', async () => {
  const { socket, transport, world } = served({ keepalive, limits });
  const seen: unknown[] = [];
  transport.isFull = true;
  socket.onMessage((message) => {
    seen.push(message);
    return socket.send(new Uint8Array(200));
  });
  transport.deliver(concat(Array.from({ length: 2_000 }, () => text(''))));
  transport.listener?.ended();
  world.clock.pass(1_000_000);
  expect(transport.orders).toEqual(['abort']);
  transport.listener?.closed();
  world.clock.breathe();
  expect(seen.length).toBe(2_000);
  expect(await socket.closed).toMatchObject({ cause: 'transport-ended' });
});

test('keepalive rests while nobody reads: a silence of our own making says nothing', () => {
  const { socket, transport, world } = served({ keepalive });
  world.clock.pass(20_000);
  expect(wordsIn(transport.take())).toEqual(['ping 11']);
  socket.pause();
  transport.deliver(text('waits'));
  world.clock.pass(100_000);
  expect(socket.state).toBe('open');
  socket.resume();
  world.clock.breathe();
  world.clock.pass(0);
  expect(socket.state).toBe('open');
  world.clock.pass(20_000);
  expect(wordsIn(transport.take())).toEqual(['ping 11']);
});

test('AP28 events that a command leads to come after those under way, never within them', () => {
  const { socket, transport, world } = served();
  const seen: string[] = [];
  socket.on('closing', () => seen.push('closing'));
  socket.onMessage((message) => {
    seen.push(`${String(message)} begins`);
    if (message === 'a') void socket.close(4000);
    seen.push(`${String(message)} ends`);
  });
  transport.deliver(concat([text('a'), text('b')]));
  world.clock.breathe();
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'closing']);
});

test('TR20 octets one by one, and sixteen mebibytes in one chunk', () => {
  const { socket, transport, world } = served({ limits: { messagePayload: 20 * 1024 * 1024 } });
  const sizes: number[] = [];
  socket.onMessage((message) => sizes.push(message.length));
  const small = frame(2, new Uint8Array(300));
  for (let index = 0; index < small.length; index++) transport.deliver(small.subarray(index, index + 1));
  transport.deliver(frame(2, new Uint8Array(16 * 1024 * 1024)));
  world.clock.breathe();
  expect(sizes).toEqual([300, 16 * 1024 * 1024]);
});

test('TM3 an octet of a frame now and then is no sign of life', async () => {
  const { socket, transport, world } = served({ keepalive });
  const slow = text('this takes very long');
  for (let second = 0; second < 40; second += 5) {
    transport.deliver(slow.subarray(second / 5, second / 5 + 1));
    world.clock.pass(5_000);
  }
  expect(await socket.closed).toMatchObject({ cause: 'keepalive-timeout' });
});

test('CL17 the peer answers our Close but its transport stays: the server ends first, then lets go', async () => {
  const { socket, transport, world } = served();
  const record = socket.close(1000);
  world.clock.breathe();
  transport.deliver(closeFrame(1000));
  expect(transport.orders).toEqual(['end-writing']);
  world.clock.pass(5_000);
  expect(transport.orders.at(-1)).toMatch(/^(?:abort|close)$/u);
  expect((await record).clean).toBe(true);
});

test('TM7 a peer that takes an octet a second is one that does not read', async () => {
  const { socket, transport, world } = served();
  transport.isFull = true;
  void socket.send(new Uint8Array(100_000));
  world.clock.breathe();
  const record = socket.close(1013);
  for (let second = 0; second < 6; second++) {
    transport.bufferedOctets--;
    world.clock.pass(1_000);
  }
  expect(transport.orders).toEqual(['abort']);
  expect((await record).clean).toBe(false);
});

test('AP27 reporting that fails itself does not stop the loop', () => {
  for (const thrown of [Object.create(null), new Error('mine'), null] as const) {
    for (const onError of [
      undefined,
      () => {
        throw thrown;
      },
    ]) {
      const { socket, transport, world } = served(onError === undefined ? {} : { onError });
      Object.assign(world.runtime, {
        report: () => {
          throw thrown;
        },
      });
      socket.onMessage(() => {
        throw thrown;
      });
      transport.deliver(text('a'));
      world.clock.breathe();
      expect(wordsIn(transport.take())).toEqual(['close 1011']);
      transport.deliver(closeFrame(1011));
      expect(transport.orders).toEqual(['end-writing']);
    }
  }
});
