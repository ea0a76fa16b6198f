import { expect, test } from 'vitest';
import {
  changedLimits,
  defaultLimits,
  octetsPerFragment,
  withLimits,
  type Limits,
} from '../../src/vocabulary/limits.ts';

const server = defaultLimits('server');

test('V-B2 every limit has a default: messages of 1 MiB for a server, of 16 MiB for a client', () => {
  const message = 1_048_576;
  const others = {
    fragments: 16_384,
    eventsPerCall: 4_096,
    headOctets: 16_384,
    startLineOctets: 8_192,
    fieldLineOctets: 8_192,
    fieldLines: 100,
    interimResponses: 8,
    refusedBody: 65_536,
    earlyOctets: 65_536,
    extensionOffers: 16,
    awaitedPongs: 16,
  };
  expect(server).toEqual({
    framePayload: message,
    messagePayload: message,
    inflatedPayload: message,
    ...others,
  });
  const large = 16 * message;
  expect(defaultLimits('client')).toEqual({
    framePayload: large,
    messagePayload: large,
    inflatedPayload: large,
    ...others,
  });
  expect(octetsPerFragment).toBe(32);
});

test('a frame and an inflated message follow the limit of a message, unless they have their own', () => {
  const followed = withLimits(server, { messagePayload: 10 });
  expect([followed.framePayload, followed.messagePayload, followed.inflatedPayload]).toEqual([10, 10, 10]);
  const own = withLimits(server, { messagePayload: 10, framePayload: 5 });
  expect([own.framePayload, own.messagePayload, own.inflatedPayload]).toEqual([5, 10, 10]);
  expect(server.messagePayload).toBe(1_048_576);
});

test('V-B8 a limit may be lifted or be nothing at all', () => {
  expect(withLimits(server, { fragments: Infinity, headOctets: 0 })).toEqual({
    ...server,
    fragments: Infinity,
    headOctets: 0,
  });
  expect(withLimits(server, { eventsPerCall: 1 }).eventsPerCall).toBe(1);
});

test('a limit that is given as undefined keeps its value', () => {
  const changes = { fragments: undefined } as unknown as Partial<Limits>;
  expect(withLimits(server, changes)).toEqual(server);
});

const wrong: readonly (readonly [string, unknown])[] = [
  ['NaN', Number.NaN],
  ['negative', -1],
  ['a fraction', 1.5],
  ['minus infinity', -Infinity],
  ['2^53, which is not exact', 2 ** 53],
  ['a string', '10'],
  ['null', null],
];

test.each(wrong)(
  'AP26 V-B9 a limit that is %s is refused while open and thrown at construction',
  (_, value) => {
    const changes = { messagePayload: value } as unknown as Partial<Limits>;
    const changed = changedLimits(server, changes);
    expect(changed.ok ? null : changed.problem.name).toBe('limit-not-valid');
    expect(() => withLimits(server, changes)).toThrow(RangeError);
  },
);

test('AP26 no events in a call, names that are no limits, and names of Object.prototype are refused', () => {
  for (const text of [
    '{"eventsPerCall":0}',
    '{"maxPayload":1}',
    '{"__proto__":1}',
    '{"constructor":1}',
    '{"toString":1}',
  ]) {
    const changes = JSON.parse(text) as Partial<Limits>;
    expect(changedLimits(server, changes).ok).toBe(false);
    expect(() => withLimits(server, changes)).toThrow(/^limits\.\w+ is \d: .* \(RFC 6455 §10\.4\)$/u);
  }
});

test('a change of limits that is fine gives the same as at construction', () => {
  expect(changedLimits(server, { fieldLines: 7 })).toEqual({
    ok: true,
    value: withLimits(server, { fieldLines: 7 }),
  });
});

test('AP26 what are no limits at all is refused', () => {
  for (const changes of [undefined, null, 5, 'fragments']) {
    const changed = changedLimits(server, changes as unknown as Partial<Limits>);
    expect(changed.ok ? null : changed.problem.name).toBe('limit-not-valid');
  }
});
