import { defineConfig } from 'vitest/config';
import { publicNames, runtime } from './scripts/lib/fences.mjs';
import { root } from './scripts/lib/house.mjs';

// Tests read the sources, not dist: no build is needed to run them.
const conditions = ['@sansws/source'];

// Each adapter is tested in its own runtime; `node scripts/test.mjs` goes through all.
const adapters = ['node', 'deno', 'bun'].map((name) => `${name}-adapter`);

const rooms = [
  { name: 'core', root: './packages/core' },
  { name: 'adapter-kit', root: './packages/adapter-kit' },
  { name: 'node-adapter', root: './packages/node-adapter' },
  { name: 'deno-adapter', root: './packages/deno-adapter' },
  { name: 'bun-adapter', root: './packages/bun-adapter' },
  { name: 'deflate-zlib', root: './packages/deflate-zlib' },
  { name: 'deflate-pako', root: './packages/deflate-pako' },
  { name: 'duplex', root: './packages/duplex' },
  { name: 'testing', root: './packages/testing' },
  { name: 'conformance', root: './conformance' },
  { name: 'examples', root: './examples' },
].filter(({ name }) => !adapters.includes(name) || name === `${runtime}-adapter`);

// Examples in docstrings and pages stand in no package, so the public names are told to them one by one.
const publicAlias = [...publicNames()].map(([name, path]) => ({
  find: new RegExp(`^${name}$`),
  replacement: `${root}${path}`,
}));

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    pool: 'forks',
    projects: [
      ...rooms.map(({ name, root: folder }) => ({
        extends: true as const,
        test: { name, root: folder, include: ['test/**/*.test.ts'], testTimeout: 120_000 },
      })),
      {
        extends: true as const,
        test: { name: 'scripts', root: './scripts', include: ['test/check-*.test.mjs'] },
      },
      {
        extends: true as const,
        resolve: { alias: publicAlias },
        test: { name: 'doc-examples', root: './scripts', include: ['test/doc-examples.test.mjs'] },
      },
    ],
    // Each file of core counts what its own test file reaches in it, and nothing else (scripts/own-coverage.mjs).
    coverage: {
      provider: 'custom',
      customProviderModule: './scripts/own-coverage.mjs',
      include: ['packages/core/src/**/*.ts'],
      reporter: ['json'],
    },
  },
});
