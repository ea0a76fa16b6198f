import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainPrimitives } from '../../src/bytes/primitives.ts';
import { resume, snapshot, type Resources } from '../../src/connection/snapshot.ts';
import {
  elapse,
  openServer,
  receive,
  receiveEnd,
  send,
  type Connection,
} from '../../src/connection/index.ts';
import type { Extension } from '../../src/extension/extension.ts';
import { add, session, twice } from '../sessions.ts';
import { frameTo, joined, open, play, roles, written } from '../splits.ts';
import { client, done, everyPhase, nothing, refusal, request, response } from './openings.ts';

/** The connection after it has been to JSON text and back. */
function there(connection: Connection, resources: Resources = {}, now?: number): Connection {
  const resumed = resume(JSON.parse(JSON.stringify(snapshot(connection))), resources, now);
  if (!resumed.ok) throw new Error(`${resumed.problem.sentence}: ${resumed.problem.detail}`);
  return resumed.value;
}

const refusalOf = (value: unknown, resources: Resources = {}): string => {
  const resumed = resume(value, resources);
  return resumed.ok ? 'resumed' : resumed.problem.name;
};

const adding: Extension = {
  name: 'add',
  offers: [[]],
  accept: (offer) => (offer.length === 0 ? add : null),
  confirm: (answer) => (answer.length === 0 ? { ...add, initial: 100 } : null),
};

for (const role of roles) {
  test(`a ${role} in every phase goes on from its snapshot as if nothing had been`, () => {
    for (const [name, connection] of everyPhase(role)) {
      const resumed = there(connection);
      expect([name, snapshot(resumed)]).toEqual([name, snapshot(connection)]);
      for (const rest of [
        request.subarray(20),
        response.subarray(20),
        refusal.subarray(-2),
        frameTo(role, 0x81, 'x'),
      ]) {
        expect([name, written(play(resumed, [rest]))]).toEqual([name, written(play(connection, [rest]))]);
      }
      expect(receiveEnd(resumed, 1).events).toEqual(receiveEnd(connection, 1).events);
      expect(elapse(resumed, 60_000).events).toEqual(elapse(connection, 60_000).events);
    }
  });

  test(`a ${role} can be put away between any two octets`, () => {
    const octets = joined(
      frameTo(role, 0x01, 'é'),
      frameTo(role, 0x89, 'ping'),
      frameTo(role, 0x80, '€'),
      frameTo(role, 0x82, new Uint8Array(130).fill(7)),
      frameTo(role, 0x88, [3, 232]),
    );
    for (const delivery of ['messages', 'parts'] as const) {
      for (let cut = 0; cut <= octets.length; cut++) {
        const before = play(open(role, { delivery }), [octets.subarray(0, cut)]).connection;
        const rest = [octets.subarray(cut)];
        expect(written(play(there(before), rest))).toBe(written(play(before, rest)));
      }
    }
  });

  test(`what a ${role} holds, awaits and sends in parts is kept`, () => {
    let { connection } = done(open(role, { keepalive: { interval: 50, timeout: 5 } }), { type: 'pause' });
    ({ connection } = receive(connection, frameTo(role, 0x81, 'held'), 3));
    ({ connection } = done(connection, { type: 'ping', applicationData: Uint8Array.of(1) }, 4));
    ({ connection } = done(connection, { type: 'text-part', text: 'a', final: false }, 5));
    ({ connection } = receiveEnd(connection, 6));
    const resumed = there(connection);
    expect(snapshot(resumed)).toEqual(snapshot(connection));
    expect(done(resumed, { type: 'resume' }).events).toEqual(done(connection, { type: 'resume' }).events);
    expect(send(resumed, { type: 'text', text: 'x' }, 7)).toMatchObject({
      problem: { name: 'message-unfinished' },
    });
  });
}

