/**
 * Coverage of each source file by its own test file: `src/http/fields.ts` by `test/http/fields.test.ts`.
 *
 * This is vitest's V8 provider with one thing changed: of what a test file reached, only its own source is kept.
 * Code that is covered by chance, from far away, does not count, so a file that comes out at 100 % has tests
 * that are about it.
 */
import v8 from '@vitest/coverage-v8';

export default {
  ...v8,
  async getProvider() {
    const provider = await v8.getProvider();
    const onAfterSuiteRun = provider.onAfterSuiteRun.bind(provider);
    provider.onAfterSuiteRun = (meta) => onAfterSuiteRun({ ...meta, coverage: ownOf(meta) });
    return provider;
  },
};

/** Only what `test/http/fields.test.ts` reached in `src/http/fields.ts`. Vitest names test files from the package on. */
function ownOf({ coverage, testFiles }) {
  const own = testFiles.map((path) =>
    path.replace(/^test\//, '/packages/core/src/').replace(/\.test\.ts$/, '.ts'),
  );
  return coverage && { result: coverage.result.filter(({ url }) => own.some((path) => url.endsWith(path))) };
}
