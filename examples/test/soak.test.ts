import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

// A slice of the soak of permessage-deflate, as somebody would run it; all of it takes ten minutes.

const run = promisify(execFile);
const script = fileURLToPath(new URL('../../benchmarks/soak-deflate.mjs', import.meta.url));

test('200 connections with compression for five seconds: every echo is right, and memory does not run away', async () => {
  // Five seconds hardly warm a process up: growth by half is still none.
  const options = ['--connections=200', '--minutes=0.08', '--seed=7', '--growth=0.5'];
  const { stdout } = await run(process.execPath, [script, ...options], { timeout: 60_000 });
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('flat');
  const [, counts = '{}'] = /^ours, node \S+: (\{.*\})$/mu.exec(stdout) ?? [];
  const { messages, opened, closed, broken } = JSON.parse(counts) as Record<string, number>;
  expect(messages).toBeGreaterThan(500);
  expect(opened).toBe(200 + (closed as number) + (broken as number));
  expect([closed, broken]).not.toContain(0);
});
