import { afterAll, expect, test } from 'vitest';
import { openChromium, runInChromium } from '../../tools/runtimes/chromium.mjs';
import { runInWorkerd, workerdVersion } from '../../tools/runtimes/workerd.mjs';

const folder = 'tools/runtimes/trial/';
const outcome = {
  passed: 1,
  failed: [
    {
      name: `${folder}trial.test.mjs › wrong: two is 3`,
      message: 'expected 2 to be 3 // Object.is equality',
    },
    { name: `${folder}unloadable.test.mjs`, message: 'not to be loaded' },
  ],
  leftOut: [{ name: `${folder}trial.test.mjs › lacking`, lacking: 'isUtf8 of Node to compare with' }],
};

const workerd = await workerdVersion();
test.runIf(workerd !== null)('in workerd, what is wrong fails and what is lacking is left out', async () => {
  expect(await runInWorkerd(1, folder)).toEqual(outcome);
});

const browser = await openChromium();
afterAll(() => browser?.close());
test.runIf(browser !== null)('in Chromium, what is wrong fails and what is lacking is left out', async () => {
  expect(await runInChromium(browser, 1, folder)).toEqual(outcome);
});
