import { expect, test } from 'vitest';
import {
  checkDuration,
  checkExtensions,
  checkOptions,
  checkPrimitives,
  checkWord,
} from '../../src/connection/options.ts';
import { establish, openClient, openServer } from '../../src/connection/index.ts';

const accept = (): null => null;
const nonce = new Uint8Array(16);

test('AP12 what is wrong with an option is said with its name', () => {
  expect(() => checkWord('chunks', 'mine', [undefined, 'owned'])).toThrow(
    'chunks is mine; it must be one of ',
  );
  expect(() => checkWord('chunks', [], ['owned'])).toThrow('chunks is a list; it must be one of owned');
  expect(() => checkDuration('closeTimeout', -1)).toThrow('closeTimeout is -1; it must be milliseconds');
  expect(() => checkOptions('keepalive', null)).toThrow('keepalive is null; it must be an object');
  expect(() => checkOptions('keepalive', [])).toThrow('keepalive is a list; it must be an object');
  expect(() => checkOptions('keepalive', 5)).toThrow('keepalive is 5; it must be an object');
  const extension = { name: 'x', accept };
  for (const [value, message] of [
    [null, 'extensions is null; it must be a list'],
    [extension, 'extensions is an object; it must be a list'],
    [[null], 'extensions[0] is null; it must be an object'],
    [Array(1), 'extensions[0] is undefined; it must be an object'],
    [[extension, { accept }], 'extensions[1].name is undefined; it must be a token'],
    [[{ name: 'a b', accept }], 'extensions[0].name is a b; it must be a token'],
    [[{ name: 'x', accept: {} }], 'extensions[0].accept is an object; it must be a function'],
  ] as const) {
    expect(() => checkExtensions('extensions', value, ['accept'])).toThrow(new TypeError(message));
  }
  expect(() => checkPrimitives(null as never)).toThrow('primitives is null; it must be an object');
  expect(() => checkPrimitives({ copyBelow: '1' as never })).toThrow(
    'primitives.copyBelow is 1; it must be a number',
  );
  expect(() => checkPrimitives({ allocate: undefined as never })).toThrow('primitives.allocate is undefined');
});

test('options that make sense pass', () => {
  expect(checkDuration('closeTimeout', 0)).toBe(0);
  for (const check of [
    () => checkWord('chunks', 'owned', ['owned']),
    () => checkOptions('keepalive', {}),
    () => checkPrimitives(undefined),
    () => checkPrimitives({ copyBelow: 1, isUtf8: () => true }),
    () => checkExtensions('extensions', [], ['accept']),
    () => checkExtensions('extensions', [{ name: 'x', accept }], ['accept']),
  ]) {
    expect(check).not.toThrow();
  }
});

test('AP12 each way in tells wrong options at once', () => {
  const server = { origins: 'any' } as const;
  const client = { host: 'h', resourceName: '/', nonce };
  for (const [begin, message] of [
    [() => openServer(undefined as never, 0), 'options is undefined'],
    [() => openServer({ ...server, extensions: [null] as never }, 0), 'extensions[0] is null'],
    [() => openServer({ ...server, secure: 1 as never }, 0), 'secure is 1'],
    [() => openServer({ ...server, keepalive: 5 as never }, 0), 'keepalive is 5'],
    [() => openServer({ ...server, primitives: { isUtf8: 1 as never } }, 0), 'primitives.isUtf8 is 1'],
    [() => openClient(null as never, 0), 'options is null'],
    [() => openClient({ ...client, limits: 5 as never }, 0), 'limits'],
    [() => establish(5 as never, 0), 'options is 5'],
    [() => establish({ role: 'client', sessions: [null] as never }, 0), 'sessions[0] is null'],
    [
      () => establish({ role: 'client', sessions: [{ name: 'x' }] as never }, 0),
      'sessions[0].inbound is undefined',
    ],
  ] as const) {
    expect(begin).toThrow(message);
  }
});
