/** What every arbitrary promises, on a sample of each. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closeCommand, command } from '../../src/arbitraries/command.ts';
import { extensionElement, fields, subprotocols, token } from '../../src/arbitraries/fields.ts';
import {
  brokenCloseBody,
  closeBody,
  conversation,
  fragmented,
  statusCode,
} from '../../src/arbitraries/frame.ts';
import { borderPayload, cut, cutting, maskingKey } from '../../src/arbitraries/octets.ts';
import { happen, script } from '../../src/arbitraries/script.ts';
import { setting } from '../../src/arbitraries/setting.ts';
import { brokenUtf8, text } from '../../src/arbitraries/text.ts';
import { anyWire, validWire } from '../../src/arbitraries/wire.ts';
import { coreConnections } from '../../src/dressed.ts';
import { closeCodeMayTravel } from '../../src/oracle/close-code.ts';
import { joined } from '../../src/same.ts';
import { judgeCloseBody } from '../../src/twin/close-body.ts';
import { twinReceive } from '../../src/twin/receive.ts';
import { twinUtf8, twinUtf8Octets } from '../../src/twin/utf8.ts';

/** The same values each time. */
function sample<Value>(arbitrary: fc.Arbitrary<Value>, count = 500): Value[] {
  return fc.sample(arbitrary, { numRuns: count, seed: 6_455 });
}

test('every way to cut keeps the octets, and each way comes up', () => {
  const octets = Uint8Array.from({ length: 400 }, (_, index) => index);
  const ways = sample(cutting());
  for (const way of ways) expect(joined(cut(octets, way))).toEqual(octets);
  expect(new Set(ways.map(({ type }) => type)).size).toBe(3);
  expect(cut(octets, { type: 'octets' })).toHaveLength(301);
  expect(cut(octets, { type: 'places', places: [0, 0] })[0]).toHaveLength(0);
});

test('payloads stand at both borders, keys can be 0', () => {
  const lengths = new Set(sample(borderPayload(), 2_000).map(({ length }) => length));
  expect([...lengths].sort((left, right) => left - right)).toEqual([124, 125, 126, 127, 128, 65_535, 65_536]);
  expect(sample(maskingKey())).toContain(0);
});

test('text is UTF-8, broken text is not', () => {
  for (const some of sample(text())) expect(twinUtf8(twinUtf8Octets(some)).text).toBe(some);
  for (const octets of sample(brokenUtf8())) {
    const { brokenAt, unfinished } = twinUtf8(octets);
    expect(brokenAt >= 0 || unfinished).toBe(true);
  }
});

test('status codes and Close bodies are allowed, or not, as asked', () => {
  for (const code of sample(statusCode(true))) expect(closeCodeMayTravel(code)).toBe(true);
  for (const code of sample(statusCode(false))) expect(closeCodeMayTravel(code)).toBe(false);
  for (const body of sample(closeBody())) expect(judgeCloseBody(body, true)).toBeNull();
  for (const body of sample(brokenCloseBody())) expect(judgeCloseBody(body, true)).not.toBeNull();
});

test('fragments begin with the opcode and end with FIN', () => {
  const frames = fragmented(0x1, Uint8Array.of(1, 2, 3), [9_999, 0]);
  expect(frames.map(({ opcode, fin, payload }) => [opcode, fin, payload.length])).toEqual([
    [1, false, 0],
    [0, false, 3],
    [0, true, 0],
  ]);
});

