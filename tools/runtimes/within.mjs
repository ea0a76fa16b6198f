/**
 * Vitest where vitest itself cannot be: its own runner and its own matchers, in one module with the test files.
 * A test that asks for something this place does not have is left out, whatever else it did, with the reason.
 */
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
} from '@vitest/expect';
import { describe, startTests, test } from '@vitest/runner';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);
const expect = Object.assign(
  (value, message) => chai.expect(value, message),
  chai.expect,
  globalThis[ASYMMETRIC_MATCHERS_OBJECT],
);

export { describe, expect, test };

let lacking = null;

/** Ends a test that needs what this place does not have. */
export function leaveOut(what) {
  lacking = what;
  throw new Error(`this place has no ${what}`);
}

const config = {
  root: '/',
  name: 'core',
  setupFiles: [],
  passWithNoTests: false,
  testNamePattern: undefined,
  allowOnly: false,
  sequence: { shuffle: false, concurrent: false, seed: 0, hooks: 'stack', setupFiles: 'list' },
  maxConcurrency: 1,
  testTimeout: 240_000,
  hookTimeout: 10_000,
  retry: 0,
  includeTaskLocation: false,
  tags: [],
  strictTags: false,
  diffOptions: undefined,
  chaiConfig: undefined,
};

/** Runs test files (path → a function that imports it) and gives back what came of each test. */
export async function runAll(files) {
  const outcome = { passed: 0, failed: [], leftOut: [] };
  const tell = (name, result) => {
    if (lacking !== null) outcome.leftOut.push({ name, lacking });
    else if (result?.state === 'pass') outcome.passed++;
    else outcome.failed.push({ name, message: result?.errors?.[0]?.message ?? `it is ${result?.state}` });
    lacking = null;
  };
  const runner = {
    config,
    importFile: (path) => files[path](),
    onBeforeRunTask: () => void (lacking = null),
    onAfterRunTask: (task) => tell(nameOf(task), task.result),
    // A file that cannot be loaded has no tests of its own to fail.
    onCollected: ([file]) => {
      if (lacking !== null || file.result?.state === 'fail') tell(file.filepath, file.result);
    },
  };
  for (const path of Object.keys(files)) await startTests([path], runner);
  return outcome;
}

function nameOf(task) {
  const names = [];
  for (let here = task; here !== undefined && here.type !== undefined; here = here.suite)
    names.unshift(here.name);
  return `${task.file.filepath} › ${names.join(' › ')}`;
}
