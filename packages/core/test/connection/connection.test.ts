import { expect, test } from 'vitest';
import { gather, gatherNothing } from '../../src/bytes/gathered.ts';
import {
  begin,
  deadlineOf,
  emptied,
  isHolding,
  later,
  nothingHeld,
  noPings,
  opened,
  settingsOf,
  type ConnectionOptions,
} from '../../src/connection/connection.ts';
import { establish } from '../../src/connection/open.ts';
import { send } from '../../src/connection/send.ts';
import { betweenMessages } from '../../src/message/inbound.ts';
import { defaultLimits } from '../../src/vocabulary/limits.ts';
import { add, session } from '../sessions.ts';
import { roles } from '../splits.ts';
import { everyPhase } from './openings.ts';
import type { Role } from '../../src/vocabulary/role.ts';

const settings = (role: Role, options: ConnectionOptions = {}): ReturnType<typeof settingsOf> =>
  settingsOf(role, options, [], 'any', false);

test.each(roles)('what a %s does when nothing is chosen', (role) => {
  expect(settings(role)).toMatchObject({
    inbound: {
      masked: role === 'server',
      reservedInUse: 0,
      limits: defaultLimits(role),
      parts: false,
      owned: false,
    },
    outbound: { masked: role === 'client', sessions: [] },
    autoPong: true,
    keepalive: null,
    handshakeTimeout: 10_000,
    closeTimeout: 5_000,
    extensions: [],
    origins: 'any',
    secure: false,
  });
});

test('what is chosen is kept', () => {
  const isUtf8 = (): boolean => true;
  const chosen = settings('server', {
    limits: { fragments: 7 },
    delivery: 'parts',
    chunks: 'owned',
    autoPong: false,
    keepalive: { interval: 1, timeout: 2 },
    handshakeTimeout: 3,
    closeTimeout: Infinity,
    primitives: { isUtf8 },
  });
  expect(chosen).toMatchObject({
    inbound: { limits: { fragments: 7 }, parts: true, owned: true, primitives: { isUtf8 } },
    autoPong: false,
    keepalive: { interval: 1, timeout: 2 },
    handshakeTimeout: 3,
    closeTimeout: Infinity,
  });
});

test.each(['handshakeTimeout', 'closeTimeout'])('AP26 a %s that is no duration is thrown', (name) => {
  for (const value of [-1, Number.NaN, '5']) {
    expect(() => settings('client', { [name]: value })).toThrow(
      `${name} is ${String(value)}; it must be milliseconds from 0 on, or Infinity`,
    );
  }
});

test('AP26 a keepalive that is no duration is thrown', () => {
  expect(() => settings('client', { keepalive: { interval: -1, timeout: 1 } })).toThrow('keepalive.interval');
  expect(() => settings('client', { keepalive: { interval: 1, timeout: -1 } })).toThrow('keepalive.timeout');
});

test('a connection begins with nothing, and opens with its extensions', () => {
  const fresh = begin('server', settings('server'), { type: 'open' }, 5);
  expect(fresh).toMatchObject({ role: 'server', held: nothingHeld, pings: noPings, heardAt: 5, now: 5 });
  const open = opened(fresh, [add], 9);
  expect(open).toMatchObject({
    phase: { type: 'open' },
    heardAt: 9,
    now: 9,
    inbound: { states: [0] },
    outbound: { states: [0] },
  });
  expect(open.settings.inbound).toMatchObject({ reservedInUse: 4, sessions: [add] });
  expect(open.settings.outbound.sessions).toEqual([add]);
  expect(fresh.settings.inbound.sessions).toEqual([]);
});

test('emptied, it holds nothing any more, and each extension is told of both its states', () => {
  const retired: unknown[] = [];
  const told = session('told', 0, { retire: (state) => void retired.push(state) });
  const open = opened(begin('server', settings('server'), { type: 'open' }, 0), [told, add], 0);
  const busy = {
    ...open,
    inbound: { ...open.inbound, offset: 77 },
    outbound: { opcode: 1 as const, states: ['out', 0] },
  };
  const closing = everyPhase('server').get('closing')?.phase;
  if (closing?.type !== 'closing') throw new Error('no such phase');
  const empty = emptied(busy, closing, 3);
  expect(retired).toEqual([0, 'out']);
  expect(empty).toMatchObject({
    phase: closing,
    inbound: { offset: 77, position: betweenMessages, states: [] },
    outbound: { opcode: 0, states: [] },
    held: nothingHeld,
    pings: noPings,
    now: 3,
  });
  expect([empty.settings.inbound.sessions, empty.settings.outbound.sessions]).toEqual([[], []]);
});

test('octets are held as long as not all of them are read', () => {
  const octets = gather(gatherNothing(2), Uint8Array.of(1, 2), 0, 2);
  expect([0, 1, 2].map((from) => isHolding({ ...nothingHeld, octets, from }))).toEqual([true, true, false]);
  expect(isHolding(nothingHeld)).toBe(false);
});

test('deadlines: of the handshake, of keepalive and its Ping, of closing, none', () => {
  const of = (name: string): number => deadlineOf(everyPhase('server').get(name) as ReturnType<typeof begin>);
  expect(['request', 'decision', 'response', 'body'].map(of)).toEqual([10_000, 10_000, 10_000, 10_000]);
  expect(['open', 'closing', 'failed', 'closed'].map(of)).toEqual([Infinity, 5_000, 5_000, Infinity]);
  const alive = opened(
    begin('client', settings('client', { keepalive: { interval: 20, timeout: 3 } }), { type: 'open' }, 1),
    [],
    1,
  );
  expect(deadlineOf(alive)).toBe(21);
  expect(deadlineOf({ ...alive, pings: { ...noPings, unansweredSince: 30 } })).toBe(33);
});

test('time never runs backwards', () => {
  const connection = begin('server', settings('server'), { type: 'open' }, 5);
  expect([
    later(connection, 4),
    later(connection, 5),
    later(connection, 6),
    later(connection, Number.NaN),
  ]).toEqual([5, 5, 6, 5]);
});

test('TM15 while octets are held nobody is judged by them: keepalive rests', () => {
  const keepalive = { interval: 10, timeout: 10 };
  const paused = send(establish({ role: 'server', keepalive }, 0).connection, { type: 'pause' }, 0);
  expect(paused.ok && paused.value.deadline).toBe(Infinity);
  const resumed = paused.ok ? send(paused.value.connection, { type: 'resume' }, 5) : paused;
  expect(resumed.ok && resumed.value.deadline).toBe(10);
});

test('AP26 words that mean nothing are found at construction', () => {
  const wrong = [{ role: 'x' }, { delivery: 'part' }, { chunks: 'own' }, { autoPong: 'no' }];
  for (const options of wrong) {
    expect(() => establish({ role: 'server', ...options } as never, 0)).toThrow(RangeError);
  }
  expect(() => establish({} as never, 0)).toThrow(RangeError);
});
