import { expect, test } from 'vitest';
import type { Command } from '@sansws/core';
import { sendInParts } from '../src/send-parts.ts';
import type { Parts, PartsOptions } from '../src/send-parts.ts';

async function commandsFor(
  parts: Parts,
  kind?: 'text' | 'binary',
  options: PartsOptions = {},
): Promise<readonly Command[]> {
  const commands: Command[] = [];
  await sendInParts(parts, { kind, ...options }, (command) => {
    commands.push(command);
    return true;
  });
  return commands;
}

test('each part at once, and an empty one to end the message', async () => {
  expect(await commandsFor(['a', 'b'])).toEqual([
    { type: 'text-part', text: 'a', final: false },
    { type: 'text-part', text: 'b', final: false },
    { type: 'text-part', text: '', final: true },
  ]);
  expect(await commandsFor([Uint8Array.of(1)])).toEqual([
    { type: 'binary-part', data: Uint8Array.of(1), final: false },
    { type: 'binary-part', data: new Uint8Array(0), final: true },
  ]);
});

test('no parts at all', async () => {
  expect(await commandsFor([])).toEqual([{ type: 'binary-part', data: new Uint8Array(0), final: true }]);
  expect(await commandsFor([], 'text')).toEqual([{ type: 'text-part', text: '', final: true }]);
});

test('a half character waits for its other half; one that never comes is the core’s to refuse', async () => {
  expect(await commandsFor(['\ud83d', '\ude00', 'x\ud83d'])).toEqual([
    { type: 'text-part', text: '', final: false },
    { type: 'text-part', text: '😀', final: false },
    { type: 'text-part', text: 'x', final: false },
    { type: 'text-part', text: '\ud83d', final: true },
  ]);
});

test('a part of the other kind goes on as it is', async () => {
  expect((await commandsFor(['a', Uint8Array.of(1)]))[1]).toEqual({
    type: 'text-part',
    text: Uint8Array.of(1),
    final: false,
  });
  expect((await commandsFor(['a'], 'binary'))[0]).toEqual({ type: 'binary-part', data: 'a', final: false });
});

test('a source may use its memory again, be it a Buffer or not', async () => {
  for (const memory of [new Uint8Array(1), Buffer.alloc(1)]) {
    const source = function* (): Generator<Uint8Array> {
      for (let part = 1; part <= 3; part++) yield memory.fill(part);
    };
    const commands = await commandsFor(source());
    const sent = commands.map((command) => [...(command as { data: Uint8Array }).data]);
    expect(sent).toEqual([[1], [2], [3], []]);
  }
});

test('the wish to go uncompressed comes with every part', async () => {
  const wishes = async (parts: Parts, compress?: boolean): Promise<unknown[]> =>
    (await commandsFor(parts, undefined, { compress })).map((command) => {
      return 'compress' in command ? command.compress : 'none';
    });
  expect(await wishes(['a', 'b'], false)).toEqual([false, false, false]);
  expect(await wishes([Uint8Array.of(1)], true)).toEqual([true, true]);
  expect(await wishes(['a'])).toEqual(['none', 'none']);
});
