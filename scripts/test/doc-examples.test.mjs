import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { allExamples, runtime, writeExamples } from '../lib/fences.mjs';

// Each example is a module that asserts for itself: it passes when importing it does not throw.
const { folder, written } = writeExamples(allExamples(runtime), runtime);
afterAll(() => rmSync(folder, { recursive: true }));

for (const { path, line, code, module } of written) {
  test(`${path}:${line}`, async () => {
    expect(code).toContain('import');
    await import(/* @vite-ignore */ module);
  });
}
