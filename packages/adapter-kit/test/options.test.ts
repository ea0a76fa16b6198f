import { expect, test } from 'vitest';
import { connectBy } from '../src/connect.ts';
import { checkKinds } from '../src/options.ts';
import { Service } from '../src/service.ts';
import { allCapabilities, fakeWorld } from './helpers/fake.ts';

const kinds = {
  call: 'function',
  bag: 'object',
  flag: 'boolean',
  word: 'string',
  words: 'list of strings',
  most: 'number from 0 on',
  signal: 'AbortSignal',
} as const;

test('each kind takes what is of it, and what is left out', () => {
  for (const fine of [
    {},
    { call: undefined },
    { call: () => 1, bag: {}, flag: false, word: '', words: ['a'], most: Infinity },
    { signal: AbortSignal.abort() },
  ]) {
    expect(() => checkKinds(fine, kinds)).not.toThrow();
  }
});

test('what is wrong is said with its name', () => {
  for (const [options, message] of [
    [null, 'options is null; it must be an object'],
    [[], 'options is a list; it must be an object'],
    [{ call: 5 }, 'call is 5; it must be a function'],
    [{ bag: () => {} }, 'it must be an object'],
    [{ bag: [] }, 'bag is a list; it must be an object'],
    [{ flag: 'yes' }, 'flag is yes; it must be a boolean'],
    [{ word: {} }, 'word is an object; it must be a string'],
    [{ words: 'a' }, 'words is a; it must be a list of strings'],
    [{ words: [null] }, 'words is a list; it must be a list of strings'],
    [{ words: Array(1) }, 'it must be a list of strings'],
    [{ most: -1 }, 'most is -1; it must be a number from 0 on'],
    [{ most: Number.NaN }, 'most is NaN'],
    [{ signal: {} }, 'signal is an object; it must be an AbortSignal'],
    [{ signal: { aborted: false } }, 'signal is an object; it must be an AbortSignal'],
    [{ signal: { aborted: false, addEventListener: () => {} } }, 'it must be an AbortSignal'],
    [{ signal: new EventTarget() }, 'it must be an AbortSignal'],
  ] as const) {
    expect(() => checkKinds(options, kinds)).toThrow(message);
  }
});

test('AP12 a service tells at construction what would fail when the first connection comes', () => {
  for (const [wrong, message] of [
    [{ extensions: [null] }, 'extensions[0] is null'],
    [{ extensions: 'deflate' }, 'extensions is deflate'],
    [{ subprotocols: 'chat' }, 'subprotocols is chat'],
    [{ subprotocols: [null] }, 'subprotocols is a list'],
    [{ onRequest: {} }, 'onRequest is an object'],
    [{ onSocket: 5 }, 'onSocket is 5'],
    [{ onRefused: true }, 'onRefused is true'],
    [{ onError: 'log' }, 'onError is log'],
    [{ maxConnections: '5' }, 'maxConnections is 5; it must be a number from 0 on'],
    [{ delivery: 'whole' }, 'delivery is whole'],
    [{ primitives: null }, 'primitives is null'],
    [{ origins: undefined }, 'origins is undefined'],
  ] as const) {
    const options = { origins: 'any', ...wrong } as never;
    expect(() => new Service(fakeWorld(), options)).toThrow(message);
  }
  expect(() => new Service(fakeWorld(), undefined as never)).toThrow('options is undefined');
});

test('AP12 a client tells wrong options before it dials', async () => {
  let dialled = 0;
  const open = (): never => {
    dialled++;
    throw new Error('it was dialled');
  };
  const way = { capabilities: allCapabilities, open, encrypt: open, adopt: open };
  for (const [wrong, message] of [
    [{ extensions: [null] }, 'extensions[0]: object'],
    [{ subprotocols: ['chat', 5] }, 'subprotocols[1]: number'],
    [{ signal: 5 }, 'signal is 5'],
    [{ signal: { aborted: false } }, 'signal is an object; it must be an AbortSignal'],
    [{ onError: 5 }, 'onError is 5'],
    [{ requireSubprotocol: 'chat' }, 'requireSubprotocol is chat'],
    [{ keepalive: true }, 'keepalive is true'],
    [{ limits: 5 }, 'limits'],
    [{ origin: 5 }, 'Origin'],
    [{ fields: [null] }, 'field'],
    [{ tls: true }, 'tls is true'],
    [{ tcp: null }, 'tcp is null'],
    [{ createConnection: {} }, 'createConnection is an object'],
    [{ proxy: 5 }, 'Invalid URL'],
  ] as const) {
    await expect(connectBy(fakeWorld(), way, 'ws://127.0.0.1/', wrong as never)).rejects.toThrow(message);
  }
  await expect(connectBy(fakeWorld(), way, 'ws://127.0.0.1/', null as never)).rejects.toThrow(
    'options is null',
  );
  expect(dialled).toBe(0);
});