test('on another clock deadlines keep their distance', () => {
  const alive = open('client', { keepalive: { interval: 20, timeout: 10 } });
  const asked = elapse(alive, 20).connection;
  const moved = there(asked, {}, 1_020);
  expect(moved).toMatchObject({
    now: 1_020,
    heardAt: 1_000,
    pings: { unansweredSince: 1_020, awaited: [{ sentAt: 1_020 }] },
  });
  expect(elapse(moved, 1_029).deadline).toBe(1_030);
  expect(there(alive, {}, 500).pings.unansweredSince).toBeNull();
  expect(there(client().connection, {}, -5_000).phase).toMatchObject({ deadline: 5_000 });
  expect(there(receiveEnd(alive, 0).connection, {}, 7).phase.type).toBe('closed');
  expect(there(alive).now).toBe(alive.now);
});

test('extensions come back with their states, by whoever brings them', () => {
  const busy = receive(
    open('client', { sessions: [add, twice] }),
    frameTo('client', 0x61, 'bb'),
    0,
  ).connection;
  expect(busy.inbound.states).toEqual([1, 1]);
  const brought = there(busy, { sessions: [twice, add] });
  expect([brought.inbound.states, brought.settings.inbound.reservedInUse]).toEqual([[1, 1], 6]);
  expect(written(play(brought, [frameTo('client', 0x80, 'cc')]))).toBe(
    written(play(busy, [frameTo('client', 0x80, 'cc')])),
  );
  const alone = receive(open('client', { sessions: [add] }), frameTo('client', 0x41, 'b'), 0).connection;
  for (const revive of [undefined, (role: string) => (role === 'client' ? add : null)]) {
    const extension = revive === undefined ? adding : { ...adding, revive };
    expect(there(alone, { extensions: [extension] }).inbound.states).toEqual([1]);
  }
  const server = open('server', { sessions: [add] });
  expect(there(server, { extensions: [adding] }).settings.inbound.sessions).toEqual([add]);
  expect(there(open('client'), { extensions: [adding] }).settings.extensions).toEqual([adding]);
});

test('without its extensions, or with states that are none, a snapshot is refused', () => {
  const kept = snapshot(open('client', { sessions: [add] })) as { sessions: object[] };
  expect(refusalOf(kept)).toBe('snapshot-not-valid');
  expect(refusalOf(kept, { extensions: [{ ...adding, confirm: () => null }] })).toBe('snapshot-not-valid');
  expect(refusalOf({ ...kept, sessions: [{ ...kept.sessions[0], inbound: 'x' }] }, { sessions: [add] })).toBe(
    'snapshot-not-valid',
  );
  const two = { ...kept, sessions: [kept.sessions[0], { ...kept.sessions[0], name: 'other' }] };
  expect(refusalOf(two, { sessions: [add, session('other', 4)] })).toBe('extension-conflict');
  expect(refusalOf(kept, { sessions: [add] })).toBe('resumed');
});

test('primitives are those that are brought', () => {
  const isUtf8 = (): boolean => true;
  expect(there(open('client'), { primitives: { isUtf8 } }).settings.inbound.primitives).toEqual({
    ...plainPrimitives,
    isUtf8,
  });
});

test('what is no snapshot, or one of another version, is refused', () => {
  const good = snapshot(open('client')) as object;
  for (const bad of [
    null,
    undefined,
    5,
    'text',
    [],
    {},
    { ...good, version: 2 },
    { ...good, origins: 'http' },
    { ...good, role: 'proxy' },
  ]) {
    expect(refusalOf(bad)).toBe('snapshot-not-valid');
  }
});

test('a snapshot that gives no room for any event would wait for ever, and is refused', () => {
  const held = receive(
    open('client', { limits: { eventsPerCall: 1 } }),
    Uint8Array.of(0x81, 0, 0x81, 0),
    0,
  ).connection;
  const good = snapshot(held) as { limits: object };
  expect(refusalOf({ ...good, limits: { ...good.limits, eventsPerCall: 0 } })).toBe('snapshot-not-valid');
});

test('octets that nobody would ever read are refused, and so is an end that waits for them', () => {
  const waiting = snapshot(
    receive(open('client', { limits: { eventsPerCall: 1 } }), Uint8Array.of(0x81, 0, 0x81, 0), 0).connection,
  ) as {
    held: object;
  };
  for (const [name, connection] of everyPhase('client')) {
    const { held } = waiting;
    const isRead = ['open', 'closing'].includes(name);
    const kept = { ...(snapshot(connection) as object), held };
    expect([name, refusalOf(kept)]).toEqual([
      name,
      isRead || name === 'decision' ? 'resumed' : 'snapshot-not-valid',
    ]);
    const ended = { ...kept, held: { ...held, octets: '', from: 0, ended: 'ended' } };
    expect([name, refusalOf(ended)]).toEqual([name, isRead ? 'resumed' : 'snapshot-not-valid']);
  }
});

