import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { allExamples, writeExamples } from '../lib/fences.mjs';

// Each example is a module that asserts for itself: it passes when importing it does not throw.
const { folder, written } = writeExamples(allExamples());
afterAll(() => rmSync(folder, { recursive: true }));

for (const { path, line, code, module } of written) {
  test(`${path}:${line}`, async () => {
    expect(code).toContain('import');
    await import(/* @vite-ignore */ module);
  });
}
