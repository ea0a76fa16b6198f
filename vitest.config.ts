import { defineConfig } from 'vitest/config';

// Tests read the sources, not dist: no build is needed to run them.
const conditions = ['@sansws/source'];
const projects = [
  { name: 'core', root: './packages/core' },
  { name: 'adapter-kit', root: './packages/adapter-kit' },
  { name: 'node-adapter', root: './packages/node-adapter' },
  { name: 'testing', root: './packages/testing' },
  { name: 'conformance', root: './conformance' },
  { name: 'examples', root: './examples' },
];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    pool: 'forks',
    projects: projects.map(({ name, root }) => ({
      extends: true as const,
      test: { name, root, include: ['test/**/*.test.ts'], testTimeout: 120_000 },
    })),
    coverage: {
      provider: 'v8',
      include: ['packages/core/src/**/*.ts'],
      reporter: ['text-summary', 'json'],
      thresholds: { lines: 100, branches: 100, functions: 100, statements: 100 },
    },
  },
});
