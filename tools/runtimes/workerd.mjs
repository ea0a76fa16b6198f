/**
 * The tests of the core in workerd, the runtime of Cloudflare Workers, dated before it had a likeness of Node.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { root } from '../../scripts/lib/house.mjs';
import { bundleCore } from './bundle.mjs';

const program = fileURLToPath(new URL('node_modules/workerd/bin/workerd', import.meta.url));
const execute = promisify(execFile);
const mark = 'outcome: ';
const end = `export default { test: async () => console.log('${mark}' + JSON.stringify(await run())) };`;

const configuration = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "core", worker = (
  modules = [(name = "tests", esModule = embed "tests.mjs")],
  compatibilityDate = "2024-01-01",
))]);
`;

/** What `workerd --version` says; null where there is none. */
export async function workerdVersion() {
  try {
    return (await execute(process.execPath, [program, '--version'])).stdout.trim();
  } catch {
    return null;
  }
}

/** What came of the tests below `folder` in a Worker. */
export async function runInWorkerd(runs, folder) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const made = mkdtempSync(join(root, '.cache/workerd-'));
  try {
    writeFileSync(join(made, 'tests.mjs'), await bundleCore(runs, folder, end));
    writeFileSync(join(made, 'config.capnp'), configuration);
    const options = { maxBuffer: 64 * 1024 * 1024 };
    const { stdout, stderr } = await execute(
      process.execPath,
      [program, 'test', join(made, 'config.capnp')],
      options,
    );
    const line = `${stdout}\n${stderr}`.split('\n').find((one) => one.includes(mark));
    return JSON.parse(line.slice(line.indexOf(mark) + mark.length));
  } finally {
    rmSync(made, { recursive: true });
  }
}