test.each(['client', 'server'] as const)(
  'valid octets break no rule of a %s; any octets break many',
  (role) => {
    const how = { role, limits: {} };
    for (const octets of sample(validWire(role)))
      expect(twinReceive(octets, how, 'messages').fault).toBeNull();
    const faults = sample(anyWire(role), 5_000).map(
      (octets) => twinReceive(octets, how, 'messages').fault?.name,
    );
    const seen = [
      'reserved-bit-set',
      'opcode-reserved',
      'control-frame-fragmented',
      'continuation-without-message',
      'message-not-finished',
      role === 'client' ? 'frame-masked' : 'frame-not-masked',
      'control-frame-too-long',
      'close-body-too-short',
      'length-not-minimal',
      'length-top-bit-set',
      'frame-too-big',
      'text-not-utf8',
      'close-code-not-allowed',
      'close-reason-not-utf8',
      undefined,
    ];
    expect(seen.filter((name) => !faults.includes(name as never))).toEqual([]);
  },
);

test('a conversation can end with a Close, and a long one can be forbidden', () => {
  const all = sample(conversation(200));
  expect(all.some((frames) => frames.at(-1)?.opcode === 0x8)).toBe(true);
  expect(all.flat().every(({ payload }) => payload.length <= 200)).toBe(true);
});

test('settings can be the default, just enough, or small', () => {
  const limits = sample(setting('server')).map((some) => some.limits);
  expect(limits.some((some) => Object.keys(some).length === 0)).toBe(true);
  expect(limits.some((some) => (some.fragments ?? 99) < 5)).toBe(true);
});

test('settings of all kinds come up: parts, owned chunks, keepalive, pieces, few events a call', () => {
  const settings = sample(setting('server'));
  expect(new Set(settings.map(({ delivery }) => delivery))).toEqual(
    new Set([undefined, 'messages', 'parts']),
  );
  expect(new Set(settings.map(({ chunks }) => chunks))).toEqual(new Set([undefined, 'borrowed', 'owned']));
  expect(settings.some(({ keepalive }) => keepalive !== undefined)).toBe(true);
  expect(settings.some(({ sessions }) => sessions?.[0]?.name === 'x-pieces')).toBe(true);
  expect(settings.some(({ limits }) => limits.eventsPerCall !== undefined)).toBe(true);
});

test('all kinds of commands come up, bad ones among them', () => {
  const kinds = new Set(sample(command()).map(({ type }) => type));
  expect([...kinds].sort()).toEqual([
    'binary',
    'binary-part',
    'close',
    'pause',
    'ping',
    'pong',
    'prepared',
    'resume',
    'text',
    'text-part',
  ]);
  const codes = sample(closeCommand()).map(({ statusCode: code }) => code);
  expect(codes).toContain(undefined);
  expect(codes.some((code) => code !== undefined && !closeCodeMayTravel(code))).toBe(true);
});

test('tokens, fields, subprotocols and extensions have the form of the wire', () => {
  const isToken = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
  for (const some of sample(token())) expect(some).toMatch(isToken);
  for (const [name, value] of sample(fields()).flat()) {
    expect(name).toMatch(isToken);
    expect(value).toMatch(/^[!-~]*( [!-~]+)*$/);
  }
  for (const names of sample(subprotocols())) expect(new Set(names).size).toBe(names.length);
  for (const { name, parameters } of sample(extensionElement())) {
    expect([name, ...parameters.map(([key]) => key)].every((word) => isToken.test(word))).toBe(true);
  }
});

test('everything can happen in a script, and can be let happen', () => {
  const all = sample(script('server')).flat();
  expect([...new Set(all.map(({ type }) => type))].sort()).toEqual(['elapse', 'end', 'receive', 'send']);
  const state = coreConnections.open({ role: 'server', limits: {} });
  const closed = happen(coreConnections, state, { type: 'end' }, 1);
  expect(closed?.closed).toBe(true);
  expect(happen(coreConnections, state, { type: 'elapse', milliseconds: 1 }, 1)?.heard).toEqual([]);
  expect(
    happen(coreConnections, state, { type: 'receive', octets: Uint8Array.of(0x81) }, 1)?.fault,
  ).toBeNull();
  const unfit = { type: 'send', command: { type: 'close', statusCode: 0 } } as const;
  expect(happen(coreConnections, state, unfit, 1)).toBeNull();
});
