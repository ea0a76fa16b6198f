import { setTimeout as delay } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { expect, test, vi } from 'vitest';
import { soonOn } from '../src/soon.ts';

const timer = { setTimeout: (callback: () => void, wait: number) => setTimeout(callback, wait) };

for (const [name, platform] of [
  ['setImmediate', { ...timer, setImmediate }],
  ['a message to oneself', { ...timer, MessageChannel }],
  ['a timer', timer],
] as const) {
  test(`soon by ${name}: later, in order, each with its target`, async () => {
    const soon = soonOn(platform);
    const seen: number[] = [];
    const note = (value: number): void => {
      seen.push(value);
      if (value === 1) soon(note, 3);
    };
    soon(note, 1);
    soon(note, 2);
    expect(seen).toEqual([]);
    // However late the machine is.
    await vi.waitFor(() => expect(seen).toHaveLength(3), { timeout: 5_000 });
    await delay(20);
    expect(seen).toEqual([1, 2, 3]);
  });
}
