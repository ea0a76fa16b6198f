/**
 * The tests of the core in Chromium: the one of the system, or the one that npm brings.
 */
import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import { bundleCore } from './bundle.mjs';

const ofTheSystem = '/usr/bin/chromium';
const shared = '--enable-features=SharedArrayBuffer';

/** Opens the browser; null where it does not start. */
export async function openChromium() {
  try {
    const executablePath = existsSync(ofTheSystem) ? ofTheSystem : await sparticuz.executablePath();
    // No sandbox: test machines run as root in containers that have no user namespaces.
    return await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', shared] });
  } catch {
    return null;
  }
}

/** What came of the tests below `folder` in a page of the browser. */
export async function runInChromium(browser, runs, folder) {
  const page = await browser.newPage();
  page.on('pageerror', (problem) => console.error(problem));
  const content = await bundleCore(runs, folder, 'globalThis.run = run;');
  await page.addScriptTag({ type: 'module', content });
  await page.waitForFunction('globalThis.run !== undefined');
  return page.evaluate('run()');
}