test('law: a snapshot with something changed is refused, or the connection works; nothing ever throws', () => {
  const originals = [...everyPhase('client'), ...everyPhase('server')].map(([, connection]) => connection);
  for (const role of roles) {
    for (const delivery of ['messages', 'parts'] as const) {
      for (const octets of [[0x01], [0x89], [0x82, 0x7e], [0x81]]) {
        originals.push(receive(open(role, { delivery }), Uint8Array.from(octets), 0).connection);
      }
      const frame = frameTo(role, 0x01, 'a€');
      originals.push(receive(open(role, { delivery }), frame.subarray(0, -1), 0).connection);
      originals.push(
        receive(open(role, { delivery }), joined(frame, frameTo(role, 0x89, 'abc').subarray(0, -1)), 0)
          .connection,
      );
      originals.push(
        receive(open(role, { delivery, limits: { eventsPerCall: 1 } }), joined(frameTo(role, 0x81), frame), 0)
          .connection,
      );
    }
  }
  originals.push(
    open('client', { sessions: [add], keepalive: { interval: 1, timeout: 1 } }),
    openServer({ origins: ['https://h'] }, 0).connection,
  );
  const texts = originals.map((connection) => JSON.stringify(snapshot(connection)));
  const value = fc.oneof(
    fc.constantFrom(
      null,
      true,
      -1,
      0,
      1,
      0.5,
      3,
      126,
      2 ** 31,
      1e300,
      'Infinity',
      '',
      'AQ==',
      '4oI=',
      [],
      {},
    ),
    fc.jsonValue({ maxDepth: 1 }),
  );
  const seen = new Set<boolean>();
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(fc.tuple(fc.nat(), fc.option(value)), { minLength: 1, maxLength: 3 }),
      (text, changes) => {
        const json: unknown = JSON.parse(text);
        for (const [place, changed] of changes) mutate(json, place, changed);
        const resumed = resume(json, { sessions: [add] });
        seen.add(resumed.ok);
        if (!resumed.ok) expect(resumed.problem.name).toBe('snapshot-not-valid');
        else live(resumed.value);
      },
    ),
    { numRuns: 20_000 },
  );
  expect(seen.size).toBe(2);
});

/** Puts `value` in one place of many in `json`, or takes that place away when it is `null`. */
function mutate(json: unknown, place: number, value: unknown): void {
  const places: (readonly [{ [name: string]: unknown }, string])[] = [];
  const waiting: unknown[] = [json];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    for (const [name, inner] of Object.entries(next)) {
      places.push([next as { [name: string]: unknown }, name]);
      waiting.push(inner);
    }
  }
  const chosen = places[place % places.length];
  if (chosen === undefined) return;
  const [holder, name] = chosen;
  if (value === null && place % 2 === 0) delete holder[name];
  else holder[name] = value;
}

/** Does everything that can be done with a connection; it must end, and nothing may throw. */
function live(connection: Connection): void {
  const octets = joined(frameTo(connection.role, 0x80, 'x'), frameTo(connection.role, 0x81, 'x'));
  for (const chunk of [
    nothing,
    Uint8Array.of(0x80),
    octets,
    request,
    response,
    new Uint8Array(300).fill(0x82),
  ]) {
    let step = receive(connection, chunk, 1);
    for (let calls = 0; step.more; calls++) {
      if (calls > 500) expect.fail('there is always more');
      step = receive(step.connection, nothing, 1);
    }
    elapse(step.connection, step.deadline);
    receiveEnd(step.connection, 2);
    snapshot(step.connection);
    for (const command of [
      { type: 'text', text: 'x' },
      { type: 'text-part', text: 'x', final: true },
      { type: 'ping' },
      { type: 'resume' },
      { type: 'close', statusCode: 1000 },
      { type: 'accept' },
      { type: 'abort' },
    ] as const) {
      send(step.connection, command, 3);
    }
  }
}
