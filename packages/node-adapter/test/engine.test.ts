import { once } from 'node:events';
import { expect, test } from 'vitest';
import { clock, engine } from '../src/engine.ts';
import { entropy } from '../src/entropy.ts';
import { primitives } from '../src/primitives.ts';

test('a timer fires when it is due, with its target, and not once it is cleared', async () => {
  const target = { fired: 0 };
  const begun = clock.now();
  await new Promise<void>((resolve) => {
    clock.clearTimer(clock.setTimer(begun + 1, (it) => it.fired++, target));
    clock.setTimer(
      begun + 20,
      (it) => {
        it.fired += 10;
        resolve();
      },
      target,
    );
  });
  expect(target.fired).toBe(10);
  expect(clock.now() - begun).toBeGreaterThan(18);
  clock.clearTimer(undefined);
});

test('a time in the past fires soon; one in a month does not fire at once', async () => {
  let fired = '';
  const far = clock.setTimer(clock.now() + 3_000_000_000, () => (fired += 'far'), undefined);
  await new Promise<void>((resolve) => {
    clock.setTimer(-5, () => resolve(), undefined);
  });
  expect(fired).toBe('');
  clock.clearTimer(far);
});

test('soon is after what the loop has to read', async () => {
  const order: string[] = [];
  await new Promise<void>((resolve) => {
    clock.soon((name) => {
      order.push(name);
      resolve();
    }, 'soon');
    process.nextTick(() => order.push('tick'));
  });
  expect(order).toEqual(['tick', 'soon']);
});

test('TM13 the timers of 100,000 connections are set and cleared in no time', () => {
  const begun = process.cpuUsage().user;
  const timers = Array.from({ length: 100_000 }, (_, index) =>
    clock.setTimer(clock.now() + 20_000 + (index % 100), () => {}, undefined),
  );
  for (const timer of timers) clock.clearTimer(timer);
  expect((process.cpuUsage().user - begun) / 1_000).toBeLessThan(2_000);
});

test('V-H1 entropy fills all of it, differently each time', () => {
  const first = new Uint8Array(1_000);
  const second = new Uint8Array(1_000);
  entropy.fillRandomly(first);
  entropy.fillRandomly(second);
  expect(new Set(first).size).toBeGreaterThan(100);
  expect(Buffer.compare(first, second)).not.toBe(0);
});

test('memory is as long as was asked for, and UTF-8 is told from what is not', () => {
  for (const length of [0, 1, 5_000, 1_000_000]) expect(primitives.allocate(length).length).toBe(length);
  expect(primitives.allocate(3).constructor).toBe(Uint8Array);
  expect(primitives.isUtf8(Uint8Array.of(0xe2, 0x82, 0xac))).toBe(true);
  expect(primitives.isUtf8(Uint8Array.of(0xe2, 0x82))).toBe(false);
});

test('an error that nobody handles becomes a warning of the process', async () => {
  const warned = once(process, 'warning');
  engine.runtime.report(new Error('mine'));
  const [warning] = (await warned) as [Error & { detail?: string }];
  expect(warning.name).toBe('SanswsWarning');
  expect(warning.detail).toContain('mine');
  const again = once(process, 'warning');
  engine.runtime.report('a string');
  expect(((await again)[0] as { detail?: string }).detail).toBe('a string');
});

test('anything that was thrown can be reported', async () => {
  const hostile = new Proxy(new Error('mine'), {
    get: () => {
      throw new Error('not even shown');
    },
  });
  const noStack = Object.assign(new Error('mine'), { stack: 1 });
  const whats = [Object.create(null), null, Symbol('mine'), noStack, hostile] as const;
  for (const what of whats) {
    const warned = once(process, 'warning');
    engine.runtime.report(what);
    const [warning] = (await warned) as [Error & { detail?: string }];
    expect(warning.detail).toBeTypeOf('string');
    expect(warning.detail).not.toBe('');
  }
});
